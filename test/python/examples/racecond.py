"""Twin of examples/racecond.ts."""
import concurrent.futures
import logging
import threading


class FakeDatabase:
    def __init__(self):
        self.value = 0
        self.both_have_read = threading.Barrier(2)

    def update(self, name):
        logging.info("Thread %s: starting update", name)
        local_copy = self.value
        local_copy += 1
        self.both_have_read.wait()
        self.value = local_copy
        logging.info("Thread %s: finishing update", name)


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
database = FakeDatabase()
logging.info("Testing update. Starting value is %d.", database.value)
with concurrent.futures.ThreadPoolExecutor(max_workers=2) as executor:
    for index in range(2):
        executor.submit(database.update, index)
logging.info("Testing update. Ending value is %d.", database.value)
