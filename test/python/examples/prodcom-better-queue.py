"""Twin of examples/prodcom-better-queue.ts. Before Python 3.13 a queue can't be shut down: a sentinel ends the loop."""
import logging
import queue
import random
import threading
import time

SENTINEL = object()


def producer(pipeline, event):
    while not event.is_set():
        message = random.randint(1, 101)
        logging.info("Producer got message: %s", message)
        pipeline.put(message)
    logging.info("Producer received event. Exiting")
    pipeline.put(SENTINEL)


def consumer(pipeline):
    for message in iter(pipeline.get, SENTINEL):
        logging.info("Consumer storing message: %s (size=%d)", message, min(pipeline.qsize(), 10))
    logging.info("Consumer received event. Exiting")


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
pipeline = queue.Queue(maxsize=10)
event = threading.Event()
threads = [
    threading.Thread(target=producer, args=(pipeline, event)),
    threading.Thread(target=consumer, args=(pipeline,)),
]
for thread in threads:
    thread.start()
time.sleep(0.1)
logging.info("Main: about to set event")
event.set()
for thread in threads:
    thread.join()
