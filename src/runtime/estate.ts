/**
 * What a dead thread leaves behind: the locks it held are freed, its waiters are struck off, barriers it waited at
 * break. Runs in the supervisor, which alone knows of a death, after the library's own mutexes have been freed.
 *
 * The thread wrote its last word before its carrier ended, so what its ident or block still stands in is stale, and
 * nobody else writes there: see core/README.md, "Dead owners".
 */
import { add, load, store } from '#atomics'
import { wakeAll } from '../core/event.ts'
import {
  E_LIST,
  E_SLEEPERS,
  L_DIED,
  L_LIST,
  L_STATE,
  O_TAG,
  S_LIST,
  S_SLEEPERS,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  TAG_EVENT,
  TAG_LOCK,
  TAG_SEMAPHORE,
} from '../core/layout.ts'
import { breakDead, holder } from '../core/mutex.ts'
import { eachObject } from '../core/objects.ts'
import { wakeForPermits } from '../core/semaphore.ts'
import { buryWaiters, signalEachThread } from '../core/wait-list.ts'
import { selfIdent } from './self.ts'

/** @returns how many locks the thread still held. */
type Settle = (object: number, thread: number, ident: number) => number

const settlers = new Map<number, Settle>([
  [TAG_LOCK, settleLock],
  [TAG_EVENT, settleEvent],
  [TAG_SEMAPHORE, settleSemaphore],
])

/** @returns how many locks the dead thread held: they are free now, and marked. */
export function settleEstate(thread: number, ident: number): number {
  let held = 0
  eachObject(selfIdent, (object) => {
    held += settlers.get(load(object + O_TAG))?.(object, thread, ident) ?? 0
  })
  return held
}

function settleLock(lock: number, thread: number, ident: number): number {
  buryWaiters(lock + L_LIST, thread, ident, selfIdent)
  if (holder(lock + L_STATE) !== ident) return 0
  store(lock + L_DIED, thread)
  if (!breakDead(lock + L_STATE, ident)) return 0
  signalEachThread(lock + L_LIST, selfIdent)
  return 1
}

/** It may have died between its set() and the wake-ups that follow. */
function settleEvent(event: number, thread: number, ident: number): number {
  buryWaiters(event + E_LIST, thread, ident, selfIdent)
  if (sleptOn(event, thread)) add(event + E_SLEEPERS, -1)
  wakeAll(event, selfIdent)
  return 0
}

/** Permits that the thread had taken stay taken, as nobody knows who should give them; those it was woken for go on. */
function settleSemaphore(semaphore: number, thread: number, ident: number): number {
  buryWaiters(semaphore + S_LIST, thread, ident, selfIdent)
  if (sleptOn(semaphore, thread)) add(semaphore + S_SLEEPERS, -1)
  wakeForPermits(semaphore, selfIdent)
  return 0
}

/** A thread that was ended in its sleep could not lower the count of sleepers. */
function sleptOn(object: number, thread: number): boolean {
  return load(thread + T_WAITS_FOR) !== 0 && load(thread + T_WAITS_OBJECT) === object
}
