/**
 * Two threads that wake each other in turn, over two locks, two semaphores, two events and two conditions: µs per round
 * trip. Each once on a quiet machine, and once beside a thread that computes all the time: a convoy behind the GIL in
 * CPython, which hands it on every 5 ms.
 */
import { Condition, Event, Lock, Semaphore, Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'
import type { Samples } from '../harness/contestant.ts'

const TRIPS = 400
const TRIPS_BESIDE_HOG = 30

/** Carries one signal at a time from one thread to another. */
interface Wire {
  send(): void
  receive(): void
}

class LockWire implements Wire {
  readonly lock = new Lock()

  constructor() {
    this.lock.acquire()
  }

  send(): void {
    this.lock.release()
  }

  receive(): void {
    this.lock.acquire()
  }
}

class SemaphoreWire implements Wire {
  readonly semaphore = new Semaphore(0)

  send(): void {
    this.semaphore.release()
  }

  receive(): void {
    this.semaphore.acquire()
  }
}

class EventWire implements Wire {
  readonly event = new Event()

  send(): void {
    this.event.set()
  }

  receive(): void {
    this.event.wait()
    this.event.clear()
  }
}

class ConditionWire implements Wire {
  readonly condition = new Condition()
  readonly sent = new Int32Array(new SharedArrayBuffer(4))

  send(): void {
    this.condition.acquire()
    this.sent[0] = 1
    this.condition.notify()
    this.condition.release()
  }

  receive(): void {
    this.condition.acquire()
    this.condition.waitFor(() => this.sent[0] === 1)
    this.sent[0] = 0
    this.condition.release()
  }
}

const wires: Readonly<Record<string, readonly [Wire, Wire]>> = {
  lock: [new LockWire(), new LockWire()],
  semaphore: [new SemaphoreWire(), new SemaphoreWire()],
  event: [new EventWire(), new EventWire()],
  condition: [new ConditionWire(), new ConditionWire()],
}
const hogging = new Int32Array(new SharedArrayBuffer(4))

function answer(there: Wire, back: Wire, trips: number): number {
  let answered = 0
  for (; answered < trips; answered++) {
    there.receive()
    back.send()
  }
  return answered
}

function pingPong(there: Wire, back: Wire, trips: number): number {
  const thread = new Thread({ target: answer, args: [there, back, trips] })
  thread.start()
  const began = micros()
  for (let trip = 0; trip < trips; trip++) {
    there.send()
    back.receive()
  }
  const taken = micros() - began
  verify(thread.result(), trips, 'the number of answers')
  return taken / trips
}

function hog(): number {
  let work = 0
  while (Atomics.load(hogging, 0) === 1) work++
  return work
}

function round(): Samples {
  const samples: Record<string, number[]> = {}
  for (const [kind, [there, back]] of Object.entries(wires)) samples[kind] = [pingPong(there, back, TRIPS)]
  Atomics.store(hogging, 0, 1)
  const busy = new Thread({ target: hog })
  busy.start()
  for (const [kind, [there, back]] of Object.entries(wires)) {
    samples[`${kind}Hog`] = [pingPong(there, back, TRIPS_BESIDE_HOG)]
  }
  Atomics.store(hogging, 0, 0)
  verify(busy.result() > 0, true, 'whether the busy thread worked')
  return samples
}

const goal = { timesPython: 1 }

await contest(import.meta.url, {
  twin: 'ping_pong.py',
  rows: {
    lock: { title: 'ping-pong over locks', unit: 'µs', goal },
    lockHog: { title: 'ping-pong over locks, beside a busy thread', unit: 'µs', goal },
    semaphore: { title: 'ping-pong over semaphores', unit: 'µs', goal },
    semaphoreHog: { title: 'ping-pong over semaphores, beside a busy thread', unit: 'µs', goal },
    event: { title: 'ping-pong over events', unit: 'µs', goal },
    eventHog: { title: 'ping-pong over events, beside a busy thread', unit: 'µs', goal },
    condition: { title: 'ping-pong over conditions', unit: 'µs', goal },
    conditionHog: { title: 'ping-pong over conditions, beside a busy thread', unit: 'µs', goal },
  },
  warmUp: 2,
  rounds: 10,
  round,
})
