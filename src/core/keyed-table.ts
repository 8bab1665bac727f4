/**
 * The entries of a map or set, in the order in which they were added, found by the hashes of their keys.
 *
 * An entry is a slot for the key, one for the value (core/slot.ts), the hash, and a lock and a version of its own; SLOT_NONE
 * as its key's kind where it was removed. Entries lie in pages, K_PAGES, each twice as large as the one before, and no page
 * is given back before the map is: so the address of an entry is one for good (core/keyed-steps.ts). The index has twice
 * as many words as there may be entries, or more: 0, the address of an entry, or REMOVED; the place of a key is looked for
 * from its hash on, one by one. When the pages are full, either there is one more, or, if many entries were removed,
 * the others move together; when the index is full of removed ones, it is made anew.
 *
 * Everything here is done by a thread that holds K_MUTEX, and changes things in whole steps. Source: the dictionary of CPython, Raymond Hettinger's compact layout.
 */
import { load, store } from '#atomics'
import { allocate, allocateZeroed, free } from './arena.ts'
import { take } from './collection-mutex.ts'
import {
  K_CAPACITY,
  K_COUNT,
  K_FILLED,
  K_INDEX,
  K_MASK,
  K_MUTEX,
  K_PAGE_COUNT,
  K_PAGES,
  K_SEQUENCE,
  K_USED,
  KE_BYTES,
  KE_HASH,
  KE_KEY,
  KE_LOCK,
  KE_VALUE,
} from './data-layout.ts'
import { peek, poke } from './guarded.ts'
import { keyedSteps, REMOVED } from './keyed-steps.ts'
import { i32 } from './memory.ts'
import { breakDead, holder, release } from './mutex.ts'
import { copySlot, hashOfKey, keyHand, saysKey, SLOT_NONE, valueHand } from './slot.ts'

/** Places in the first page, a power of two. */
const FIRST_PAGE = 8
const FIRST_POWER = 3

/** Where in the index the last {@link find} ended, an address: at the entry it found, or at the place for a new one. */
let foundAt = 0
let foundHash = 0

/** @throws ThreadError when the arena is full; the map has nothing to be freed then. */
export function initTable(map: number): void {
  addPage(map)
  try {
    makeIndex(map)
  } catch (error) {
    freePages(map)
    throw error
  }
}

/** The map itself is being freed, and nothing is in it any more. */
export function freeTable(map: number): void {
  freePages(map)
  free(peek(map + K_INDEX), (peek(map + K_MASK) + 1) * 4)
}

/** Bytes of the pages and the index. */
export function tableBytes(map: number): number {
  let bytes = (peek(map + K_MASK) + 1) * 4
  for (let page = 0; page < pageCount(map); page++) bytes += pageBytes(page)
  return bytes
}

function freePages(map: number): void {
  for (let page = 0; page < pageCount(map); page++) free(peek(map + K_PAGES + page * 4), pageBytes(page))
}

function pageBytes(page: number): number {
  return FIRST_PAGE * 2 ** page * KE_BYTES
}

/** Pages 0 to n − 1 have 2 ** n − 1 times the places of the first one. */
function pageCount(map: number): number {
  return 31 - Math.clz32(peek(map + K_CAPACITY) / FIRST_PAGE + 1)
}

/** Address of the entry with this number. */
export function entryAt(map: number, number: number): number {
  const nth = number + FIRST_PAGE
  const page = 31 - Math.clz32(nth) - FIRST_POWER
  return peek(map + K_PAGES + page * 4) + (nth - FIRST_PAGE * 2 ** page) * KE_BYTES
}

function addPage(map: number): void {
  const page = pageCount(map)
  // no arena is as large as that: the allocator refuses it first
  const bytes = page < K_PAGE_COUNT ? pageBytes(page) : Infinity
  const block = allocateZeroed(bytes)
  poke(map + K_PAGES + page * 4, block)
  poke(map + K_CAPACITY, peek(map + K_CAPACITY) + FIRST_PAGE * 2 ** page)
}

/** Takes K_MUTEX. @throws what interrupts a wait for it. */
export function enterTable(map: number, owner: number): void {
  take(map + K_MUTEX, owner, map)
  // only who holds it makes this odd: a thread that has died
  if ((load(map + K_SEQUENCE) & 1) !== 0) thaw(map)
}

export function leaveTable(map: number): void {
  release(map + K_MUTEX)
}

/**
 * From here on nobody changes an entry, and those that were being changed have been: all of them are of one moment.
 * @throws what interrupts the wait for one that is being changed; nothing is frozen then.
 */
export function freeze(map: number, owner: number): void {
  // Dekker pair with lockKey: it takes KE_LOCK and then looks at K_SEQUENCE
  store(map + K_SEQUENCE, load(map + K_SEQUENCE) + 1)
  try {
    const used = peek(map + K_USED)
    for (let number = 0; number < used; number++) {
      const lock = entryAt(map, number) + KE_LOCK
      if (load(lock) === 0) continue
      take(lock, owner, map)
      release(lock)
    }
  } catch (error) {
    thaw(map)
    throw error
  }
}

export function thaw(map: number): void {
  store(map + K_SEQUENCE, load(map + K_SEQUENCE) + 1)
}

/** @returns the entry of the key in the hand, or 0. */
export function find(map: number): number {
  const hash = hashOfKey()
  const mask = peek(map + K_MASK)
  const index = peek(map + K_INDEX)
  foundHash = hash
  for (let n = hash & mask; ; n = (n + 1) & mask) {
    foundAt = index + n * 4
    const entry = peek(foundAt)
    if (entry === 0) return 0
    if (entry !== REMOVED && peek(entry + KE_HASH) === hash && saysKey(entry, keyHand)) return entry
  }
}

/**
 * Adds an entry with key and value of the hands, whose blocks are the table's from here on. The last {@link find} was for
 * this key, and found nothing.
 * @throws ThreadError when the arena is full, or what interrupts a wait; nothing has changed then.
 */
export function append(map: number, owner: number): void {
  if (makeRoom(map, owner)) find(map)
  const entry = entryAt(map, peek(map + K_USED))
  // a thread that is late may have the lock, until it sees that the entry is not its key's any more
  take(entry + KE_LOCK, owner, map)
  const key = keyHand.words
  const value = valueHand.words
  keyedSteps().appendEntry(
    map,
    foundAt,
    entry,
    foundHash,
    key[0] as number,
    key[1] as number,
    key[2] as number,
    key[3] as number,
    value[0] as number,
    value[1] as number,
    value[2] as number,
    value[3] as number,
  )
  release(entry + KE_LOCK)
}

/**
 * Takes the entry out that the last {@link find} found: its key and value are in the hands, and the caller's.
 * @param accept - looks at the hands, while the entry is locked; must not throw.
 * @returns whether it was, as `accept` says. @throws what interrupts the wait for its lock; nothing has changed then.
 */
export function takeOut(map: number, entry: number, owner: number, accept?: () => boolean): boolean {
  take(entry + KE_LOCK, owner, map)
  copySlot(keyHand, entry + KE_KEY)
  copySlot(valueHand, entry + KE_VALUE)
  const goes = accept?.() ?? true
  if (goes) keyedSteps().removeEntry(map, foundAt, entry)
  release(entry + KE_LOCK)
  return goes
}

/** @returns the entry that was added last, or 0 when there is none. */
export function lastEntry(map: number): number {
  if (peek(map + K_COUNT) === 0) return 0
  let number = peek(map + K_USED) - 1
  while (peek(entryAt(map, number)) === SLOT_NONE) number -= 1
  // removed ones behind it need not be passed again
  poke(map + K_USED, number + 1)
  return entryAt(map, number)
}

/** Calls `visit` with each entry, in order. */
export function eachEntry(map: number, visit: (entry: number) => void): void {
  const used = peek(map + K_USED)
  for (let number = 0; number < used; number++) {
    const entry = entryAt(map, number)
    if (peek(entry) !== SLOT_NONE) visit(entry)
  }
}

/** The map, which is frozen, has no entries any more; their blocks are the caller's, who has copied the words. */
export function empty(map: number): void {
  const used = peek(map + K_USED)
  const mask = FIRST_PAGE * 4 - 1
  install(map, newIndex(mask), mask, 0, 0)
  for (let number = 0; number < used; number++) store(entryAt(map, number), SLOT_NONE)
}

/** @returns whether the index is another one. */
function makeRoom(map: number, owner: number): boolean {
  const used = peek(map + K_USED)
  const capacity = peek(map + K_CAPACITY)
  if (used === capacity) {
    if (peek(map + K_COUNT) * 3 <= capacity * 2) moveTogether(map, owner)
    else addPage(map)
  } else if (peek(map + K_FILLED) < (peek(map + K_MASK) + 1) / 2) return false
  makeIndex(map)
  return true
}

/** Entries move to the places of removed ones before them, each in one step. */
function moveTogether(map: number, owner: number): void {
  freeze(map, owner)
  let to = 0
  eachEntry(map, (entry) => {
    const place = entryAt(map, to)
    if (place !== entry) keyedSteps().moveEntry(entry, place, indexPlaceOf(map, entry))
    to += 1
  })
  poke(map + K_USED, to)
  thaw(map)
}

/** Where in the index this entry stands. */
function indexPlaceOf(map: number, entry: number): number {
  const mask = peek(map + K_MASK)
  const index = peek(map + K_INDEX)
  let n = peek(entry + KE_HASH) & mask
  while (peek(index + n * 4) !== entry) n = (n + 1) & mask
  return index + n * 4
}

/** An index of all entries, with room for as many as the pages have. */
function makeIndex(map: number): void {
  const mask = FIRST_PAGE * 2 ** pageCount(map) * 2 - 1
  const index = newIndex(mask)
  const words = index >>> 2
  let count = 0
  eachEntry(map, (entry) => {
    let n = peek(entry + KE_HASH) & mask
    while (i32[words + n] !== 0) n = (n + 1) & mask
    i32[words + n] = entry
    count += 1
  })
  install(map, index, mask, peek(map + K_USED), count)
}

function newIndex(mask: number): number {
  const index = allocate((mask + 1) * 4)
  i32.fill(0, index >>> 2, (index >>> 2) + mask + 1)
  return index
}

/** Looks that still read the old index find that K_SEQUENCE has changed. */
function install(map: number, index: number, mask: number, used: number, count: number): void {
  const old = peek(map + K_INDEX)
  const oldMask = peek(map + K_MASK)
  keyedSteps().installIndex(map, index, mask, used, count, count)
  if (old !== 0) free(old, (oldMask + 1) * 4)
}

/** Idents of those who hold K_MUTEX or the lock of an entry: for reports. */
export function holdersOfTable(map: number): number[] {
  const locks = [map + K_MUTEX]
  const capacity = load(map + K_CAPACITY)
  for (let number = 0; number < capacity; number++) locks.push(entryAt(map, number) + KE_LOCK)
  return locks.map(holder).filter((ident) => ident !== 0)
}

/** A thread has died: what it had locked is free. Who sleeps on one of those words is woken by the caller. */
export function settleTable(map: number, ident: number): void {
  breakDead(map + K_MUTEX, ident)
  const capacity = load(map + K_CAPACITY)
  for (let number = 0; number < capacity; number++) {
    const lock = entryAt(map, number) + KE_LOCK
    if (holder(lock) === ident) breakDead(lock, ident)
  }
}
