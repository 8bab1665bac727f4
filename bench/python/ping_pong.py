"""Twin of ping-pong.bench.ts."""

from threading import Condition, Event, Lock, Semaphore, Thread
from time import perf_counter

from contestant import serve_rounds, verify

TRIPS = 400
TRIPS_BESIDE_HOG = 30


class LockWire:
    def __init__(self):
        self.lock = Lock()
        self.lock.acquire()

    def send(self):
        self.lock.release()

    def receive(self):
        self.lock.acquire()


class SemaphoreWire:
    def __init__(self):
        self.semaphore = Semaphore(0)

    def send(self):
        self.semaphore.release()

    def receive(self):
        self.semaphore.acquire()


class EventWire:
    def __init__(self):
        self.event = Event()

    def send(self):
        self.event.set()

    def receive(self):
        self.event.wait()
        self.event.clear()


class ConditionWire:
    def __init__(self):
        self.condition = Condition()
        self.sent = False

    def send(self):
        with self.condition:
            self.sent = True
            self.condition.notify()

    def receive(self):
        with self.condition:
            self.condition.wait_for(lambda: self.sent)
            self.sent = False


wires = {
    "lock": (LockWire(), LockWire()),
    "semaphore": (SemaphoreWire(), SemaphoreWire()),
    "event": (EventWire(), EventWire()),
    "condition": (ConditionWire(), ConditionWire()),
}
hogging = False


def answer(there, back, trips, answered):
    for _ in range(trips):
        there.receive()
        back.send()
        answered.append(True)


def ping_pong(there, back, trips):
    answered = []
    thread = Thread(target=answer, args=(there, back, trips, answered))
    thread.start()
    began = perf_counter()
    for _ in range(trips):
        there.send()
        back.receive()
    taken = perf_counter() - began
    thread.join()
    verify(len(answered), trips, "the number of answers")
    return taken / trips * 1e6


def hog(worked):
    work = 0
    while hogging:
        work += 1
    worked.append(work)


def run_round():
    global hogging
    samples = {kind: [ping_pong(there, back, TRIPS)] for kind, (there, back) in wires.items()}
    hogging = True
    worked = []
    busy = Thread(target=hog, args=(worked,))
    busy.start()
    for kind, (there, back) in wires.items():
        samples[f"{kind}Hog"] = [ping_pong(there, back, TRIPS_BESIDE_HOG)]
    hogging = False
    busy.join()
    verify(worked[0] > 0, True, "whether the busy thread worked")
    return samples


serve_rounds(run_round)
