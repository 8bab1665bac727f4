"""Twin of first-thread.bench.ts; with the argument `program`, the program itself."""

import subprocess
import sys
from threading import Thread
from time import perf_counter, perf_counter_ns

from contestant import serve_rounds, verify


def run_round():
    began = perf_counter()
    answer = subprocess.run([sys.executable, __file__, "program"], capture_output=True, check=True, text=True)
    taken = perf_counter() - began
    nanoseconds = int(answer.stdout)
    verify(nanoseconds > 0, True, "the thread to have run after start()")
    return {"thread": [nanoseconds / 1e6], "process": [taken * 1e3]}


def program():
    ran = []
    thread = Thread(target=lambda: ran.append(perf_counter_ns()))
    began = perf_counter_ns()
    thread.start()
    thread.join()
    print(ran[0] - began)


if "program" in sys.argv:
    program()
else:
    serve_rounds(run_round)
