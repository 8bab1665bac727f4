/**
 * The block of a thread in shared memory: what every thread may know of every other.
 *
 * T_STATE    LIMBO → STARTING → RUNNING → DONE; written by the starter (LIMBO), then by the carrier, or by the
 *            supervisor when the carrier died. Joiners sleep on it; DONE is final and stored after all else.
 * T_FLAGS    set before start, read by all.
 * T_NAME     address of a name record { bytes, utf8 }, replaced whole under REGISTRY_LOCK; T_NAME_VERSION counts.
 * T_JOB      address of the encoded function and arguments; the carrier takes it and frees it.
 * T_OUTCOME  how it ended, and T_RESULT the address of the encoded value or error (0: undefined); before DONE.
 * T_JOINERS  how many threads sleep on T_STATE: the end notifies only when it is not 0. A joiner raises it before its
 *            last look at T_STATE, so an end that sees 0 has published DONE to that look.
 * T_REFS     one for each handle of a thread, one for the run itself; the block is freed when it falls to 0.
 */
import { add, load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import {
  REGISTRY_LOCK,
  T_FLAGS,
  T_NAME,
  T_NAME_VERSION,
  T_OBJECT,
  T_REFS,
  T_RESULT,
  T_TAG,
  TAG_FREED,
  THREAD_BYTES,
} from '../core/layout.ts'
import { u8 } from '../core/memory.ts'
import { acquire, release } from '../core/mutex.ts'
import { freeMessage } from './message.ts'
import { selfIdent } from './self.ts'

export const STATE_LIMBO = 0
export const STATE_STARTING = 1
export const STATE_RUNNING = 2
export const STATE_DONE = 3

export const FLAG_DAEMON = 1
export const FLAG_DUMMY = 2

export const OUTCOME_NONE = 0
export const OUTCOME_VALUE = 1
export const OUTCOME_ERROR = 2
/** Ended by exit(code): T_RESULT holds the encoded ThreadExit. */
export const OUTCOME_EXIT = 3
/** The carrier died under it: T_RESULT holds the encoded ThreadDiedError. */
export const OUTCOME_DIED = 4
/** No carrier could boot for it: it never ran. T_RESULT holds the encoded reason, or 0. */
export const OUTCOME_REFUSED = 5

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function flag(block: number, bit: number): boolean {
  return (load(block + T_FLAGS) & bit) !== 0
}

/** Replaces the name; any thread may rename any thread. */
export function setName(block: number, name: string): void {
  const bytes = encoder.encode(name)
  const record = allocate(4 + bytes.length)
  store(record, bytes.length)
  u8.set(bytes, record + 4)
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  const old = load(block + T_NAME)
  store(block + T_NAME, record)
  add(block + T_NAME_VERSION, 1)
  release(REGISTRY_LOCK)
  if (old !== 0) free(old, 4 + load(old))
}

export function nameOf(block: number): string {
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  const record = load(block + T_NAME)
  // a copy: decoders may refuse views of shared memory, and the record may be replaced after the release
  const bytes = u8.slice(record + 4, record + 4 + load(record))
  release(REGISTRY_LOCK)
  return decoder.decode(bytes)
}

export function retain(block: number): void {
  add(block + T_REFS, 1)
}

/** Drops one reference; the last one frees the block and what it points to. */
export function drop(block: number): void {
  if (add(block + T_REFS, -1) !== 1) return
  const name = load(block + T_NAME)
  free(name, 4 + load(name))
  const result = load(block + T_RESULT)
  if (result !== 0) freeMessage(result)
  const object = load(block + T_OBJECT)
  if (object !== 0) freeMessage(object)
  store(block + T_TAG, TAG_FREED)
  free(block, THREAD_BYTES)
}
