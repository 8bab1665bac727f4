"""Case s: a thread made by a daemon thread is a daemon thread, so the program does not wait for it."""
import threading
import time

runs = threading.Lock()
runs.acquire()


def inner():
    runs.release()
    time.sleep(60)
    print("never printed")


def outer():
    thread = threading.Thread(target=inner)
    print("daemon:", str(thread.daemon).lower())
    thread.start()
    thread.join()


threading.Thread(target=outer, daemon=True).start()
runs.acquire()
print("main ends")
