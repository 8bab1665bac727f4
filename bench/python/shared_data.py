"""Twin of shared-data.bench.ts: with processes, and fewer steps where each is a message to the manager."""

import multiprocessing
from time import perf_counter

from contestant import serve_rounds, verify

STEPS = 50_000
MANAGER_STEPS = 1_000
KEYS = 64
ELEMENTS = 10_000_000


def add(value, _index):
    for _ in range(STEPS):
        with value.get_lock():
            value.value += 1


def get(numbers, index):
    first = index * KEYS
    for n in range(MANAGER_STEPS):
        numbers[first + n % KEYS]


def put(numbers, index):
    first = index * KEYS
    for n in range(MANAGER_STEPS):
        numbers[first + n % KEYS] = n


def increment(numbers, index):
    # not one step, as a manager's dict has none
    first = index * KEYS
    for n in range(MANAGER_STEPS):
        numbers[first + n % KEYS] += 1


def sum_part(array, part):
    begin, end = part
    total = 0.0
    for n in range(begin, end, 1_000_000):
        total += sum(array[n : n + 1_000_000])
    verify(total, end - begin, "the sum")


def timed(barrier, times, work, data, index):
    barrier.wait()
    began = perf_counter()
    work(data, index)
    times.put(perf_counter() - began)


def together(count, work, data, parts, steps):
    barrier = multiprocessing.Barrier(count)
    times = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=timed, args=(barrier, times, work, data, part)) for part in parts[:count]
    ]
    for process in processes:
        process.start()
    taken = max(times.get() for _ in processes)
    for process in processes:
        process.join()
    return taken / steps * 1e9


def alone(work, numbers):
    one = together(1, work, numbers, [0, 1], MANAGER_STEPS)
    two = together(2, work, numbers, [0, 1], MANAGER_STEPS)
    return one, two * 100 / one


def main():
    manager = multiprocessing.Manager()
    numbers = manager.dict({n: n for n in range(2 * KEYS)})
    array = multiprocessing.Array("d", ELEMENTS, lock=False)
    for n in range(0, ELEMENTS, 1_000_000):
        array[n : n + 1_000_000] = [1.0] * 1_000_000

    def run_round():
        value = multiprocessing.Value("i", 0)
        added = together(1, add, value, [0], STEPS)
        verify(value.value, STEPS, "the counter")
        got, got_both = alone(get, numbers)
        written, written_both = alone(put, numbers)
        incremented, incremented_both = alone(increment, numbers)
        half = ELEMENTS // 2
        whole = together(1, sum_part, array, [(0, ELEMENTS)], ELEMENTS)
        halves = together(2, sum_part, array, [(0, half), (half, ELEMENTS)], ELEMENTS)
        return {
            "add": [added],
            "get": [got],
            "getBoth": [got_both],
            "set": [written],
            "setBoth": [written_both],
            "increment": [incremented],
            "incrementBoth": [incremented_both],
            "sumHalves": [halves / whole * 100],
        }

    serve_rounds(run_round)
    manager.shutdown()


main()
