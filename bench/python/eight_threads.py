"""Twin of idle.bench.ts; with the argument `program`, the program itself."""

import json
import re
import subprocess
import sys
from threading import Lock, Thread
from time import perf_counter, process_time, sleep

from contestant import serve_rounds, verify

THREADS = 8
SETTLE_S = 0.3
WATCH_S = 1


def run_round():
    answer = subprocess.run([sys.executable, __file__, "program"], capture_output=True, check=True, text=True)
    found = json.loads(answer.stdout)
    verify(sorted(found["results"]), list(range(THREADS)), "the threads' results")
    return {key: [found[key]] for key in ("blocked", "idle", "first", "each")}


def megabytes():
    with open("/proc/self/status") as status:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", status.read(), re.M)[1]) / 1024


def cpu_asleep():
    used = process_time()
    began = perf_counter()
    sleep(WATCH_S)
    return (process_time() - used) / (perf_counter() - began) * 100


def program():
    gate = Lock()
    results = []

    def pass_gate(n):
        with gate:
            results.append(n)

    bare = megabytes()
    gate.acquire()
    threads = [Thread(target=pass_gate, args=(n,)) for n in range(THREADS)]
    threads[0].start()
    sleep(SETTLE_S)
    one = megabytes()
    for thread in threads[1:]:
        thread.start()
    sleep(SETTLE_S)
    each = (megabytes() - one) / (THREADS - 1)
    blocked = cpu_asleep()
    gate.release()
    for thread in threads:
        thread.join()
    sleep(SETTLE_S)
    idle = cpu_asleep()
    print(json.dumps({"results": results, "first": one - bare, "each": each, "blocked": blocked, "idle": idle}))


if "program" in sys.argv:
    program()
else:
    serve_rounds(run_round)
