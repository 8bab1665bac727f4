"""Case g: os._exit(9) in a thread ends the process at once."""
import atexit
import os
import threading
import time

main_is_ready = threading.Lock()
main_is_ready.acquire()


def ends():
    main_is_ready.acquire()
    try:
        print("thread exits")
        os._exit(9)
    finally:
        print("finally: never printed")


def stays_alive():
    time.sleep(60)


atexit.register(lambda: print("exit handler: never printed"))
threading.Thread(target=stays_alive).start()
thread = threading.Thread(target=ends)
thread.start()
print("main goes on")
main_is_ready.release()
thread.join()
