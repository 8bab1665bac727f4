"""Twin of lock.bench.ts."""

from threading import Lock, Thread
from time import perf_counter

from contestant import serve_rounds, verify

FREE_PAIRS = 300_000
SHARED_PAIRS = 400_000
TRIPS = 500

lock = Lock()
ready = Lock()
ping = Lock()
pong = Lock()


def free_lock():
    acquire = lock.acquire
    release = lock.release
    began = perf_counter()
    for _ in range(FREE_PAIRS):
        acquire()
        release()
    taken = perf_counter() - began
    verify(lock.locked(), False, "the lock after the last release")
    return taken / FREE_PAIRS * 1e9


def count_under_lock(counts):
    with ready:
        pass
    acquire = lock.acquire
    release = lock.release
    count = 0
    for _ in range(SHARED_PAIRS):
        acquire()
        count += 1
        release()
    counts.append(count)


def two_threads():
    counts = []
    ready.acquire()
    threads = [Thread(target=count_under_lock, args=(counts,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    began = perf_counter()
    ready.release()
    for thread in threads:
        thread.join()
    taken = perf_counter() - began
    verify(counts, [SHARED_PAIRS, SHARED_PAIRS], "the threads' counts")
    return taken / (2 * SHARED_PAIRS) * 1e9


def answer_pings(answered):
    for _ in range(TRIPS):
        ping.acquire()
        pong.release()
        answered.append(True)


def ping_pong():
    answered = []
    ping.acquire()
    pong.acquire()
    thread = Thread(target=answer_pings, args=(answered,))
    thread.start()
    began = perf_counter()
    for _ in range(TRIPS):
        ping.release()
        pong.acquire()
    taken = perf_counter() - began
    thread.join()
    verify(len(answered), TRIPS, "the number of answers")
    ping.release()
    pong.release()
    return taken / TRIPS * 1e6


def run_round():
    return {"free": [free_lock() for _ in range(3)], "shared": [two_threads()], "trip": [ping_pong()]}


serve_rounds(run_round)
