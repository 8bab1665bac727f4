/**
 * 100 threads started together, then joined, warm: microseconds per thread. Once with functions that return at once, and
 * once with all 100 alive at the same time: each waits for a lock that is freed only after the last start.
 */
import { Lock, Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const THREADS = 100
const gate = new Lock()

function sameNumber(n: number): number {
  return n
}

function passGate(n: number): number {
  gate.acquire()
  gate.release()
  return n
}

function microsPerThread(target: (n: number) => number, gated: boolean): number {
  const began = micros()
  if (gated) gate.acquire()
  const threads: Thread<[number], number>[] = []
  for (let n = 0; n < THREADS; n++) threads.push(new Thread({ target, args: [n] }))
  for (const thread of threads) thread.start()
  if (gated) gate.release()
  for (const thread of threads) thread.join()
  const taken = (micros() - began) / THREADS
  for (const [n, thread] of threads.entries()) verify(thread.result(), n, "the thread's result")
  return taken
}

await contest(import.meta.url, {
  twin: 'many_threads.py',
  rows: {
    short: { title: '100 threads started, then joined, each', unit: 'µs', goal: { timesPython: 1 } },
    alive: { title: '100 threads alive at once, each', unit: 'µs' },
  },
  warmUp: 3,
  rounds: 20,
  round() {
    const alive = [microsPerThread(passGate, true), microsPerThread(passGate, true)]
    const short: number[] = []
    for (let n = 0; n < 5; n++) short.push(microsPerThread(sameNumber, false))
    // Carriers too many retire when they have been idle for two seconds: the first of the rounds may boot some.
    return { alive: alive.slice(1), short }
  },
})
