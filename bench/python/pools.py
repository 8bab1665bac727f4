"""CPython's contestants in the scenarios of bench/pools: `pools.py <threads|processes> <scenario> <amounts as JSON>`.

Prints the samples by row as one line of JSON. Does what bench/pools/measure.mjs does, with the same amounts.
"""

import json
import os
import sys
from time import monotonic, perf_counter, sleep

TEXT = "abcdefgh" * 128
OBJECT = {
    "kind": "order",
    "items": [{"id": n, "name": f"article {n}", "price": n * 1.25, "tags": ["a", "b"]} for n in range(12)],
    "customer": {
        "name": "Ada Lovelace",
        "address": {"street": "St James Square 12", "city": "London"},
        "since": 1843,
    },
    "notes": ["gift", "leave at the door", None, True],
}
LONG = 2
SETTLE = 0.15


def echo(value):
    return value


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def spin(milliseconds):
    end = monotonic() + milliseconds / 1000
    now = monotonic()
    while now < end:
        now = monotonic()
    return now


def main(kind, scenario, amounts):
    if scenario == "idle":
        before = memory()
    began = perf_counter()
    # here, since loading it counts in a cold program and in its memory
    if kind == "threads":
        from concurrent.futures import ThreadPoolExecutor as Pool
    else:
        from concurrent.futures import ProcessPoolExecutor as Pool
    workers = amounts["workers"] if scenario != "nested" else amounts["workers"] + amounts["tasks"]
    with Pool(workers) as pool:
        if scenario == "cold":
            found = pool.submit(echo, 42).result()
            samples = {"first": [(perf_counter() - began) * 1000]}
            check(found, 42)
        elif scenario == "idle":
            samples = idle(pool, before, **amounts)
        else:
            all_of(pool, echo, [0] * 100, [0] * 100)
            sleep(SETTLE)
            samples = PLAYED[scenario](pool, amounts)
        print(json.dumps(samples), flush=True)


def trips(value_of):
    def play(pool, amounts):
        for most, milliseconds in (amounts["warmUp"], amounts["measure"]):
            samples = []
            limit = None
            for n in range(most):
                if limit is not None and perf_counter() >= limit:
                    break
                value = value_of(n)
                began = perf_counter()
                found = pool.submit(echo, value).result()
                samples.append((perf_counter() - began) * 1e6)
                check(found, value)
                if n == 0:
                    limit = perf_counter() + milliseconds / 1000
        return {"trip": samples}

    return play


def flood(pool, amounts):
    values = list(range(amounts["tasks"]))

    def sample():
        taken = all_of(pool, echo, values, values)
        return len(values) / taken / 1000

    return {"rate": repeat(amounts, sample)}


def burst(pool, amounts):
    values = list(range(amounts["tasks"]))

    def sample():
        sleep(amounts["rest"] / 1000)
        return all_of(pool, echo, values, values) * 1e6

    return {"burst": repeat(amounts, sample)}


def nested(pool, amounts):
    def add_two(n):
        both = [pool.submit(echo, n), pool.submit(echo, n + 1)]
        return both[0].result() + both[1].result()

    values = list(range(amounts["tasks"]))

    def sample():
        taken = all_of(pool, add_two, values, [2 * n + 1 for n in values])
        return taken / len(values) * 1e6

    return {"each": repeat(amounts, sample)}


def late(pool, amounts):
    def sample():
        began = monotonic()
        ended = pool.submit(spin, amounts["milliseconds"]).result()
        now = monotonic()
        assert ended - began >= amounts["milliseconds"] / 1000 and ended <= now, "expected an end within the task"
        return (now - ended) * 1000

    return {"late": repeat(amounts, sample)}


def cores(pool, amounts):
    values = [amounts["pythonFib"]] * amounts["tasks"]

    def sample():
        began = perf_counter()
        expected = [fib(n) for n in values]
        serial = perf_counter() - began
        return serial / all_of(pool, fib, values, expected)

    return {"speedUp": repeat(amounts, sample)}


def queue(_, amounts):
    from queue import Queue
    from threading import Thread

    items = amounts["items"]

    def sum_of(numbers, ready, results):
        ready.put(True)
        total = 0
        for _ in range(items):
            total += numbers.get()
        results.append(total)

    def sample():
        numbers, ready, results = Queue(amounts["room"]), Queue(), []
        thread = Thread(target=sum_of, args=(numbers, ready, results))
        thread.start()
        ready.get()
        began = perf_counter()
        for n in range(items):
            numbers.put(n)
        thread.join()
        taken = perf_counter() - began
        check(results, [items * (items - 1) // 2])
        return items / taken / 1000

    return {"rate": repeat(amounts, sample)}


def idle(pool, before, workers, tasks, milliseconds, settle, rest):
    for future in [pool.submit(spin, milliseconds) for _ in range(tasks)]:
        future.result()
    sleep(settle / 1000)
    used = memory() - before
    cpu = cpu_time()
    began = perf_counter()
    sleep(rest / 1000)
    percent = (cpu_time() - cpu) / (perf_counter() - began) * 100
    return {"cpu": [percent], "memory": [used]}


PLAYED = {
    "trip": trips(lambda n: n),
    "text": trips(lambda _: TEXT),
    "object": trips(lambda _: OBJECT),
    "bytes": trips(lambda _, data=bytes(n % 251 for n in range(2**20)): data),
    "flood": flood,
    "hogs": flood,
    "burst": burst,
    "nested": nested,
    "late": late,
    "cores": cores,
    "queue": queue,
}


def all_of(pool, function, values, expected):
    """Submits all, waits for all; the seconds that took."""
    began = perf_counter()
    futures = [pool.submit(function, value) for value in values]
    found = [future.result() for future in futures]
    taken = perf_counter() - began
    check(found, expected)
    return taken


def repeat(amounts, sample):
    """Twin of repeat() in measure.mjs."""
    began = perf_counter()
    samples = []
    for most, milliseconds in (amounts["warmUp"], amounts["measure"]):
        if perf_counter() - began > LONG:
            return samples
        samples = [sample()]
        limit = perf_counter() + milliseconds / 1000
        while len(samples) < most and perf_counter() < limit:
            samples.append(sample())
    return samples


def check(found, expected):
    assert found == expected, f"expected {expected!r:.80}, found {found!r:.80}"


def family():
    """This process and its children."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return ["self", *file.read().split()]


def memory():
    """Megabytes: resident of this process alone; with children, each page shared out among those that have it."""
    kilobytes = 0
    pids = family()
    for pid in pids:
        path = f"/proc/{pid}/status" if len(pids) == 1 else f"/proc/{pid}/smaps_rollup"
        name = "VmRSS:" if len(pids) == 1 else "Pss:"
        with open(path, encoding="ascii") as file:
            kilobytes += next(int(line.split()[1]) for line in file if line.startswith(name))
    return kilobytes * 1024 / 1e6


def cpu_time():
    """Seconds of CPU of this process and its living children."""
    ticks = 0
    for pid in family():
        with open(f"/proc/{pid}/stat", encoding="utf8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
