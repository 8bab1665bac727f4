"""Main blocks in the way that is named by the first argument; a thread presses Ctrl-C."""
import os
import signal
import sys
import threading
import time

how = sys.argv[1]
held = threading.Lock()
held.acquire()


def press():
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)


thread = threading.Thread(target=held.acquire, daemon=True)
thread.start()
print("ready")
threading.Thread(target=press, daemon=True).start()
if how == "join":
    thread.join()
elif how == "acquire":
    held.acquire()
elif how == "timed-acquire":
    held.acquire(timeout=60)
elif how == "sleep":
    time.sleep(60)
print("never printed")
