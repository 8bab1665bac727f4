"""Case i: a thread can be started and joined in an exit handler (CPython 3.12.1 refuses that)."""
import atexit
import threading


def work():
    print("thread runs")


@atexit.register
def at_exit():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    print("joined")


print("main ends")
