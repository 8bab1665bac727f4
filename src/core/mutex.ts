/**
 * The mutex: a futex lock with its owner in the word. Not re-entrant; any thread may release it, as in Python.
 * Source: Ulrich Drepper, "Futexes Are Tricky", mutex 2, with the owner added.
 *
 * The word:
 *   0                    free
 *   { owner, 0 }         held; nobody sleeps:  owner << 1
 *   { owner, CONTENDED } held; somebody may sleep or await: owner << 1 | 1
 * Writers: an acquirer takes 0 to its own value; a waiter adds CONTENDED to somebody else's; the releaser stores 0.
 *
 * A waiter that was woken, or that leaves because its time is up, never leaves the word less contended than the other
 * sleepers need: it takes the mutex with CONTENDED set, or sets CONTENDED before it gives up. So a release always
 * wakes one of those that are left. Barging is allowed: a running thread may take a mutex before the one just woken.
 */
import { compareExchange, exchange, load, notify, spinLock, tryLock } from '#atomics'
import { remaining } from './clock.ts'
import { park } from './park.ts'
import { spinsPay } from './spin.ts'

export const CONTENDED = 1
const SPIN_TRIES = 4000

/** Takes the mutex at `address` if it is free. `owner` is an ident ≥ 1 and < 2^30. */
export function tryAcquire(address: number, owner: number): boolean {
  return tryLock(address, owner << 1) === 1
}

/**
 * Takes the mutex, sleeping until `deadlineMs`.
 *
 * @param object - the synchronisation object whose mutex this is; 0 for a mutex of the library's own, which nobody
 *   holds for longer than a few stores. Only a wait for an object may throw (an interrupt, a deadlock).
 * @param mayThrow - false for a wait for an object that must not.
 * @returns false when the deadline passed first.
 * @throws what interrupted a wait for an object. The thread may have been the one that a release had woken, so the next
 *   sleeper is woken in its stead; the caller does the same for those who await.
 */
export function acquire(
  address: number,
  owner: number,
  deadlineMs: number,
  object = 0,
  mayThrow = object !== 0,
): boolean {
  if (tryLock(address, owner << 1) === 1) return true
  return acquireSlow(address, owner, deadlineMs, object, mayThrow)
}

function acquireSlow(
  address: number,
  owner: number,
  deadlineMs: number,
  object: number,
  mayThrow: boolean,
): boolean {
  if (spinsPay() && spinLock(address, owner << 1, SPIN_TRIES) === 1) return true
  const mine = (owner << 1) | CONTENDED
  for (;;) {
    const held = markContended(address, mine)
    if (held === 0) return true
    if (remaining(deadlineMs) === 0) return false
    try {
      park(address, held, deadlineMs, object, mayThrow)
    } catch (error) {
      if (markContended(address, mine) === 0) release(address)
      throw error
    }
  }
}

/**
 * Takes a free mutex with CONTENDED set, or sets CONTENDED on a held one.
 * @returns 0 when it is ours now, else the word a waiter sleeps on.
 */
export function markContended(address: number, mine: number): number {
  for (;;) {
    const word = load(address)
    if (word === 0) {
      if (compareExchange(address, 0, mine) === 0) return 0
    } else if ((word & CONTENDED) !== 0) {
      return word
    } else if (compareExchange(address, word, word | CONTENDED) === word) {
      return word | CONTENDED
    }
  }
}

/**
 * Frees the mutex and wakes one sleeper if there may be any.
 * @returns the word as it was: 0 means it was not held (nothing has changed).
 */
export function release(address: number): number {
  const word = exchange(address, 0)
  if ((word & CONTENDED) !== 0) notify(address, 1)
  return word
}

/**
 * Frees a mutex whose owner died, if `owner` still holds it. @returns whether it did.
 *
 * A sleeper is woken either way: the owner may have died between the store and the notify of its release.
 */
export function breakDead(address: number, owner: number): boolean {
  let word = load(address)
  // the exchange fails when a waiter has just set CONTENDED: still held by the dead owner
  while (word >>> 1 === owner && compareExchange(address, word, 0) !== word) word = load(address)
  notify(address, 1)
  return word >>> 1 === owner
}

/**
 * Ident of the holder, 0 when free: for reports.
 * @public
 */
export function holder(address: number): number {
  return load(address) >>> 1
}
