/**
 * The steps in which threads read and change the entries of a map or set: whole ones in the Wasm core, and here the same
 * of single operations, for where there is no Wasm. core/README.md, "Maps and sets", says why they fit together.
 *
 * All words that a look without a lock may read (K_SEQUENCE to K_PAGES, the index, KE_KEY to KE_HASH, KE_VERSION) are
 * written by atomic stores once others can reach them, and such a look reads them by atomic loads: their order is the
 * same for all threads. No memory that was an entry is anything else before the map is freed, so its KE_LOCK may be
 * tried by who is late. The index is no such memory: what was read from it counts only if K_SEQUENCE is still the same.
 */
import { compareExchange, load, store, wholeSteps } from '#atomics'
import {
  K_COUNT,
  K_FILLED,
  K_INDEX,
  K_MASK,
  K_SEQUENCE,
  K_USED,
  KE_HASH,
  KE_LOCK,
  KE_VALUE,
  KE_VERSION,
  SB_TEXT,
} from './data-layout.ts'
import { u8 } from './memory.ts'
import type { KeyedSteps } from './memory.ts'
import { SLOT_KIND, SLOT_LATIN1, SLOT_MESSAGE, SLOT_NONE, SLOT_OBJECT } from './slot.ts'

/** What a look says: the key is not there; look again under K_MUTEX; its value is in `out`; it has one with a block. */
export const ABSENT = 0
export const BUSY = 1
export const READ = 2
export const HAS_BLOCK = 3
/** Beside the address of an entry: another thread has its lock; this thread has it, and must let go and look again. */
export const HELD = 1
export const STALE = 2
/** Of an index word: an entry was removed. */
export const REMOVED = 1

/** Bits that are 0 in the address of an entry. */
export const SAID = 3

function says(slot: number, a: number, b: number, c: number, d: number): boolean {
  if (load(slot) !== a || load(slot + 8) !== c || load(slot + 12) !== d) return false
  const block = load(slot + 4)
  if (block === b) return true
  const kind = a & SLOT_KIND
  if (kind === SLOT_OBJECT) return true
  return kind >= SLOT_LATIN1 && kind < SLOT_MESSAGE && sameBytes(block + SB_TEXT, b + SB_TEXT, c)
}

/** One of them may be no text at all; bytes outside of the arena are undefined. */
function sameBytes(one: number, other: number, bytes: number): boolean {
  for (let n = 0; n < bytes; n++) if (u8[one + n] !== u8[other + n]) return false
  return true
}

/** The entry whose key is the four words', ABSENT or BUSY. Its key may be another one again: that is to be looked at. */
function seek(map: number, hash: number, a: number, b: number, c: number, d: number): number {
  const sequence = load(map + K_SEQUENCE)
  const index = load(map + K_INDEX)
  const mask = load(map + K_MASK)
  // only if it is still the same, the two belong together
  if ((sequence & 1) !== 0 || load(map + K_SEQUENCE) !== sequence) return BUSY
  for (let n = hash & mask; ; n = (n + 1) & mask) {
    const entry = load(index + n * 4)
    // the index may have been freed before it was read
    if (load(map + K_SEQUENCE) !== sequence) return BUSY
    if (entry === 0) return ABSENT
    if (entry !== REMOVED && load(entry + KE_HASH) === hash && says(entry, a, b, c, d)) return entry
  }
}

/** As in the Wasm core, but a thread may be ended between two operations. */
const steps: KeyedSteps = {
  readKey(map, hash, a, b, c, d, out) {
    const sequence = load(map + K_SEQUENCE)
    const entry = seek(map, hash, a, b, c, d)
    if (entry <= BUSY) return entry
    const version = load(entry + KE_VERSION)
    if ((version & 1) !== 0 || !says(entry, a, b, c, d)) return BUSY
    const first = load(entry + KE_VALUE)
    const second = load(entry + KE_VALUE + 4)
    const third = load(entry + KE_VALUE + 8)
    const fourth = load(entry + KE_VALUE + 12)
    // key and value of one moment, at which the entry was one of the map's
    if (load(entry + KE_VERSION) !== version || load(map + K_SEQUENCE) !== sequence) return BUSY
    // while the lock is not held, another thread may free the block
    if ((first & SLOT_KIND) >= SLOT_LATIN1) return HAS_BLOCK
    store(out, first)
    store(out + 4, second)
    store(out + 8, third)
    store(out + 12, fourth)
    return READ
  },

  lockKey(map, hash, a, b, c, d, me) {
    const sequence = load(map + K_SEQUENCE)
    const entry = seek(map, hash, a, b, c, d)
    if (entry <= BUSY) return entry
    if (compareExchange(entry + KE_LOCK, 0, me) !== 0) return entry | HELD
    // Dekker pair with freeze(): it has stored K_SEQUENCE and then looks at KE_LOCK
    return load(map + K_SEQUENCE) === sequence && says(entry, a, b, c, d) ? entry : entry | STALE
  },

  writeEntry(entry, a, b, c, d) {
    const version = load(entry + KE_VERSION) | 1
    store(entry + KE_VERSION, version)
    store(entry + KE_VALUE, a)
    store(entry + KE_VALUE + 4, b)
    store(entry + KE_VALUE + 8, c)
    store(entry + KE_VALUE + 12, d)
    store(entry + KE_VERSION, version + 1)
  },

  appendEntry(map, at, entry, hash, a, b, c, d, valueA, valueB, valueC, valueD) {
    const version = load(entry + KE_VERSION) | 1
    store(entry + KE_VERSION, version)
    store(entry + KE_VALUE, valueA)
    store(entry + KE_VALUE + 4, valueB)
    store(entry + KE_VALUE + 8, valueC)
    store(entry + KE_VALUE + 12, valueD)
    store(entry + KE_HASH, hash)
    store(entry + 12, d)
    store(entry + 8, c)
    store(entry + 4, b)
    store(entry, a)
    store(entry + KE_VERSION, version + 1)
    store(at, entry)
    store(map + K_USED, load(map + K_USED) + 1)
    store(map + K_FILLED, load(map + K_FILLED) + 1)
    store(map + K_COUNT, load(map + K_COUNT) + 1)
  },

  removeEntry(map, at, entry) {
    const version = load(entry + KE_VERSION) | 1
    store(entry + KE_VERSION, version)
    store(entry, SLOT_NONE)
    store(entry + KE_VERSION, version + 1)
    store(at, REMOVED)
    store(map + K_COUNT, load(map + K_COUNT) - 1)
  },

  moveEntry(from, to, at) {
    for (let word = KE_HASH; word >= 0; word -= 4) store(to + word, load(from + word))
    store(from, SLOT_NONE)
    store(at, to)
  },

  installIndex(map, index, mask, used, filled, count) {
    const sequence = load(map + K_SEQUENCE)
    store(map + K_SEQUENCE, sequence | 1)
    store(map + K_INDEX, index)
    store(map + K_MASK, mask)
    store(map + K_USED, used)
    store(map + K_FILLED, filled)
    store(map + K_COUNT, count)
    // it stays odd where the entries were frozen before
    store(map + K_SEQUENCE, (sequence & 1) === 0 ? sequence + 2 : sequence)
  },
}

/** This thread's steps. */
export function keyedSteps(): KeyedSteps {
  return wholeSteps ?? steps
}
