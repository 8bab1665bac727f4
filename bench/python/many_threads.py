"""Twin of many-threads.bench.ts."""

from threading import Lock, Thread
from time import perf_counter

from contestant import serve_rounds, verify

THREADS = 100
gate = Lock()


def same_number(n, results):
    results.append(n)


def pass_gate(n, results):
    gate.acquire()
    gate.release()
    results.append(n)


def micros_per_thread(target, gated):
    results = []
    began = perf_counter()
    if gated:
        gate.acquire()
    threads = [Thread(target=target, args=(n, results)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    if gated:
        gate.release()
    for thread in threads:
        thread.join()
    taken = (perf_counter() - began) * 1e6 / THREADS
    verify(sorted(results), list(range(THREADS)), "the threads' results")
    return taken


def run_round():
    alive = [micros_per_thread(pass_gate, True) for _ in range(2)]
    short = [micros_per_thread(same_number, False) for _ in range(5)]
    return {"alive": alive[1:], "short": short}


serve_rounds(run_round)
