"""Twin of free-primitives.bench.ts."""

from threading import Condition, Event, RLock, Semaphore
from time import perf_counter

from contestant import serve_rounds, verify

PAIRS = 300_000

rlock = RLock()
semaphore = Semaphore(1)
condition = Condition()
event = Event()


def pairs(primitive):
    acquire = primitive.acquire
    release = primitive.release
    began = perf_counter()
    for _ in range(PAIRS):
        acquire()
        release()
    return nanos(began)


def free_rlock():
    return pairs(rlock)


def held_rlock():
    with rlock:
        return pairs(rlock)


def free_semaphore():
    each = pairs(semaphore)
    verify(semaphore.acquire(blocking=False), True, "whether the permit is back")
    verify(semaphore.acquire(blocking=False), False, "whether there is a second permit")
    semaphore.release()
    return each


def free_condition():
    return pairs(condition)


def is_set():
    event.set()
    asked = event.is_set
    found = 0
    began = perf_counter()
    for _ in range(PAIRS):
        if asked():
            found += 1
    each = nanos(began)
    verify(found, PAIRS, "how often the event was found set")
    return each


def nanos(began):
    return (perf_counter() - began) / PAIRS * 1e9


def run_round():
    return {
        "rlock": [free_rlock() for _ in range(3)],
        "again": [held_rlock() for _ in range(3)],
        "semaphore": [free_semaphore() for _ in range(3)],
        "condition": [free_condition() for _ in range(3)],
        "isSet": [is_set() for _ in range(3)],
    }


serve_rounds(run_round)
