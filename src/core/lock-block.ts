/**
 * The words of a lock as one thing: the mutex (core/mutex.ts) and the list of those who await it. For the parts of the
 * library that know a lock by its address and may not be refused or interrupted half way.
 *
 * R_DEPTH and R_FLOW of a re-entrant lock are written by its owner alone, and are 0 whenever the lock is free: the
 * owner clears them before the exchange that frees it. So nobody has to store them to take it, and a reader that is not
 * the owner (a report) may see them a moment late.
 */
import { add, load } from '#atomics'
import { L_LIST, L_STATE, L_WAITERS, R_DEPTH, R_FLOW } from './layout.ts'
import { acquire, CONTENDED, holder, release } from './mutex.ts'
import { signalEachThread } from './wait-list.ts'

/**
 * Takes the lock, sleeping until `deadlineMs`; counted in L_WAITERS meanwhile.
 *
 * @param mayThrow - whether the wait may be interrupted (core/park.ts).
 * @returns false when the deadline passed first. @throws what interrupted the wait.
 */
export function takeLock(lock: number, owner: number, deadlineMs: number, mayThrow: boolean): boolean {
  add(lock + L_WAITERS, 1)
  try {
    return acquire(lock + L_STATE, owner, deadlineMs, lock, mayThrow)
  } catch (error) {
    // those who await it, in the stead of this thread, as acquire() has done for those who sleep
    signalEachThread(lock + L_LIST, owner)
    throw error
  } finally {
    add(lock + L_WAITERS, -1)
  }
}

/** Frees the lock; wakes a sleeper, and signals those who await it. @returns the word as it was, 0 when it was free. */
export function freeLock(lock: number, owner: number): number {
  const word = release(lock + L_STATE)
  if ((word & CONTENDED) !== 0) signalEachThread(lock + L_LIST, owner)
  return word
}

/** Who holds the re-entrant lock and how often: for reports. Owner 0 and count 0 when it is free. */
export function rlockState(lock: number): { readonly owner: number; readonly count: number } {
  const owner = holder(lock + L_STATE)
  return { owner, count: owner === 0 ? 0 : load(lock + R_DEPTH) + 1 }
}

/** Whether an async flow of the owner holds the re-entrant lock. */
export function heldByFlow(lock: number): boolean {
  return load(lock + R_FLOW) !== 0
}
