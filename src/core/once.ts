/**
 * Once: something that is done by one thread, while the others wait for it.
 *
 * ONCE_LOCK is a mutex that the thread holds which does it. ONCE_DONE: 0, then 1 for ever, stored by the holder of
 * ONCE_LOCK before it lets go of it; read freely. Who finds it 0 takes the mutex and looks again.
 *
 * Those who await try in the same way, without blocking: done, or the mutex is free, else mark it (core/mutex.ts).
 * Once it is done, all of them are signalled: the one who looks and goes passes nothing on.
 */
import { load, store } from '#atomics'
import { ONCE_DONE, ONCE_LIST, ONCE_LOCK } from './layout.ts'
import { acquire, breakDead, CONTENDED, holder, markContended, release } from './mutex.ts'
import { buryWaiters, signalAll, signalEachThread } from './wait-list.ts'

/** What the caller is to do. */
export const RUN = 1
export const GO_ON = 2
export const TOO_LATE = 3

export function isDone(once: number): boolean {
  return load(once + ONCE_DONE) !== 0
}

/** Whether this thread is the one that does it. */
export function isDoing(once: number, ident: number): boolean {
  return holder(once + ONCE_LOCK) === ident
}

/** @returns RUN: do it, then {@link leave}; GO_ON: it has been done; TOO_LATE: the deadline passed first. */
export function enter(once: number, owner: number, deadlineMs: number): number {
  if (isDone(once)) return GO_ON
  if (!acquire(once + ONCE_LOCK, owner, deadlineMs, once)) return TOO_LATE
  return lookAgain(once, owner)
}

/** As {@link enter}, without waiting. @returns 0 when another thread is at it: then its end will be signalled. */
export function tryEnter(once: number, owner: number): number {
  if (isDone(once)) return GO_ON
  if (markContended(once + ONCE_LOCK, (owner << 1) | CONTENDED) !== 0) return 0
  return lookAgain(once, owner)
}

/** The caller holds ONCE_LOCK: another thread may have done it before it got that. */
function lookAgain(once: number, owner: number): number {
  if (!isDone(once)) return RUN
  leave(once, owner, false)
  return GO_ON
}

/** The caller holds ONCE_LOCK. @param done - whether it has been done: if not, one of those who wait is the next. */
export function leave(once: number, owner: number, done: boolean): void {
  if (done) store(once + ONCE_DONE, 1)
  const word = release(once + ONCE_LOCK)
  if (done) signalAll(once + ONCE_LIST, owner)
  else if ((word & CONTENDED) !== 0) signalEachThread(once + ONCE_LIST, owner)
}

/** A thread has died: whoever waited for it goes on, and does it if it had not been done. */
export function buryRunner(once: number, thread: number, ident: number, owner: number): void {
  buryWaiters(once + ONCE_LIST, thread, ident, owner)
  breakDead(once + ONCE_LOCK, ident)
  signalAll(once + ONCE_LIST, owner)
}
