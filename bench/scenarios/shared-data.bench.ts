/**
 * Data that threads share: a counter, a map's numbers, and a long array, from one thread and from two. CPython's twin has
 * `multiprocessing.Value`, `Manager().dict()` and `Array`, and processes where these are threads.
 *
 * How two threads get on beside each other: the time in which both do the work of one, each with keys of its own, in percent
 * of the time that one takes alone; 100 is perfect, 200 no better than one after the other.
 */
import { AtomicInt32, Barrier, SharedArray, SharedMap, Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const STEPS = 200_000
const KEYS = 64
const ELEMENTS = 10_000_000
/** Of each comparison of two threads with one: a moment in which the machine lends a core to others spoils one of them. */
const SAMPLES = 3

const count = new AtomicInt32()
const map = new SharedMap<number, number>()
for (let key = 0; key < 2 * KEYS; key++) map.set(key, key)
const array = SharedArray.float64(ELEMENTS)
array.fill(1)

function add(): void {
  for (let n = 0; n < STEPS; n++) count.add(1)
}

function get(first: number): void {
  let sum = 0
  for (let n = 0; n < STEPS; n++) sum += map.get(first + (n % KEYS)) ?? NaN
  verify(Number.isNaN(sum), false, 'a missing number')
}

function set(first: number): void {
  for (let n = 0; n < STEPS; n++) map.set(first + (n % KEYS), n)
}

function increment(first: number): void {
  for (let n = 0; n < STEPS; n++) map.increment(first + (n % KEYS))
}

function sum(from: number, to: number): number {
  let total = 0
  for (let n = from; n < to; n++) total += array[n] as number
  return total
}

/** Nanoseconds of one step in each of so many threads, all at once. */
function together(threads: number, work: (index: number) => unknown, steps: number): number {
  const barrier = new Barrier(threads)
  const all = Array.from(
    { length: threads },
    (_, index) =>
      new Thread({
        target: () => {
          // the same code in the same thread, compiled
          work(index)
          barrier.wait()
          const began = micros()
          work(index)
          return micros() - began
        },
      }),
  )
  for (const thread of all) thread.start()
  const taken = Math.max(...all.map((thread) => thread.result()))
  return (taken / steps) * 1000
}

/** The times of one thread, and those of two at once in percent of it. */
function alone(work: (first: number) => unknown): { readonly ns: number[]; readonly both: number[] } {
  const ns: number[] = []
  const both: number[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const one = together(1, (index) => work(index * KEYS), STEPS)
    const two = together(2, (index) => work(index * KEYS), STEPS)
    ns.push(one)
    both.push((two * 100) / one)
  }
  return { ns, both }
}

function sums(): number {
  const whole = together(1, () => verify(sum(0, ELEMENTS), ELEMENTS, 'the sum'), ELEMENTS)
  const half = ELEMENTS / 2
  const halves = together(
    2,
    (index) => verify(sum(index * half, (index + 1) * half), half, 'a half'),
    ELEMENTS,
  )
  return (halves / whole) * 100
}

await contest(import.meta.url, {
  twin: 'shared_data.py',
  rows: {
    add: { title: 'add to a shared integer', unit: 'ns', goal: { atMost: 12 } },
    get: { title: 'get a number of a shared map', unit: 'ns', goal: { atMost: 250 } },
    getBoth: { title: 'get, 2 threads at once, other keys', unit: '%', goal: { atMost: 133 } },
    set: { title: 'set a number of a shared map', unit: 'ns', goal: { atMost: 250 } },
    setBoth: {
      title: 'set, 2 threads at once, other keys',
      unit: '%',
      goal: { atMost: 133 },
    },
    increment: { title: 'increment a number of a shared map', unit: 'ns', goal: { atMost: 250 } },
    incrementBoth: {
      title: 'increment, 2 threads at once, other keys',
      unit: '%',
      goal: { atMost: 133 },
    },
    sumHalves: {
      title: 'sum of 10 million floats, half by each of 2 threads',
      unit: '%',
      goal: { atMost: 55 },
    },
  },
  warmUp: 1,
  rounds: 5,
  round() {
    count.store(0)
    const added = together(1, add, STEPS)
    verify(count.load(), 2 * STEPS, 'the counter')
    const [got, written, incremented] = [alone(get), alone(set), alone(increment)]
    return {
      add: [added],
      get: got.ns,
      getBoth: got.both,
      set: written.ns,
      setBoth: written.both,
      increment: incremented.ns,
      incrementBoth: incremented.both,
      sumHalves: Array.from({ length: SAMPLES }, sums),
    }
  },
})
