/**
 * Who waits for an event, a semaphore, a latch or a barrier, read from the words in shared memory.
 *
 * Offsets are those of src/core/layout.ts. The first three begin alike: { header: 4 words,
 * state, sleepers, list: { mutex, head, tail } }; a barrier's list, which holds those who block as well as those who
 * await, stands at the same place.
 */
import type { Barrier, CountDownLatch, Event, Semaphore } from 'nogil'
import { addressOf, listLength, word } from './waiters.ts'

type Signal = Event | Semaphore | CountDownLatch

const SLEEPERS = 20
const LIST_HEAD = 28

/** How many threads block on it. */
export function sleepersOf(object: Signal): number {
  return word(addressOf(object) + SLEEPERS)
}

/** How many promises of all threads await it. */
export function awaitersOf(object: Signal): number {
  return listLength(addressOf(object) + LIST_HEAD)
}

/** How many tickets of the barrier's cycle are out, of blocked threads and of promises. */
export function ticketsOf(barrier: Barrier): number {
  return listLength(addressOf(barrier) + LIST_HEAD)
}
