"""Case b: a daemon thread ends with the program; its finally blocks do not run."""
import threading
import time

runs = threading.Lock()
runs.acquire()


def work():
    try:
        print("daemon runs")
        runs.release()
        time.sleep(60)
        print("never printed")
    finally:
        print("finally: never printed")


threading.Thread(target=work, daemon=True).start()
runs.acquire()
print("main ends")
