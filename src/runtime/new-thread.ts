/** The block of a thread that is about to start: registered, without a carrier yet. */
import { add, store } from '#atomics'
import { allocateZeroed } from '../core/arena.ts'
import {
  ALIVE,
  NON_DAEMON,
  T_FLAGS,
  T_IDENT,
  T_JOB,
  T_OBJECT,
  T_REFS,
  T_STATE,
  T_TAG,
  TAG_THREAD,
  THREAD_BYTES,
} from '../core/layout.ts'
import { nextIdent } from './arena-boot.ts'
import { enroll } from './registry.ts'
import { FLAG_DAEMON, setName, STATE_LIMBO } from './thread-block.ts'

/**
 * @param message - the job; the block owns it from here on.
 * @param object - message with the object of a Thread subclass, 0 for none; likewise.
 * @returns its address, with one reference for the starter and one for the run.
 */
export function newThread(name: string, daemon: boolean, message: number, object: number): number {
  const block = allocateZeroed(THREAD_BYTES)
  store(block + T_TAG, TAG_THREAD)
  store(block + T_STATE, STATE_LIMBO)
  store(block + T_IDENT, nextIdent())
  store(block + T_FLAGS, daemon ? FLAG_DAEMON : 0)
  store(block + T_JOB, message)
  store(block + T_OBJECT, object)
  store(block + T_REFS, 2)
  setName(block, name)
  add(ALIVE, 1)
  if (!daemon) add(NON_DAEMON, 1)
  enroll(block)
  return block
}
