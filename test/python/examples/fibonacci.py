"""Work that computes: one Fibonacci number twenty times, one after another and on a pool."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


number, times = (int(word) for word in (sys.argv[1:] or ["35", "20"]))
numbers = [number] * times


def show(how, work):
    began = time.perf_counter()
    results = work()
    taken = round((time.perf_counter() - began) * 1000)
    print(f"{how}: {len(results)} results, sum {sum(results)} ({taken} ms)")


def on_pool():
    with ThreadPoolExecutor() as pool:
        return list(pool.map(fib, numbers))


show("one after another", lambda: [fib(n) for n in numbers])
show("pool", on_pool)
