"""Case d: exit(3) in main waits for the thread, and the code is 3."""
import atexit
import sys
import threading
import time

main_ends = threading.Lock()
main_ends.acquire()


def work():
    main_ends.acquire()
    time.sleep(0.1)
    print("thread done")


atexit.register(lambda: print("exit handler"))
threading.Thread(target=work).start()
print("main exits")
main_ends.release()
sys.exit(3)
