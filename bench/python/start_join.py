"""Twin of start-join.bench.ts. A Python thread has no result: it appends to a list."""

from threading import Thread
from time import perf_counter

from contestant import serve_rounds, verify

THREADS = 200


def same_number(n, results):
    results.append(n)


def run_round():
    pair = []
    results = []
    for n in range(THREADS):
        began = perf_counter()
        thread = Thread(target=same_number, args=(n, results))
        thread.start()
        thread.join()
        pair.append((perf_counter() - began) * 1e6)
        verify(results[-1], n, "the thread's result")
    return {"pair": pair}


serve_rounds(run_round)
