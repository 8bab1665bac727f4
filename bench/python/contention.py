"""Twin of contention.bench.ts."""

from threading import Lock, Thread
from time import perf_counter, sleep

from contestant import serve_rounds, verify

INCREMENTS = 300_000
STORM_THREADS = 8
STORM_MS = 400

lock = Lock()
ready = Lock()
count = 0
stop = False


def increment():
    global count
    with ready:
        pass
    acquire = lock.acquire
    release = lock.release
    for _ in range(INCREMENTS):
        acquire()
        count = count + 1
        release()


def two_increment():
    global count
    count = 0
    ready.acquire()
    threads = [Thread(target=increment) for _ in range(2)]
    for thread in threads:
        thread.start()
    began = perf_counter()
    ready.release()
    for thread in threads:
        thread.join()
    taken = perf_counter() - began
    verify(count, 2 * INCREMENTS, "the number")
    return taken / (2 * INCREMENTS) * 1e9


def rage(passes):
    with ready:
        pass
    acquire = lock.acquire
    release = lock.release
    own = 0
    while not stop:
        acquire()
        own += 1
        release()
    passes.append(own)


def storm():
    global stop
    stop = False
    passes = []
    ready.acquire()
    threads = [Thread(target=rage, args=(passes,)) for _ in range(STORM_THREADS)]
    for thread in threads:
        thread.start()
    began = perf_counter()
    ready.release()
    sleep(STORM_MS / 1000)
    stop = True
    for thread in threads:
        thread.join()
    taken = perf_counter() - began
    verify(lock.locked(), False, "the lock after the storm")
    total = sum(passes)
    return taken / total * 1e9, min(passes) / (total / STORM_THREADS) * 100


def run_round():
    increments = [two_increment(), two_increment()]
    each, least = storm()
    return {"increment": increments, "storm": [each], "least": [least]}


serve_rounds(run_round)
