"""Case i2: a thread that a thread starts after main has ended is waited for, and outlives the one that started it."""
import threading
import time


def grandchild():
    time.sleep(0.2)
    print("grandchild done")


def child():
    threading.main_thread().join()
    threading.Thread(target=grandchild).start()
    print("child done")


threading.Thread(target=child).start()
print("main ends")
