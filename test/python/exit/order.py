"""Case h: main ends, its joiners go on, threads are waited for, then exit handlers run."""
import atexit
import threading
import time

main_ends = threading.Lock()
main_ends.acquire()


def work():
    main_ends.acquire()
    threading.main_thread().join()
    print("main is alive:", str(threading.main_thread().is_alive()).lower())
    time.sleep(0.1)
    print("thread done")


atexit.register(lambda: print("exit handler"))
threading.Thread(target=work).start()
print("main ends")
main_ends.release()
