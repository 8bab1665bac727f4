/**
 * The lock of a condition, of either kind: who holds it, letting go of it altogether, taking it back as it was.
 *
 * A plain Lock has no owner in Python's sense, any thread may release it: there "held" means held by anybody.
 */
import { load } from '#atomics'
import { L_LIST, L_STATE } from '../core/layout.ts'
import { freeLock, takeLock } from '../core/lock-block.ts'
import { CONTENDED, markContended, tryAcquire } from '../core/mutex.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { forgetSite, notesSites, noteSite } from '../runtime/lock-sites.ts'
import { selfIdent } from '../runtime/self.ts'
import type { Lock } from './lock.ts'
import { holdOf, RLock } from './rlock.ts'

/** Takes the lock back. */
export interface Restore {
  blocking(): void
  awaiting(): Promise<unknown>
}

/** Whether the caller may wait and notify. @param address - of the lock. */
export function isHeld(lock: Lock | RLock, address: number): boolean {
  return lock instanceof RLock ? lock.isOwned() : load(address + L_STATE) !== 0
}

/**
 * Frees the lock, which the caller holds. A plain Lock that somebody else frees at this very moment is as free as if
 * the caller had done it.
 *
 * @returns what takes it back. The wait for that has no end and can't be interrupted.
 */
export function letGo(lock: Lock | RLock, address: number): Restore {
  if (lock instanceof RLock) {
    const hold = holdOf(lock)
    const saved = hold.save()
    return { blocking: () => hold.restore(saved), awaiting: () => hold.restoreAsync(saved) }
  }
  if (notesSites) forgetSite(address)
  freeLock(address, selfIdent)
  return { blocking: () => takeBack(address), awaiting: () => takeBackAsync(lock, address) }
}

function takeBack(address: number): void {
  if (!tryAcquire(address + L_STATE, selfIdent)) takeLock(address, selfIdent, Infinity, false)
  if (notesSites) noteSite(address)
}

/** @param keep - the handle: the promise must not outlive the block. */
async function takeBackAsync(keep: Lock, address: number): Promise<void> {
  const mine = (selfIdent << 1) | CONTENDED
  const attempt = (): boolean => markContended(address + L_STATE, mine) === 0
  await awaitOn(address + L_LIST, attempt, { timeoutMs: Infinity, signal: undefined })
  if (notesSites) noteSite(address)
  void keep
}
