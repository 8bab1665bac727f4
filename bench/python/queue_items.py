"""Twin of queue.bench.ts."""

from queue import Queue
from threading import Thread
from time import perf_counter

from contestant import serve_rounds, verify

SMALL = 200_000
LARGE = 20_000
TRIPS = 500
ROOM = 1000
TEXT = "abcdefgh" * 128

small = Queue(ROOM)
large = Queue(ROOM)
ready = Queue()
ping = Queue()
pong = Queue()


def sum_of(count, results):
    ready.put(True)
    total = 0
    for _ in range(count):
        total += small.get()
    results.append(total)


def length_of(count, results):
    ready.put(True)
    total = 0
    for _ in range(count):
        total += len(large.get())
    results.append(total)


def put_numbers(count):
    ready.put(True)
    for n in range(count):
        small.put(n)


def numbers():
    results = []
    thread = Thread(target=sum_of, args=(SMALL, results))
    thread.start()
    ready.get()
    began = perf_counter()
    for n in range(SMALL):
        small.put(n)
    thread.join()
    taken = perf_counter() - began
    verify(results, [SMALL * (SMALL - 1) // 2], "the sum of what was got")
    return taken / SMALL * 1e9


def texts():
    results = []
    thread = Thread(target=length_of, args=(LARGE, results))
    thread.start()
    ready.get()
    began = perf_counter()
    for _ in range(LARGE):
        large.put(TEXT)
    thread.join()
    taken = perf_counter() - began
    verify(results, [LARGE * len(TEXT)], "the length of what was got")
    return taken / LARGE * 1e9


def two_and_two():
    half = SMALL // 2
    results = []
    getting = [Thread(target=sum_of, args=(half, results)) for _ in range(2)]
    putting = [Thread(target=put_numbers, args=(half,)) for _ in range(2)]
    for thread in getting:
        thread.start()
    for _ in getting:
        ready.get()
    began = perf_counter()
    for thread in putting:
        thread.start()
    for thread in putting + getting:
        thread.join()
    taken = perf_counter() - began
    for _ in putting:
        ready.get()
    verify(sum(results), half * (half - 1), "the sum of what was got")
    return taken / SMALL * 1e9


def answer_pings(answered):
    for _ in range(TRIPS):
        pong.put(ping.get())
        answered.append(True)


def ping_pong():
    answered = []
    thread = Thread(target=answer_pings, args=(answered,))
    thread.start()
    began = perf_counter()
    for trip in range(TRIPS):
        ping.put(trip)
        verify(pong.get(), trip, "the answer")
    taken = perf_counter() - began
    thread.join()
    verify(len(answered), TRIPS, "the number of answers")
    return taken / TRIPS * 1e6


def run_round():
    return {"numbers": [numbers()], "texts": [texts()], "crowd": [two_and_two()], "trip": [ping_pong()]}


serve_rounds(run_round)
