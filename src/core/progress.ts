/**
 * What a task reports of its progress: a slot with the last value, a count, and those who listen. A block beside the
 * future, made by whoever needs it first; it lives as long as the future.
 *
 * Under PG_MUTEX the slot is replaced and PG_COUNT rises; the task is the only one to do that. Who listens enlists on
 * PG_LIST before it looks at PG_COUNT and at the future's state for the last time. A report raises PG_COUNT and signals
 * PG_LIST after; the end of the future stores F_STATE, and then loads F_PROGRESS and signals. So either the listener sees
 * the change, or the change sees the listener. A task's reports come before its end, so who has seen the end and reads
 * the slot then has the last one.
 */
import { add, compareExchange, load } from '#atomics'
import { allocateZeroed, free } from './arena.ts'
import { F_PROGRESS, PG_COUNT, PG_LIST, PG_MUTEX, PG_SLOT, PROGRESS_BYTES } from './futures-layout.ts'
import { acquire, breakDead, release } from './mutex.ts'
import { pickUpSlot, swapSlot, valueHand } from './slot.ts'
import { buryWaiters, signalAll } from './wait-list.ts'

/** The future's block, made now if there is none. @throws ThreadError when the arena is full. */
export function progressOf(future: number): number {
  const there = load(future + F_PROGRESS)
  if (there !== 0) return there
  const made = allocateZeroed(PROGRESS_BYTES)
  const before = compareExchange(future + F_PROGRESS, 0, made)
  if (before === 0) return made
  free(made, PROGRESS_BYTES)
  return before
}

/** The value in the hand of values is the last report; that of the report before is in the hand afterwards. */
export function putReport(progress: number, owner: number): void {
  acquire(progress + PG_MUTEX, owner, Infinity)
  swapSlot(valueHand, progress + PG_SLOT)
  add(progress + PG_COUNT, 1)
  release(progress + PG_MUTEX)
  signalAll(progress + PG_LIST, owner)
}

/** Takes the last report into the hand of values, with a reference. @returns how many there were. */
export function takeReport(progress: number, owner: number): number {
  acquire(progress + PG_MUTEX, owner, Infinity)
  pickUpSlot(valueHand, progress + PG_SLOT)
  const count = load(progress + PG_COUNT)
  release(progress + PG_MUTEX)
  return count
}

/** A thread has died: it neither reports nor listens any more. */
export function settleProgress(future: number, thread: number, ident: number, owner: number): void {
  const progress = load(future + F_PROGRESS)
  if (progress === 0) return
  breakDead(progress + PG_MUTEX, ident)
  buryWaiters(progress + PG_LIST, thread, ident, owner)
}
