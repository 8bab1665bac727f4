/**
 * The end of a thread, whoever brings it about: the carrier that ran it, or the supervisor when the carrier died.
 */
import { add, load, notify, store } from '#atomics'
import {
  MAIN_THREAD,
  NON_DAEMON,
  T_CARRIER,
  T_JOIN_LIST,
  T_JOINERS,
  T_OUTCOME,
  T_RESULT,
  T_STATE,
} from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import { markSettled } from '../core/park.ts'
import { signalAll } from '../core/wait-list.ts'
import { expel } from './registry.ts'
import { selfIdent } from './self.ts'
import { FLAG_DAEMON, flag, STATE_DONE } from './thread-block.ts'

/**
 * Everything but the announcement: the outcome is stored and the thread is off the list of the living.
 *
 * @param outcome - one of the OUTCOME_ constants.
 * @param result - message with the value or the error; the block owns it from here on. 0 for `undefined`.
 */
export function conclude(thread: number, outcome: number, result: number): void {
  store(thread + T_OUTCOME, outcome)
  store(thread + T_RESULT, result)
  store(thread + T_CARRIER, 0)
  expel(thread)
  if (!flag(thread, FLAG_DAEMON) && add(NON_DAEMON, -1) === 1) {
    notify(NON_DAEMON, Infinity)
    ring(load(MAIN_THREAD))
  }
}

/** Makes DONE known to all who wait for it. */
export function announce(thread: number): void {
  store(thread + T_STATE, STATE_DONE)
  if (load(thread + T_JOINERS) !== 0) notify(thread + T_STATE, Infinity)
  markSettled(thread)
  signalAll(thread + T_JOIN_LIST, selfIdent)
}
