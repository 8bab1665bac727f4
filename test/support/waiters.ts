/**
 * Who waits for a lock or a thread, read from the words in shared memory: tests wait for a state instead of sleeping.
 *
 * Offsets are those of src/core/layout.ts: a lock's block is { header: 4 words, state, list: { mutex, head, tail }, waiters,
 * died }, an RLock's begins in the same way, and a condition's list stands where a lock's does; a waiter begins with the
 * address of the next one.
 */
import { getEnvironmentData } from 'node:worker_threads'
import type { Condition, Lock, RLock, RWLock, Thread } from 'nogil'

const SHARED = Symbol.for('nogil.shared')
const L_WAITERS = 32
const L_LIST_HEAD = 24
const T_JOINERS = 44
const T_JOIN_LIST_HEAD = 52
const T_REFS = 60
const T_WAITS_FOR = 136
const T_WAITS_OBJECT = 148
/** Far more waiters than a test makes; a list read while it changes must not keep the reader for ever. */
const LONGEST_LIST = 10_000
const LIMIT_MS = 30_000
const CARRIERS = 1244
const IDLE = 1224

const addresses = new WeakMap<object, number>()

/** How many threads sleep in `acquire()` of the lock. */
export function sleepers(lock: Lock | RLock): number {
  return word(addressOf(lock) + L_WAITERS)
}

/** How many promises of all threads await the lock. */
export function awaiters(lock: Lock | RLock): number {
  return listLength(addressOf(lock) + L_LIST_HEAD)
}

/** How many wait for a notify, blocked threads and promises of all threads. */
export function waitersOf(condition: Condition): number {
  return listLength(addressOf(condition) + L_LIST_HEAD)
}

/** How many threads sleep in `join()` of the thread. */
export function joiners(thread: Thread<never, unknown>): number {
  return word(addressOf(thread) + T_JOINERS)
}

/** How many promises of all threads await the end of the thread. */
export function joinAwaiters(thread: Thread<never, unknown>): number {
  return listLength(addressOf(thread) + T_JOIN_LIST_HEAD)
}

/** Whether the thread sleeps in a wait for this lock, event, barrier… */
export function isBlockedOn(thread: Thread<never, unknown>, object: object): boolean {
  const block = addressOf(thread)
  return word(block + T_WAITS_FOR) !== 0 && word(block + T_WAITS_OBJECT) === addressOf(object)
}

/** How many references the thread's block has: handles, its run, messages that carry it, and one of this file. */
export function references(thread: Thread<never, unknown>): number {
  return word(addressOf(thread) + T_REFS)
}

/** Workers that run threads or wait for one. */
export function carriers(): { readonly all: number; readonly idle: number } {
  return { all: word(CARRIERS), idle: word(IDLE) }
}

/** Blocks this thread until `condition()` holds; looks each millisecond. @throws Error after 15 s. */
export function until(condition: () => boolean, what: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const limit = performance.now() + LIMIT_MS
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`)
    Atomics.wait(pause, 0, 0, 1)
  }
}

/** As {@link until}, while this thread's event loop runs on. */
export async function untilAsync(condition: () => boolean, what: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Whether this process runs on the pure `Atomics` core instead of the Wasm one. */
export function onAtomicsCore(): boolean {
  return arena().code === undefined
}

interface Arena {
  readonly memory: SharedArrayBuffer | { readonly buffer: SharedArrayBuffer }
  readonly code: object | undefined
}

/** The 32-bit word at this byte address of the arena, as a view of one word. */
export function viewOf(address: number): Int32Array<SharedArrayBuffer> {
  const { memory } = arena()
  const buffer = memory instanceof SharedArrayBuffer ? memory : memory.buffer
  return new Int32Array(buffer, address, 1)
}

function arena(): Arena {
  const found = getEnvironmentData('nogil.arena') as unknown as Arena | undefined
  if (found === undefined) throw new Error('no arena yet: make a Lock or a Thread first')
  return found
}

/** The word at this byte address of the arena. */
export function word(address: number): number {
  return Atomics.load(viewOf(address), 0)
}

/** How many blocks hang on the list whose first address stands at `head`. */
export function listLength(head: number): number {
  let length = 0
  for (let at = word(head); at !== 0 && length < LONGEST_LIST; at = word(at)) length += 1
  return length
}

/** Where the object's block begins. Asking counts as one crossing, so it is asked once per object. */
export function addressOf(shared: object): number {
  let address = addresses.get(shared)
  if (address === undefined) {
    address = (shared as { [SHARED](): { address: number } })[SHARED]().address
    addresses.set(shared, address)
  }
  return address
}

const RW_READ_LIST_HEAD = 44
const RW_WRITE_LIST_HEAD = 56

/** How many threads and promises wait to read, and to write. */
export function queuedAt(lock: RWLock): { readonly readers: number; readonly writers: number } {
  const address = addressOf(lock)
  return {
    readers: listLength(address + RW_READ_LIST_HEAD),
    writers: listLength(address + RW_WRITE_LIST_HEAD),
  }
}
