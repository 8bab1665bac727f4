/**
 * What a dead thread leaves behind: the locks it held are freed, its waiters are struck off, barriers it waited at
 * break. Runs in the supervisor, which alone knows of a death, after the library's own mutexes have been freed.
 *
 * The thread wrote its last word before its carrier ended, so what its ident or block still stands in is stale, and
 * nobody else writes there: see core/README.md, "Dead owners".
 */
import { load, store } from '#atomics'
import { L_DIED, L_LIST, L_STATE, O_TAG, TAG_LOCK } from '../core/layout.ts'
import { breakDead, holder } from '../core/mutex.ts'
import { eachObject } from '../core/objects.ts'
import { buryWaiters, signalEachThread } from '../core/wait-list.ts'
import { selfIdent } from './self.ts'

/** @returns how many locks the thread still held. */
type Settle = (object: number, thread: number, ident: number) => number

const settlers = new Map<number, Settle>([[TAG_LOCK, settleLock]])

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
