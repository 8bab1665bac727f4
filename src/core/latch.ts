/**
 * A latch: a count that only falls, and threads that wait for it to reach 0. There is no way back.
 *
 * LATCH_COUNT: what is left, ≥ 0; lowered by compareExchange. Only its fall to 0 is notified: who sleeps on an older
 * value of the word sleeps on until then, rightly.
 *
 * LATCH_SLEEPERS: how many threads may sleep on LATCH_COUNT. Raised before the last look, lowered after the sleep;
 * the last countDown() stores 0 first and loads it after: a Dekker pair.
 */
import { add, compareExchange, load, notify } from '#atomics'
import { remaining } from './clock.ts'
import { LATCH_COUNT, LATCH_LIST, LATCH_SLEEPERS } from './layout.ts'
import { park } from './park.ts'
import { signalAll } from './wait-list.ts'

export function countOf(latch: number): number {
  return load(latch + LATCH_COUNT)
}

/** Lowers the count by `n`, not below 0; wakes all when that is reached. */
export function countDown(latch: number, n: number, owner: number): void {
  for (;;) {
    const count = load(latch + LATCH_COUNT)
    if (count === 0) return
    const left = Math.max(0, count - n)
    if (compareExchange(latch + LATCH_COUNT, count, left) !== count) continue
    if (left === 0) wakeAll(latch, owner)
    return
  }
}

/** Every waiter looks again. */
export function wakeAll(latch: number, owner: number): void {
  if (load(latch + LATCH_SLEEPERS) !== 0) notify(latch + LATCH_COUNT, Infinity)
  signalAll(latch + LATCH_LIST, owner)
}

/** Blocks until the count is 0. @returns false when the deadline passed first. */
export function waitForZero(latch: number, deadlineMs: number): boolean {
  if (countOf(latch) === 0) return true
  add(latch + LATCH_SLEEPERS, 1)
  try {
    for (;;) {
      const count = countOf(latch)
      if (count === 0) return true
      if (remaining(deadlineMs) === 0) return false
      park(latch + LATCH_COUNT, count, deadlineMs, latch)
    }
  } finally {
    add(latch + LATCH_SLEEPERS, -1)
  }
}
