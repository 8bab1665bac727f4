"""Case a: a non-daemon thread outlives main."""
import threading
import time

main_ends = threading.Lock()
main_ends.acquire()


def work():
    main_ends.acquire()
    time.sleep(0.1)
    print("thread done")


threading.Thread(target=work).start()
print("main ends")
main_ends.release()
