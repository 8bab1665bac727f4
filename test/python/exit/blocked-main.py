"""Main blocks in the way that is named by the first argument; a thread presses Ctrl-C."""
import os
import signal
import sys
import threading
import time

how = sys.argv[1]
held = threading.RLock() if how == "rlock" else threading.Lock()
ready = threading.Event()


def hold():
    held.acquire()
    ready.set()
    time.sleep(60)



def press():
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)


thread = threading.Thread(target=hold, daemon=True)
thread.start()
ready.wait()
print("ready")
threading.Thread(target=press, daemon=True).start()
if how == "join":
    thread.join()
elif how in ("acquire", "rlock"):
    held.acquire()
elif how == "timed-acquire":
    held.acquire(timeout=60)
elif how == "event":
    threading.Event().wait()
elif how == "barrier":
    threading.Barrier(2).wait()
elif how == "semaphore":
    threading.Semaphore(0).acquire()
elif how == "condition":
    with (condition := threading.Condition()):
        condition.wait()
elif how == "sleep":
    time.sleep(60)
print("never printed")
