/**
 * Threads that want one lock at the same time, on two cores as a rule: two that count up one number in shared memory
 * under it, and a storm of eight that only take and free it for a while. ns per acquire + release, of all threads
 * together; and of the storm the share of the thread that got the lock least, against an even share.
 */
import { Lock, Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const INCREMENTS = 300_000
const STORM_THREADS = 8
const STORM_MS = 400

const lock = new Lock()
const ready = new Lock()
const [COUNT, STOP] = [0, 1]
const words = new Int32Array(new SharedArrayBuffer(8))

function waitUntilReady(): void {
  ready.acquire()
  ready.release()
}

function increment(): void {
  waitUntilReady()
  for (let n = 0; n < INCREMENTS; n++) {
    lock.acquire()
    // two steps on purpose: only the lock keeps others out between them
    words[COUNT] = (words[COUNT] ?? 0) + 1
    lock.release()
  }
}

function twoIncrement(): number {
  words[COUNT] = 0
  ready.acquire()
  const threads = [new Thread({ target: increment }), new Thread({ target: increment })]
  for (const thread of threads) thread.start()
  const began = micros()
  ready.release()
  for (const thread of threads) thread.join()
  const taken = micros() - began
  verify(words[COUNT], 2 * INCREMENTS, 'the number')
  return (taken / (2 * INCREMENTS)) * 1000
}

function rage(): number {
  waitUntilReady()
  let passes = 0
  while (Atomics.load(words, STOP) === 0) {
    lock.acquire()
    passes++
    lock.release()
  }
  return passes
}

function storm(): { readonly each: number; readonly least: number } {
  Atomics.store(words, STOP, 0)
  ready.acquire()
  const threads = Array.from({ length: STORM_THREADS }, () => new Thread({ target: rage }))
  for (const thread of threads) thread.start()
  const began = micros()
  ready.release()
  Atomics.wait(words, STOP, 0, STORM_MS)
  Atomics.store(words, STOP, 1)
  const passes = threads.map((thread) => thread.result())
  const taken = micros() - began
  verify(lock.locked(), false, 'the lock after the storm')
  const total = passes.reduce((sum, each) => sum + each, 0)
  return { each: (taken / total) * 1000, least: (Math.min(...passes) / (total / STORM_THREADS)) * 100 }
}

await contest(import.meta.url, {
  twin: 'contention.py',
  rows: {
    increment: { title: 'locked increment of one number, 2 threads', unit: 'ns', goal: { atMost: 100 } },
    storm: { title: 'storm of 8 threads on one lock', unit: 'ns', goal: { atMost: 333 } },
    least: { title: 'storm: the least of the 8 against an even share', unit: '%', goal: { above: 0 } },
  },
  warmUp: 2,
  rounds: 8,
  round() {
    const increments = [twoIncrement(), twoIncrement()]
    const { each, least } = storm()
    return { increment: increments, storm: [each], least: [least] }
  },
})
