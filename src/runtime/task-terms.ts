/**
 * The terms under which a task runs, where it has any: its name, its time. A block beside the future, TERMS_BYTES.
 *
 * TT_REFS    one of the future, one of the supervisor while it watches the time; who takes it to 0 frees the block.
 * TT_FUTURE  the future from the start, 0 from the end of the task on, stored by the worker before it lets go of the
 *            future. Whoever reads it under OBJECTS_LOCK and finds the future may use that until it lets go of the lock:
 *            no object is freed meanwhile.
 * The other words are written once, before anybody knows of the block; so is F_TERMS, before anybody knows of the future.
 */
import { add, load, store } from '#atomics'
import { allocate, allocateZeroed, free } from '../core/arena.ts'
import { peek } from '../core/guarded.ts'
import {
  F_TERMS,
  TERMS_BYTES,
  TT_FUTURE,
  TT_HARD,
  TT_NAME,
  TT_REFS,
  TT_TIMEOUT,
} from '../core/futures-layout.ts'
import { SUPERVISOR, W_KIND, W_PAYLOAD, WAITER_BYTES } from '../core/layout.ts'
import { deliver, MAIL_TASK_TIME } from '../core/mailbox.ts'
import { u8 } from '../core/memory.ts'

export interface Terms {
  readonly name: string
  /** Milliseconds, an integer; 0 for any time. */
  readonly timeoutMs: number
  /** Whether the worker is terminated when the time is up. */
  readonly hard: boolean
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** @returns the address of a new block, whose reference is the caller's. */
export function makeTerms({ name, timeoutMs, hard }: Terms): number {
  const terms = allocateZeroed(TERMS_BYTES)
  store(terms + TT_REFS, 1)
  store(terms + TT_TIMEOUT, timeoutMs)
  store(terms + TT_HARD, hard ? 1 : 0)
  if (name !== '') {
    const bytes = encoder.encode(name)
    const record = allocate(4 + bytes.length)
    store(record, bytes.length)
    u8.set(bytes, record + 4)
    store(terms + TT_NAME, record)
  }
  return terms
}

export function dropTerms(terms: number): void {
  if (add(terms + TT_REFS, -1) !== 1) return
  const record = load(terms + TT_NAME)
  if (record !== 0) free(record, 4 + load(record))
  free(terms, TERMS_BYTES)
}

/** The name that the task was given, '' for none. */
export function givenName(future: number): string {
  const terms = peek(future + F_TERMS)
  const record = terms === 0 ? 0 : load(terms + TT_NAME)
  if (record === 0) return ''
  return decoder.decode(u8.slice(record + 4, record + 4 + load(record)))
}

/** Milliseconds that the task has from its start, 0 for any time. */
export function timeOf(future: number): number {
  const terms = peek(future + F_TERMS)
  return terms === 0 ? 0 : load(terms + TT_TIMEOUT)
}

/** Whether its worker is terminated when its time is up. */
export function isEndedInTime(future: number): boolean {
  const terms = peek(future + F_TERMS)
  return terms !== 0 && load(terms + TT_TIMEOUT) !== 0 && load(terms + TT_HARD) !== 0
}

/** The task begins: the supervisor watches its time. */
export function openTerms(future: number): void {
  const terms = peek(future + F_TERMS)
  if (terms === 0 || load(terms + TT_TIMEOUT) === 0) return
  store(terms + TT_FUTURE, future)
  const supervisor = load(SUPERVISOR)
  if (supervisor === 0) return
  add(terms + TT_REFS, 1)
  const letter = allocate(WAITER_BYTES)
  store(letter + W_KIND, MAIL_TASK_TIME)
  store(letter + W_PAYLOAD, terms)
  deliver(supervisor, letter)
}

/** The task has ended. */
export function closeTerms(future: number): void {
  const terms = peek(future + F_TERMS)
  if (terms !== 0) store(terms + TT_FUTURE, 0)
}
