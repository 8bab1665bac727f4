"""Twin of kinds-of-work.bench.ts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from time import perf_counter, sleep

from contestant import serve_rounds, verify

PIECES = 8
FIB = 30
REPLY_S = 0.03


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def compute():
    return fib(FIB)


def receive():
    sleep(REPLY_S)
    return REPLY_S


async def compute_async():
    return fib(FIB)


async def receive_async():
    await asyncio.sleep(REPLY_S)
    return REPLY_S


pool = ThreadPoolExecutor(max_workers=4)


def in_turn(piece):
    return [piece() for _ in range(PIECES)]


def in_threads(piece):
    results = []
    threads = [Thread(target=lambda: results.append(piece())) for _ in range(PIECES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def in_pool(piece):
    return [future.result() for future in [pool.submit(piece) for _ in range(PIECES)]]


def awaiting(piece):
    async def together():
        return await asyncio.gather(*(piece() for _ in range(PIECES)))

    return asyncio.run(together())


def millis(expected, work, piece):
    began = perf_counter()
    results = work(piece)
    taken = perf_counter() - began
    verify(list(results), [expected] * PIECES, "the results")
    return [taken * 1000]


CPU = fib(FIB)


def run_round():
    return {
        "cpuTurn": millis(CPU, in_turn, compute),
        "cpuThreads": millis(CPU, in_threads, compute),
        "cpuPool": millis(CPU, in_pool, compute),
        "cpuAwait": millis(CPU, awaiting, compute_async),
        "ioTurn": millis(REPLY_S, in_turn, receive),
        "ioThreads": millis(REPLY_S, in_threads, receive),
        "ioPool": millis(REPLY_S, in_pool, receive),
        "ioAwait": millis(REPLY_S, awaiting, receive_async),
    }


serve_rounds(run_round)
