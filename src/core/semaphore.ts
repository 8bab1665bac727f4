/**
 * A semaphore: a number of permits. Taking one waits while there is none; giving some wakes as many waiters.
 *
 * S_VALUE: permits that are free, ≥ 0; one less by each take, more by each give, both by compareExchange in one call of
 * the core. S_BOUND: what S_VALUE never exceeds. S_BOUNDED: whether the
 * program has set that bound. Both are stored once, before anybody else knows the block.
 *
 * S_SLEEPERS: how many threads may sleep on S_VALUE = 0. Raised before the last try, lowered after the sleep; give()
 * changes S_VALUE first and loads S_SLEEPERS after: a Dekker pair, so either the try succeeds or give() notifies.
 *
 * A woken thread owns nothing yet: it tries, and a running thread may take the permit before it (barging). None is lost,
 * because whoever was woken tries before it does anything else, its deadline or not, and one that is interrupted
 * wakes another in its stead. core/README.md, "The semaphore", has the proof.
 */
import { add, load, notify, postSemaphore, store, trySemaphore } from '#atomics'
import { remaining } from './clock.ts'
import { S_BOUND, S_BOUNDED, S_LIST, S_SLEEPERS, S_VALUE } from './layout.ts'
import { park } from './park.ts'
import { signalEachThread } from './wait-list.ts'

/** More permits than this a word can't count. */
export const MOST_PERMITS = 2 ** 31 - 1

/** What `postSemaphore()` answers; it looks at S_SLEEPERS and the head of S_LIST, after the change of S_VALUE. */
const REFUSED = 0
const SOMEBODY_WAITS = 2

/** @param bounded - whether the first value is the bound too. */
export function initSemaphore(semaphore: number, value: number, bounded: boolean): void {
  store(semaphore + S_BOUND, bounded ? value : MOST_PERMITS)
  store(semaphore + S_BOUNDED, bounded ? 1 : 0)
  store(semaphore + S_VALUE, value)
}

/** Takes a permit if there is one. */
export function tryTake(semaphore: number): boolean {
  return trySemaphore(semaphore + S_VALUE) === 1
}

/** Takes a permit, sleeping until `deadlineMs`. @returns false when the deadline passed first. */
export function take(semaphore: number, deadlineMs: number): boolean {
  add(semaphore + S_SLEEPERS, 1)
  try {
    while (!tryTake(semaphore)) {
      if (remaining(deadlineMs) === 0) return false
      park(semaphore + S_VALUE, 0, deadlineMs, semaphore)
    }
    return true
  } catch (error) {
    // give() may have chosen this thread, which now will not try: another one has to
    notify(semaphore + S_VALUE, 1)
    throw error
  } finally {
    add(semaphore + S_SLEEPERS, -1)
  }
}

/**
 * Gives `count` permits and wakes as many waiters.
 * @param bound - what stands in S_BOUND.
 * @returns false when that would be more than `bound`: nothing has changed then.
 */
export function give(semaphore: number, count: number, bound: number, owner: number): boolean {
  const given = postSemaphore(semaphore + S_VALUE, count, bound)
  if (given === SOMEBODY_WAITS) {
    notify(semaphore + S_VALUE, count)
    signalEachThread(semaphore + S_LIST, owner, count)
  }
  return given !== REFUSED
}

/** As many waiters as there are permits look again: for wake-ups that somebody got who could not use them. */
export function wakeForPermits(semaphore: number, owner: number): void {
  const free = load(semaphore + S_VALUE)
  if (free === 0) return
  notify(semaphore + S_VALUE, free)
  signalEachThread(semaphore + S_LIST, owner, free)
}
