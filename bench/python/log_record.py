"""Twin of logging.bench.ts. (Not named logging.py: that would hide the module.)"""

import logging
from threading import Thread
from time import perf_counter

from contestant import serve_rounds

RECORDS = 1000
logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")


def log_many(name, times):
    began = perf_counter()
    for step in range(RECORDS):
        logging.info("Thread %s: step %s", name, step)
    times.append((perf_counter() - began) * 1e6 / RECORDS)


def in_main():
    times = []
    log_many("main", times)
    return times


def in_thread():
    times = []
    thread = Thread(target=log_many, args=("other", times))
    thread.start()
    thread.join()
    return times


def in_two_threads():
    times = []
    began = perf_counter()
    threads = [Thread(target=log_many, args=(name, times)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [(perf_counter() - began) * 1e6 / (2 * RECORDS)]


serve_rounds(lambda: {"main": in_main(), "thread": in_thread(), "two": in_two_threads()})
