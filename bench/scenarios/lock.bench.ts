/**
 * A lock: acquire and release when nobody else wants it (ns a pair); the same from two threads at once (ns a pair, of
 * both together); and a ping-pong, two threads that free each other's lock in turn (µs a round trip).
 */
import { Lock, Thread } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const FREE_PAIRS = 300_000
const SHARED_PAIRS = 400_000
const TRIPS = 500

const lock = new Lock()
const ready = new Lock()
const ping = new Lock()
const pong = new Lock()

function freeLock(): number {
  const began = micros()
  for (let n = 0; n < FREE_PAIRS; n++) {
    lock.acquire()
    lock.release()
  }
  const taken = micros() - began
  verify(lock.locked(), false, 'the lock after the last release')
  return (taken / FREE_PAIRS) * 1000
}

function countUnderLock(): number {
  ready.acquire()
  ready.release()
  let count = 0
  for (let n = 0; n < SHARED_PAIRS; n++) {
    lock.acquire()
    count++
    lock.release()
  }
  return count
}

function twoThreads(): number {
  ready.acquire()
  const threads = [new Thread({ target: countUnderLock }), new Thread({ target: countUnderLock })]
  for (const thread of threads) thread.start()
  const began = micros()
  ready.release()
  for (const thread of threads) thread.join()
  const taken = micros() - began
  for (const thread of threads) verify(thread.result(), SHARED_PAIRS, "the thread's count")
  return (taken / (2 * SHARED_PAIRS)) * 1000
}

function answerPings(): number {
  let answered = 0
  for (; answered < TRIPS; answered++) {
    ping.acquire()
    pong.release()
  }
  return answered
}

function pingPong(): number {
  ping.acquire()
  pong.acquire()
  const thread = new Thread({ target: answerPings })
  thread.start()
  const began = micros()
  for (let trip = 0; trip < TRIPS; trip++) {
    ping.release()
    pong.acquire()
  }
  const taken = micros() - began
  verify(thread.result(), TRIPS, 'the number of answers')
  ping.release()
  pong.release()
  return taken / TRIPS
}

await contest(import.meta.url, {
  twin: 'lock.py',
  rows: {
    free: { title: 'lock acquire + release, free', unit: 'ns', goal: { atMost: 15 } },
    shared: { title: 'locked increment, 2 threads', unit: 'ns', goal: { timesPython: 1 } },
    trip: { title: 'lock ping-pong, 2 threads', unit: 'µs', goal: { timesPython: 1 } },
  },
  warmUp: 3,
  rounds: 20,
  round: () => ({ free: [freeLock(), freeLock(), freeLock()], shared: [twoThreads()], trip: [pingPong()] }),
})
