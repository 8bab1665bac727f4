/**
 * This thread's side of a re-entrant lock: takes it, deepens the hold, frees it, and knows whose the hold is.
 *
 * The mutex word says which thread holds the lock (core/lock-block.ts). What only that thread asks stands here, in its
 * own heap: a free lock is taken and freed with one operation on shared memory each, as a Lock. R_DEPTH and R_FLOW are
 * stored for reports, and for a handle that is made anew while its thread holds the lock.
 */
import { load, store } from '#atomics'
import { L_LIST, L_STATE, R_DEPTH, R_FLOW } from '../core/layout.ts'
import { freeLock, heldByFlow, takeLock } from '../core/lock-block.ts'
import { CONTENDED, holder, markContended, tryAcquire } from '../core/mutex.ts'
import { owesWakes, payWakes } from '../core/owed-wakes.ts'
import { ThreadError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { forgetSite, notesSites, noteSite } from '../runtime/lock-sites.ts'
import { selfIdent } from '../runtime/self.ts'
import { EARLIER_TURN, isThisTurn, tellTurnsApart, thisTurn } from '../runtime/turn.ts'

/** What a condition keeps of a hold while it waits. */
export interface SavedHold {
  readonly extra: number
  readonly run: number
}

const FOR_EVER: Limits = { timeoutMs: Infinity, signal: undefined }

/** Flows that have held a lock in this isolate: each hold of a flow is a number below 0, where turns are not. */
let flows = 0

export class RLockHold {
  readonly lock: number
  /** Ident of the thread of this isolate that holds the lock; stale only when that has ended, and holds it for ever. */
  owner = 0
  /** Acquisitions beyond the first, as R_DEPTH. */
  extra = 0
  /** The turn of a synchronous hold, ≥ 0; the number of a flow's hold, < 0. */
  run = EARLIER_TURN

  /** @param lock - address of the block. */
  constructor(lock: number) {
    this.lock = lock
    tellTurnsApart()
    if (holder(lock + L_STATE) !== selfIdent) return
    // the handle of this hold was dropped and collected
    this.#begin(heldByFlow(lock) ? --flows : EARLIER_TURN)
    this.extra = load(lock + R_DEPTH)
  }

  isOwned(): boolean {
    return this.owner === selfIdent
  }

  /** Takes the lock if it is free, for the code that runs now. */
  tryTake(): boolean {
    if (!tryAcquire(this.lock + L_STATE, selfIdent)) return false
    this.#begin(thisTurn())
    return true
  }

  /** As {@link tryTake}, but blocks until the deadline; the caller does not hold the lock. */
  take(deadlineMs: number): boolean {
    if (!takeLock(this.lock, selfIdent, deadlineMs, true)) return false
    this.#begin(thisTurn())
    return true
  }

  /**
   * Takes the lock for a flow.
   * @param begun - told the number of the hold in the moment in which it begins.
   */
  takeAsync(limits: Limits, begun?: (run: number) => void): Promise<boolean> {
    const begin = (): true => {
      this.#begin(--flows)
      store(this.lock + R_FLOW, 1)
      begun?.(this.run)
      return true
    }
    if (limits.signal?.aborted !== true && tryAcquire(this.lock + L_STATE, selfIdent))
      return Promise.resolve(begin())
    const mine = (selfIdent << 1) | CONTENDED
    return awaitOn(
      this.lock + L_LIST,
      () => markContended(this.lock + L_STATE, mine) === 0 && begin(),
      limits,
    )
  }

  /** One level more. @returns false when the hold is not that of the code that runs now. */
  deepen(): boolean {
    if (!isThisTurn(this.run)) return false
    this.extra += 1
    store(this.lock + R_DEPTH, this.extra)
    return true
  }

  /** One level less. @throws ThreadError when this thread does not hold the lock. */
  leave(): void {
    if (!this.isOwned()) throw new ThreadError('cannot release un-acquired lock')
    if (this.extra > 0) {
      this.extra -= 1
      store(this.lock + R_DEPTH, this.extra)
      return
    }
    if (this.run < 0) store(this.lock + R_FLOW, 0)
    if (notesSites) forgetSite(this.lock)
    this.owner = 0
    freeLock(this.lock, selfIdent)
    if (owesWakes) payWakes()
  }

  /** Frees the lock, however deep it is held. The caller holds it. */
  save(): SavedHold {
    const { extra, run } = this
    if (extra > 0) store(this.lock + R_DEPTH, 0)
    this.extra = 0
    this.leave()
    return { extra, run }
  }

  /** Takes the lock back as it was held. The wait for it has no end and can't be interrupted. */
  restore(saved: SavedHold): void {
    if (!tryAcquire(this.lock + L_STATE, selfIdent)) takeLock(this.lock, selfIdent, Infinity, false)
    this.#resume(saved)
  }

  async restoreAsync(saved: SavedHold): Promise<void> {
    await this.takeAsync(FOR_EVER, () => this.#resume(saved))
  }

  #resume({ extra, run }: SavedHold): void {
    this.#begin(run)
    this.extra = extra
    store(this.lock + R_DEPTH, extra)
    store(this.lock + R_FLOW, run < 0 ? 1 : 0)
  }

  /** The lock is this thread's from here on. */
  #begin(run: number): void {
    this.owner = selfIdent
    this.extra = 0
    this.run = run
    if (notesSites) noteSite(this.lock)
  }
}
