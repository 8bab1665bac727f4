/**
 * Why a task was cancelled: the reason of the `AbortSignal` that did it, as a message. One block { references, message }
 * for all tasks that one abort cancels.
 *
 * TT_REASON of a task's terms is 0 until somebody gives it a reason, once, by compareExchange, before the future is
 * cancelled or its task asked to stop: who sees that sees the reason. It stays until the future is freed.
 */
import { add, compareExchange, load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { F_TERMS, REASON_BYTES, RS_MESSAGE, RS_REFS, TT_REASON } from '../core/futures-layout.ts'
import { freeMessage } from './message.ts'

/** @param message - is the block's from here on. @returns the block, with a reference of the caller's. */
export function makeReason(message: number): number {
  const reason = allocate(REASON_BYTES)
  store(reason + RS_REFS, 1)
  store(reason + RS_MESSAGE, message)
  return reason
}

/** Gives the reference back; who gives the last one frees the block. */
export function dropReason(reason: number): void {
  if (add(reason + RS_REFS, -1) !== 1) return
  freeMessage(load(reason + RS_MESSAGE))
  free(reason, REASON_BYTES)
}

/** The future has terms. One that was given a reason before keeps that. */
export function giveReason(future: number, reason: number): void {
  const place = load(future + F_TERMS) + TT_REASON
  add(reason + RS_REFS, 1)
  if (compareExchange(place, 0, reason) !== 0) add(reason + RS_REFS, -1)
}

/** The message with the reason, 0 for none. */
export function reasonMessage(future: number): number {
  const terms = load(future + F_TERMS)
  const reason = terms === 0 ? 0 : load(terms + TT_REASON)
  return reason === 0 ? 0 : load(reason + RS_MESSAGE)
}

/** The future is being freed. */
export function clearReason(future: number): void {
  const terms = load(future + F_TERMS)
  const reason = terms === 0 ? 0 : load(terms + TT_REASON)
  if (reason === 0) return
  store(terms + TT_REASON, 0)
  dropReason(reason)
}
