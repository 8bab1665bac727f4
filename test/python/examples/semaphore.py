"""Twin of examples/semaphore.ts."""
import logging
import threading
import time

connections = threading.Semaphore(0)
lock = threading.Lock()
in_use = 0
most = 0


def count(by):
    global in_use, most
    with lock:
        in_use += by
        most = max(most, in_use)


def worker(name):
    with connections:
        count(1)
        logging.info("Worker %d: connected", name)
        time.sleep(0.1)
        logging.info("Worker %d: disconnected", name)
        count(-1)


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
threads = [threading.Thread(target=worker, args=(name,)) for name in range(5)]
for thread in threads:
    thread.start()
connections.release(2)
for thread in threads:
    thread.join()
logging.info("Main    : at most %d connections at once", most)
