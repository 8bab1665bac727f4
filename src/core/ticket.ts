/**
 * Waiting for a ticket: a thread that blocks until a signaller has chosen it, in its turn (core/wait-list.ts).
 *
 * Steps: enlist; make the wish known or let go of what others need (release a lock); park on the waiter's W_STATE
 * until it leaves WAITING. The signaller stores the code first and notifies after, so the sleep ends or does not begin.
 * A waiter whose time is up withdraws under the list's mutex: either that succeeds, and nobody will ever signal it, or
 * it was signalled before, and the wait has succeeded.
 */
import { load } from '#atomics'
import { free } from './arena.ts'
import { remaining } from './clock.ts'
import { W_STATE, WAITER_BYTES } from './layout.ts'
import { park } from './park.ts'
import { enlist, PARKED, WAITING, withdraw } from './wait-list.ts'

/** What `waitForSignal()` gives when the deadline came first; codes of signals are ≥ 1. */
export const TIMED_OUT = 0

/** A waiter for this thread to block on; it must go through {@link waitForSignal} next. */
export function takeTicket(list: number, thread: number, owner: number): number {
  return enlist(list, thread, owner, PARKED)
}

/**
 * Blocks until the waiter is signalled. The waiter is gone afterwards.
 *
 * @param unused - told the code when the wait is interrupted (it throws) although the signal has come: a signal that
 *   one waiter must get has to go to the next then.
 * @param expire - what happens when the deadline has passed, instead of a withdrawal: it makes sure that the waiter will
 *   be signalled, or knows that it will, and the wait goes on until then.
 * @returns the signal's code, or TIMED_OUT.
 */
export function waitForSignal(
  list: number,
  waiter: number,
  owner: number,
  deadlineMs: number,
  object: number,
  unused?: (code: number) => void,
  expire?: (waiter: number) => void,
): number {
  const word = waiter + W_STATE
  try {
    while (load(word) === WAITING && remaining(deadlineMs) > 0) park(word, WAITING, deadlineMs, object)
    if (expire !== undefined && load(word) === WAITING) {
      expire(waiter)
      while (load(word) === WAITING) park(word, WAITING, Infinity, object)
    }
  } catch (error) {
    const code = leave(list, waiter, owner)
    if (code !== TIMED_OUT) unused?.(code)
    throw error
  }
  return leave(list, waiter, owner)
}

/** @returns the code that the waiter was handed, TIMED_OUT when it was withdrawn. */
function leave(list: number, waiter: number, owner: number): number {
  if (load(waiter + W_STATE) === WAITING && withdraw(list, waiter, owner)) return TIMED_OUT
  const code = load(waiter + W_STATE)
  free(waiter, WAITER_BYTES)
  return code
}
