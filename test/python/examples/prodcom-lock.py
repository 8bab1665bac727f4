"""Twin of examples/prodcom-lock.ts."""
import logging
import random
import threading

SENTINEL = object()


class Pipeline:
    def __init__(self):
        self.message = None
        self.producer_lock = threading.Lock()
        self.consumer_lock = threading.Lock()
        self.consumer_lock.acquire()

    def get_message(self):
        self.consumer_lock.acquire()
        message = self.message
        self.producer_lock.release()
        return message

    def set_message(self, message):
        self.producer_lock.acquire()
        self.message = message
        self.consumer_lock.release()


def producer(pipeline):
    for _ in range(10):
        message = random.randint(1, 101)
        logging.info("Producer got message: %s", message)
        pipeline.set_message(message)
    pipeline.set_message(SENTINEL)


def consumer(pipeline):
    while True:
        message = pipeline.get_message()
        if message is SENTINEL:
            return
        logging.info("Consumer storing message: %s", message)


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
pipeline = Pipeline()
threads = [threading.Thread(target=target, args=(pipeline,)) for target in (producer, consumer)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
