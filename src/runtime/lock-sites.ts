/**
 * Where in the program locks were taken, for reports of deadlocks: off unless NOGIL_LOCK_SITES=1, because looking at the
 * stack costs a hundred times what taking a free lock does.
 *
 * SITES_TABLE is the address of SITE_BUCKETS words, each the head of a chain of entries { next, object, length, text },
 * guarded by SITES_LOCK. An object has an entry while it is held: its holder enters it, whoever releases removes it.
 */
import { load, store } from '#atomics'
import { allocate, allocateZeroed, free } from '../core/arena.ts'
import { SITES_LOCK, SITES_TABLE } from '../core/layout.ts'
import { u8 } from '../core/memory.ts'
import { acquire, release } from '../core/mutex.ts'
import { captureStack, programStack } from '../platform/stack.ts'
import { selfIdent } from './self.ts'

const SITE_BUCKETS = 256
const NEXT = 0
const OBJECT = 4
const LENGTH = 8
const TEXT = 12

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Whether this process notes them; the same in all its threads. */
export let notesSites = false

/** Called once, by the maker of the arena. */
export function noteLockSites(): void {
  store(SITES_TABLE, allocateZeroed(SITE_BUCKETS * 4))
  seeLockSites()
}

/** Called in every thread once it has the arena. */
export function seeLockSites(): void {
  notesSites = load(SITES_TABLE) !== 0
}

/** The calling thread has just taken the object. */
export function noteSite(object: number): void {
  const text = encoder.encode(programStack(captureStack().stack ?? '').frames[0] ?? 'unknown')
  const entry = allocate(TEXT + text.length)
  store(entry + OBJECT, object)
  store(entry + LENGTH, text.length)
  u8.set(text, entry + TEXT)
  forgetSite(object)
  locked(() => {
    const bucket = bucketOf(object)
    store(entry + NEXT, load(bucket))
    store(bucket, entry)
  })
}

/** The object is about to be released. */
export function forgetSite(object: number): void {
  const entry = locked(() => {
    for (let link = bucketOf(object); load(link) !== 0; link = load(link) + NEXT) {
      const at = load(link)
      if (load(at + OBJECT) !== object) continue
      store(link, load(at + NEXT))
      return at
    }
    return 0
  })
  if (entry !== 0) free(entry, TEXT + load(entry + LENGTH))
}

/** As in `transfer (/app/bank.ts:12:8)`; undefined when it is not held or nothing is noted. */
export function siteOf(object: number): string | undefined {
  if (load(SITES_TABLE) === 0) return undefined
  const text = locked(() => {
    for (let at = load(bucketOf(object)); at !== 0; at = load(at + NEXT))
      if (load(at + OBJECT) === object) return u8.slice(at + TEXT, at + TEXT + load(at + LENGTH))
    return undefined
  })
  return text === undefined ? undefined : decoder.decode(text)
}

function bucketOf(object: number): number {
  return load(SITES_TABLE) + ((object >>> 4) % SITE_BUCKETS) * 4
}

function locked<R>(action: () => R): R {
  acquire(SITES_LOCK, selfIdent, Infinity)
  try {
    return action()
  } finally {
    release(SITES_LOCK)
  }
}
