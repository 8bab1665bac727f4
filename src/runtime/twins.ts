/**
 * Module-level twins: a shared object made at the top level of an imported module is the same object in every thread
 * that imports that module.
 *
 * When a module is evaluated a second time, in a thread, its `new Lock()` must find the lock that the first evaluation
 * made. Both stand at the same place: the file:line:column of every frame down to the module's own top-level frame, and
 * a number for repeated visits (a loop). That place is the key of a table in the arena, TWIN_BUCKETS, guarded by
 * TWINS_LOCK; an entry is { next, tag, address, length, key bytes }.
 * It has no reference to its object: once that has been freed, its block says so, and the next thread to come makes
 * another. Only a block that has become an object of the same kind looks alive.
 *
 * Finding the place costs 10 µs and more, so it is done only where it can matter: the thread that loads modules first
 * notes the raw stack and looks at it when the turn is over, or when a thread is about to start; a carrier looks at once, but not while a
 * synchronous target runs, where only `require()` could evaluate a module.
 */
import { load, store } from '#atomics'
import { allocate } from '../core/arena.ts'
import { O_TAG, TWIN_BUCKET_COUNT, TWIN_BUCKETS, TWINS_LOCK } from '../core/layout.ts'
import { u8 } from '../core/memory.ts'
import { acquire, release } from '../core/mutex.ts'
import { retainLive } from '../core/objects.ts'
import { captureStack, modulePlace } from '../platform/stack.ts'
import { selfIdent } from './self.ts'

const NEXT = 0
const TAG = 4
const ADDRESS = 8
const LENGTH = 12
const KEY = 16
/** Constructions remembered between two starts of threads; a loop that makes more has left the module level. */
const MAX_NOTED = 4096

interface Noted {
  readonly tag: number
  /** Until it has been looked at: it keeps the objects whose methods and constructors are on it. */
  stack: { readonly stack?: string } | undefined
  place: string | undefined
}

/** By address; what is freed again before that has no twin. */
let noted = new Map<number, Noted>()
/** How many have been noted, freed ones included. */
let noticed = 0
let willLook = false
const settled = Promise.resolve()
const visits = new Map<string, number>()
const encoder = new TextEncoder()
let carrier = false
/** Whether a synchronous target, or the synchronous beginning of one, is running: no microtask can come between. */
export let targetOnStack = false

/** This isolate is a carrier: its modules are the second evaluations. */
export function expectTwins(): void {
  carrier = true
}

/** Set while a synchronous target runs. */
export function setTargetOnStack(on: boolean): void {
  targetOnStack = on
}

/**
 * Address of the object's twin if this construction is the second evaluation of a module-level one, else of `make()`; with
 * a reference that is the caller's.
 */
export function twinOr(tag: number, make: () => number): number {
  if (carrier) return targetOnStack ? make() : findOrMake(tag, make)
  const address = make()
  if (noticed < MAX_NOTED) {
    noticed += 1
    if (!willLook) {
      willLook = true
      void settled.then(lookAtNoted)
    }
    noted.set(address, { tag, stack: captureStack(), place: undefined })
  }
  return address
}

/** Finds the places of what has been noted; what belongs to no module's load is forgotten. */
function lookAtNoted(): void {
  willLook = false
  for (const [address, one] of noted) {
    if (one.stack === undefined) continue
    one.place = modulePlace(one.stack)
    one.stack = undefined
    if (one.place === undefined) noted.delete(address)
  }
}

/** The object has been freed: its block may become another one's. */
export function forgetTwin(address: number): void {
  if (noted.size > 0) noted.delete(address)
}

/** Enters what this thread has made at module level into the table; called before it starts a thread. */
export function publishTwins(): void {
  noticed = 0
  lookAtNoted()
  if (noted.size === 0) return
  const candidates = noted
  noted = new Map()
  for (const [address, { tag, place }] of candidates) {
    if (place === undefined) continue
    const key = keyOf(place)
    locked(() => {
      if (find(tag, key) === 0) insert(tag, key, address)
    })
  }
}

function findOrMake(tag: number, make: () => number): number {
  const place = modulePlace(captureStack())
  if (place === undefined) return make()
  const key = keyOf(place)
  return locked(() => {
    const twin = find(tag, key)
    if (twin !== 0 && retainLive(twin)) return twin
    const address = make()
    insert(tag, key, address)
    return address
  })
}

function keyOf(place: string): Uint8Array {
  const visit = visits.get(place) ?? 0
  visits.set(place, visit + 1)
  return encoder.encode(`${place}#${visit}`)
}

function locked<R>(action: () => R): R {
  acquire(TWINS_LOCK, selfIdent, Infinity)
  try {
    return action()
  } finally {
    release(TWINS_LOCK)
  }
}

function bucketOf(key: Uint8Array): number {
  let hash = 0
  for (const byte of key) hash = (Math.imul(hash, 31) + byte) | 0
  return TWIN_BUCKETS + ((hash >>> 0) % TWIN_BUCKET_COUNT) * 4
}

function find(tag: number, key: Uint8Array): number {
  for (let at = load(bucketOf(key)); at !== 0; at = load(at + NEXT)) {
    if (load(at + TAG) !== tag || load(at + LENGTH) !== key.length || !holds(at + KEY, key)) continue
    const address = load(at + ADDRESS)
    // younger entries of the place come first
    if (load(address + O_TAG) === tag) return address
  }
  return 0
}

function holds(address: number, key: Uint8Array): boolean {
  return key.every((byte, index) => u8[address + index] === byte)
}

function insert(tag: number, key: Uint8Array, address: number): void {
  const entry = allocate(KEY + key.length)
  const bucket = bucketOf(key)
  store(entry + NEXT, load(bucket))
  store(entry + TAG, tag)
  store(entry + ADDRESS, address)
  store(entry + LENGTH, key.length)
  u8.set(key, entry + KEY)
  store(bucket, entry)
}
