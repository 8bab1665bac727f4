/**
 * An event: a flag that threads wait for, and that wakes all of them when it is set.
 *
 * E_STATE: bit 0 is the flag; the bits above count the sets that changed it, so that a waiter knows that the flag was
 * set even when it has been cleared again before the waiter ran. Both in one word: a waiter sleeps on the very value
 * it has seen, and any set() since makes it another value. Written by set() and clear() in a compareExchange, also when
 * nothing changes: what the caller wrote before is visible to whoever then finds the flag set.
 *
 * E_SLEEPERS: how many threads may sleep on E_STATE. Raised before the last look at E_STATE, lowered after the sleep.
 * set() stores E_STATE first and loads E_SLEEPERS after: a Dekker pair, so either the sleeper sees the set or set()
 * sees the sleeper and notifies.
 */
import { add, compareExchange, load, notify } from '#atomics'
import { remaining } from './clock.ts'
import { E_LIST, E_SLEEPERS, E_STATE } from './layout.ts'
import { park } from './park.ts'
import { signalAll } from './wait-list.ts'

const SET = 1
/** Added to the word by each set() that changes the flag; it wraps after 2^31 of them. */
const GENERATION = 2

export function isSet(event: number): boolean {
  return (load(event + E_STATE) & SET) !== 0
}

/** The word to give to {@link setSince}: what happens from here on counts. */
export function look(event: number): number {
  return load(event + E_STATE)
}

/** Whether the flag was set when `seen` was read, or has been since, cleared again or not. */
export function setSince(event: number, seen: number): boolean {
  return (seen & SET) !== 0 || load(event + E_STATE) !== seen
}

/** Sets the flag and wakes all who wait. */
export function set(event: number, owner: number): void {
  const word = change(event, (seen) => ((seen & SET) === 0 ? (seen + GENERATION) | SET : seen))
  if ((word & SET) === 0) wakeAll(event, owner)
}

export function clear(event: number): void {
  change(event, (seen) => seen & ~SET)
}

/** Blocks until the flag is set. @returns false when the deadline passed first. */
export function waitForSet(event: number, deadlineMs: number): boolean {
  const seen = look(event)
  if ((seen & SET) !== 0) return true
  add(event + E_SLEEPERS, 1)
  try {
    // the flag was clear in `seen`, so any other value means that it has been set
    while (load(event + E_STATE) === seen) {
      if (remaining(deadlineMs) === 0) return false
      park(event + E_STATE, seen, deadlineMs, event)
    }
    return true
  } finally {
    add(event + E_SLEEPERS, -1)
  }
}

/** Every waiter looks again; whoever was not meant sleeps on. */
export function wakeAll(event: number, owner: number): void {
  if (load(event + E_SLEEPERS) !== 0) notify(event + E_STATE, Infinity)
  signalAll(event + E_LIST, owner)
}

/** @returns the word as it was before the change. */
function change(event: number, next: (word: number) => number): number {
  for (;;) {
    const word = load(event + E_STATE)
    if (compareExchange(event + E_STATE, word, next(word)) === word) return word
  }
}
