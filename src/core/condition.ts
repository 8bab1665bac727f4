/**
 * The condition variable, on words: CV_LIST, those who wait for a notify, blocked or awaiting, in the order of coming.
 *
 * A waiter enlists while it holds the lock, and lets go of it only then: whoever changes something under the lock and
 * notifies finds it on the list. A notify takes waiters off the list and hands each a signal of its own, so it can't be
 * missed, nor taken by somebody else; a waiter whose time is up either withdraws or has been notified
 * (core/README.md, "Conditions").
 */
import { CV_LIST } from './layout.ts'
import { takeTicket, TIMED_OUT, waitForSignal } from './ticket.ts'
import { signalFirst, SIGNALED } from './wait-list.ts'

/**
 * Waits for a notify. The caller holds the condition's lock, and holds it again afterwards, also when the wait was
 * interrupted: then this throws, and a notify that had come for it goes to the next waiter.
 *
 * @param letGo - frees the lock; returns what takes it back, which must not throw.
 * @returns whether it was notified before the deadline.
 */
export function waitForNotify(
  condition: number,
  thread: number,
  owner: number,
  deadlineMs: number,
  letGo: () => () => void,
): boolean {
  const list = condition + CV_LIST
  const waiter = takeTicket(list, thread, owner)
  const takeBack = letGo()
  try {
    const passOn = (): void => void signalFirst(list, owner, 1)
    return waitForSignal(list, waiter, owner, deadlineMs, condition, passOn) !== TIMED_OUT
  } finally {
    takeBack()
  }
}

/**
 * Notifies the `n` that have waited longest. The caller holds the lock.
 *
 * @param owned - nobody else may free that lock: those that sleep are woken when the caller does (core/owed-wakes.ts).
 * @returns how many there were.
 */
export function notifyWaiters(condition: number, owner: number, n: number, owned: boolean): number {
  return signalFirst(condition + CV_LIST, owner, n, SIGNALED, undefined, owned)
}
