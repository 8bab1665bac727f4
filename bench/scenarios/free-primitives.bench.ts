/**
 * What the primitives cost when nobody else wants them, in ns: acquire + release of an RLock, of one that its thread
 * holds already, of a Semaphore, of a Condition's lock; and `isSet()` of an Event.
 */
import { Condition, Event, RLock, Semaphore } from 'nogil'
import { contest } from '../harness/contest.ts'
import { micros, verify } from '../harness/contestant.ts'

const PAIRS = 300_000

const rlock = new RLock()
const semaphore = new Semaphore(1)
const condition = new Condition()
const event = new Event()

function freeRLock(): number {
  const began = micros()
  for (let n = 0; n < PAIRS; n++) {
    rlock.acquire()
    rlock.release()
  }
  return nanos(began)
}

function heldRLock(): number {
  rlock.acquire()
  const each = freeRLock()
  rlock.release()
  return each
}

function freeSemaphore(): number {
  const began = micros()
  for (let n = 0; n < PAIRS; n++) {
    semaphore.acquire()
    semaphore.release()
  }
  const each = nanos(began)
  verify(semaphore.tryAcquire(), true, 'whether the permit is back')
  verify(semaphore.tryAcquire(), false, 'whether there is a second permit')
  semaphore.release()
  return each
}

function freeCondition(): number {
  const began = micros()
  for (let n = 0; n < PAIRS; n++) {
    condition.acquire()
    condition.release()
  }
  return nanos(began)
}

function isSet(): number {
  event.set()
  let found = 0
  const began = micros()
  for (let n = 0; n < PAIRS; n++) if (event.isSet()) found++
  const each = nanos(began)
  verify(found, PAIRS, 'how often the event was found set')
  return each
}

function nanos(began: number): number {
  return ((micros() - began) / PAIRS) * 1000
}

const thrice = (measure: () => number): number[] => [measure(), measure(), measure()]

await contest(import.meta.url, {
  twin: 'free_primitives.py',
  rows: {
    rlock: { title: 'RLock acquire + release, free', unit: 'ns', goal: { atMost: 25 } },
    again: { title: 'RLock acquire + release, held by its thread', unit: 'ns', goal: { timesPython: 1 } },
    semaphore: { title: 'Semaphore acquire + release, free', unit: 'ns', goal: { atMost: 25 } },
    condition: { title: 'Condition acquire + release, free', unit: 'ns', goal: { timesPython: 1 } },
    isSet: { title: 'Event.isSet', unit: 'ns', goal: { atMost: 10 } },
  },
  warmUp: 3,
  rounds: 20,
  round: () => ({
    rlock: thrice(freeRLock),
    again: thrice(heldRLock),
    semaphore: thrice(freeSemaphore),
    condition: thrice(freeCondition),
    isSet: thrice(isSet),
  }),
})
