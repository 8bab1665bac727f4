"""Twin of examples/prodcom-queue.ts."""
import logging
import queue
import random
import threading
import time


class Pipeline(queue.Queue):
    def __init__(self):
        super().__init__(maxsize=10)

    def get_message(self, name):
        logging.debug("%s:about to get from queue", name)
        value = self.get(timeout=0.1)
        logging.debug("%s:got %d from queue", name, value)
        return value

    def set_message(self, value, name):
        logging.debug("%s:about to add %d to queue", name, value)
        self.put(value)
        logging.debug("%s:added %d to queue", name, value)


def producer(pipeline, event):
    while not event.is_set():
        message = random.randint(1, 101)
        logging.info("Producer got message: %s", message)
        pipeline.set_message(message, "Producer")
    logging.info("Producer received EXIT event. Exiting")


def consumer(pipeline, done):
    while not done.is_set() or not pipeline.empty():
        try:
            message = pipeline.get_message("Consumer")
        except queue.Empty:
            continue
        logging.info("Consumer storing message: %s  (queue size=%s)", message, pipeline.qsize())
    logging.info("Consumer received EXIT event. Exiting")


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
pipeline = Pipeline()
event = threading.Event()
done = threading.Event()
producing = threading.Thread(target=producer, args=(pipeline, event))
consuming = threading.Thread(target=consumer, args=(pipeline, done))
producing.start()
consuming.start()
time.sleep(0.1)
logging.info("Main: about to set event")
event.set()
producing.join()
done.set()
consuming.join()
