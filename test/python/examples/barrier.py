"""Twin of examples/barrier.ts."""
import logging
import threading
import time

logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
barrier = threading.Barrier(3, action=lambda: logging.info("Barrier : all ready"))


def worker(name):
    time.sleep(0.1 * name)
    logging.info("Worker %d: ready", name)
    barrier.wait()
    logging.info("Worker %d: working", name)


threads = [threading.Thread(target=worker, args=(name,)) for name in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
logging.info("Main    : all done")
