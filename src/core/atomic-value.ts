/**
 * Waiting for a value, as `Atomics.wait` does, but of any type and by blocked and awaiting threads alike.
 *
 * A_LIST is a wait list: a waiter joins it first and looks at the value after; who changes the value stores it first and
 * notifies after, and a notify looks at the head of the list: a Dekker pair, so either the waiter sees the change or the
 * notify sees the waiter. A waiter that sees the change withdraws; if a notify was faster, it has been notified.
 */
import { enlist, signalFirst, withdraw } from './wait-list.ts'
import { A_LIST } from './data-layout.ts'
import { takeTicket, TIMED_OUT, waitForSignal } from './ticket.ts'

/** As of `Atomics.wait`. */
export type WaitOutcome = 'ok' | 'not-equal' | 'timed-out'

/**
 * Blocks until it is notified; returns at once when the value is another than expected.
 * @param isExpected - compares the value with what the caller expects; must not wait.
 * @throws what interrupted the wait; a notify that this thread had got goes to the next waiter then.
 */
export function waitForNotify(
  atomic: number,
  thread: number,
  owner: number,
  deadlineMs: number,
  isExpected: () => boolean,
): WaitOutcome {
  const list = atomic + A_LIST
  const waiter = takeTicket(list, thread, owner)
  if (!isExpected() && withdraw(list, waiter, owner)) return 'not-equal'
  const code = waitForSignal(list, waiter, owner, deadlineMs, atomic, () => {
    notifyWaiters(atomic, owner, 1)
  })
  return code === TIMED_OUT ? 'timed-out' : 'ok'
}

/** As {@link waitForNotify} for one that will await it. @returns its waiter, 0 when the value is another. */
export function enlistExpecting(
  atomic: number,
  thread: number,
  owner: number,
  isExpected: () => boolean,
): number {
  const waiter = enlist(atomic + A_LIST, thread, owner)
  return !isExpected() && withdraw(atomic + A_LIST, waiter, owner) ? 0 : waiter
}

/** Wakes the `count` waiters that came first. @returns how many there were. */
export function notifyWaiters(atomic: number, owner: number, count: number): number {
  return signalFirst(atomic + A_LIST, owner, count)
}
