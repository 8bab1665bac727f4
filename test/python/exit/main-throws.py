"""Case c: main throws while a thread runs: the error is reported at once, the thread is waited for, exit code 1."""
import atexit
import threading
import time

main_ends = threading.Lock()
main_ends.acquire()


def work():
    main_ends.acquire()
    time.sleep(0.5)
    print("thread done")


atexit.register(lambda: print("exit handler"))
threading.Thread(target=work).start()
print("main throws")
main_ends.release()
raise Exception("main failed")
