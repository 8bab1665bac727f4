/**
 * Stopping a task that runs: F_ASKED of its future, a set of bits that only grows.
 *
 * ASKED, LATE and HARD are added by whoever wants the task to stop, DOOMED by the supervisor, OVER by the worker when the
 * function has returned. A worker may be terminated for a future only after DOOMED was added to HARD while OVER was not
 * there: of DOOMED and OVER at most one is ever set, so a stop that comes late ends nothing but the wait for it. The worker
 * that finds DOOMED at the end of its task takes up nothing more.
 *
 * The task's own promises stand on F_LIST before they look at F_ASKED for the last time, and whoever adds a bit signals
 * F_LIST after: either the task sees the bit, or the bit's writer sees the waiter.
 */
import { add, compareExchange, load, or, store } from '#atomics'
import { F_ASKED, F_LIST, F_OUTCOME, F_STATE } from './futures-layout.ts'
import { FINISHED, NOTIFIED, OUT_OF_TIME, RUNNING, SETTLING, wake } from './future.ts'
import { signalAll } from './wait-list.ts'

/** F_ASKED. */
export const ASKED = 1
/** Its time is up. */
export const LATE = 2
/** By terminating its worker, if need be. */
export const HARD = 4
/** Its worker is being terminated. */
export const DOOMED = 8
/** The function has returned, or thrown. */
export const OVER = 16

/** @returns false when the task has ended: nothing has changed then. */
export function askToStop(future: number, bits: number, owner: number): boolean {
  for (;;) {
    const before = load(future + F_ASKED)
    if ((before & OVER) !== 0) return false
    if ((before & bits) === bits) return true
    if (compareExchange(future + F_ASKED, before, before | bits) !== before) continue
    signalAll(future + F_LIST, owner)
    return true
  }
}

/** The worker is through with the task. @returns whether the worker is being terminated for it. */
export function markOver(future: number): boolean {
  return (add(future + F_ASKED, OVER) & DOOMED) !== 0
}

/** For the supervisor. @returns whether the worker that runs the task is to be terminated. */
export function doom(future: number): boolean {
  const before = load(future + F_ASKED)
  if ((before & (HARD | OVER | DOOMED)) !== HARD) return false
  return compareExchange(future + F_ASKED, before, before | DOOMED) === before || doom(future)
}

/** Nobody waits for the running task any longer. @returns false when it is done already. */
export function cancelRunning(future: number, owner: number): boolean {
  if (compareExchange(future + F_STATE, RUNNING, NOTIFIED) !== RUNNING) return false
  wake(future, owner)
  return true
}

/** For the supervisor: its time is up. @returns false when it is done already. */
export function finishLate(future: number, owner: number): boolean {
  if (compareExchange(future + F_STATE, RUNNING, SETTLING) !== RUNNING) return false
  or(future + F_OUTCOME, OUT_OF_TIME)
  store(future + F_STATE, FINISHED)
  wake(future, owner)
  return true
}
