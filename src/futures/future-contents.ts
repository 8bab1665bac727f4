/** What a future's block owns and refers to: its value, its stream, its task's terms. */
import { load } from '#atomics'
import {
  beginLook,
  CANCELLED,
  endLook,
  ERROR,
  FINISHED,
  isKept,
  outcomeOf,
  stateOf,
  VALUE,
} from '../core/future.ts'
import { F_STREAM, F_TERMS, F_VALUE } from '../core/futures-layout.ts'
import { freeBlock, visitBlock } from '../runtime/item.ts'
import { dropObject } from '../runtime/object-kind.ts'
import type { Guard, Referents } from '../runtime/object-kind.ts'
import { clearReason } from '../runtime/task-reason.ts'
import { dropTerms } from '../runtime/task-terms.ts'
import { freeProgress, visitProgress } from './progress.ts'
import { reportIfUnseen } from './unseen.ts'

/** The future itself is being freed. */
export function releaseFuture(future: number): void {
  reportIfUnseen(future)
  const stream = load(future + F_STREAM)
  if (stream !== 0) dropObject(stream)
  const terms = load(future + F_TERMS)
  if (terms !== 0) {
    clearReason(future)
    dropTerms(terms)
  }
  freeProgress(future)
  const outcome = outcomeOf(future)
  if ((outcome === VALUE || outcome === ERROR) && !isKept(future)) discard(future + F_VALUE)
}

/**
 * Once it is done: its stream, its last report, and its value; all that stays while it is looked at. (A report that comes
 * later, of a task whose time was up, is made by who has the future.) A future that is not done belongs to its task, which
 * somebody has; the reference to the pool is the task's.
 */
export function visitFuture(future: number, visit: Referents): void {
  if (stateOf(future) < CANCELLED) return
  const stream = load(future + F_STREAM)
  if (stream !== 0) visit.object(stream)
  visitProgress(future, visit)
  if (stateOf(future) !== FINISHED || isKept(future)) return
  const outcome = outcomeOf(future)
  if (outcome !== VALUE && outcome !== ERROR) return
  const at = future + F_VALUE
  visitBlock(load(at), load(at + 4), load(at + 8), visit)
}

/** A handle that is alone frees the message once it has the value; else it stays, and whoever has the future reads it. */
export const futureGuard: Guard = { begin: beginLook, end: endLook, isOpen: true }

/** Frees what the four words at `place` refer to. */
function discard(place: number): void {
  freeBlock(load(place), load(place + 4), load(place + 8))
}
