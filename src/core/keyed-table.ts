/**
 * The entries of a map or set, in the order in which they were added, found by the hashes of their keys.
 *
 * K_TABLE is a block { KT_CAPACITY, index, entries }. The index has twice as many words as there may be entries: 0, the
 * number of an entry plus 1, or −1 where one was removed; the place of a key is looked for from its hash on, one by one.
 * An entry is a slot for the key, one for the value (core/slot.ts), and the hash; SLOT_NONE as its key's kind where it
 * was removed. When either the places of entries or the index are full, all that counts goes into a new table.
 *
 * Everything here is done by a thread that holds K_MUTEX. The words of one step are assigned in one row, without a call
 * or a loop: a thread that is ended from outside has done the whole step or nothing of it (core/guarded.ts). A new table
 * is filled before K_TABLE says so.
 *
 * Source: the dictionary of CPython, Raymond Hettinger's compact layout.
 */
import { allocate, free } from './arena.ts'
import { K_COUNT, K_FILLED, K_TABLE, K_USED, KE_HASH, KT_CAPACITY, KT_INDEX } from './data-layout.ts'
import { peek, poke } from './guarded.ts'
import { i32 } from './memory.ts'
import { hashOfKey, keyHand, saysKey, SLOT_NONE, valueHand } from './slot.ts'

const FIRST_CAPACITY = 8
/** Of an entry; its doubles stay aligned. */
export const ENTRY_BYTES = 40
const ENTRY_WORDS = ENTRY_BYTES / 4
const REMOVED = -1

/** Where in the index the last {@link find} ended: at the entry it found, or at the place for a new one. */
let foundAt = 0
let foundHash = 0

/** @throws ThreadError when the arena is full. */
export function initTable(map: number): void {
  poke(map + K_TABLE, makeTable(FIRST_CAPACITY))
}

function makeTable(capacity: number): number {
  const table = allocate(tableBytes(capacity))
  poke(table + KT_CAPACITY, capacity)
  const index = (table + KT_INDEX) >>> 2
  i32.fill(0, index, index + capacity * 2)
  return table
}

function tableBytes(capacity: number): number {
  return KT_INDEX + capacity * (8 + ENTRY_BYTES)
}

export function freeTable(table: number): void {
  free(table, tableBytes(peek(table + KT_CAPACITY)))
}

/** Address of the entry with this number. */
export function entryAt(table: number, number: number): number {
  return table + KT_INDEX + peek(table + KT_CAPACITY) * 8 + number * ENTRY_BYTES
}

/** @returns the entry of the key in the hand, or 0. */
export function find(map: number): number {
  const table = peek(map + K_TABLE)
  const hash = hashOfKey()
  const mask = peek(table + KT_CAPACITY) * 2 - 1
  const index = (table + KT_INDEX) >>> 2
  foundHash = hash
  for (let n = hash & mask; ; n = (n + 1) & mask) {
    const number = i32[index + n] as number
    foundAt = index + n
    if (number === 0) return 0
    if (number === REMOVED) continue
    const entry = entryAt(table, number - 1)
    if (i32[(entry + KE_HASH) >>> 2] === hash && saysKey(entry, keyHand)) return entry
  }
}

/**
 * Adds an entry with key and value of the hands, whose blocks are the table's from here on. The last {@link find} was for
 * this key, and found nothing.
 * @throws ThreadError when the arena is full; nothing has changed then.
 */
export function append(map: number): void {
  const capacity = peek(peek(map + K_TABLE) + KT_CAPACITY)
  if (peek(map + K_USED) === capacity || peek(map + K_FILLED) === capacity) {
    rebuild(map)
    find(map)
  }
  const used = peek(map + K_USED)
  const filled = peek(map + K_FILLED) + 1
  const count = peek(map + K_COUNT) + 1
  const at = entryAt(peek(map + K_TABLE), used) >>> 2
  const key = keyHand.words
  const value = valueHand.words
  const words = map >>> 2
  i32[at] = key[0] as number
  i32[at + 1] = key[1] as number
  i32[at + 2] = key[2] as number
  i32[at + 3] = key[3] as number
  i32[at + 4] = value[0] as number
  i32[at + 5] = value[1] as number
  i32[at + 6] = value[2] as number
  i32[at + 7] = value[3] as number
  i32[at + 8] = foundHash
  i32[foundAt] = used + 1
  i32[words + (K_USED >>> 2)] = used + 1
  i32[words + (K_FILLED >>> 2)] = filled
  i32[words + (K_COUNT >>> 2)] = count
}

/** Takes the entry out that the last {@link find} found; its key and value are the caller's, who has picked them up. */
export function remove(map: number, entry: number): void {
  const count = peek(map + K_COUNT) - 1
  i32[entry >>> 2] = SLOT_NONE
  i32[foundAt] = REMOVED
  i32[(map + K_COUNT) >>> 2] = count
}

/** @returns the entry that was added last, or 0 when there is none. */
export function lastEntry(map: number): number {
  if (peek(map + K_COUNT) === 0) return 0
  const table = peek(map + K_TABLE)
  let number = peek(map + K_USED) - 1
  while (peek(entryAt(table, number)) === SLOT_NONE) number -= 1
  // removed ones behind it need not be passed again
  poke(map + K_USED, number + 1)
  return entryAt(table, number)
}

/** Calls `visit` with each entry, in order. */
export function eachEntry(table: number, used: number, visit: (entry: number) => void): void {
  const end = entryAt(table, used)
  for (let entry = entryAt(table, 0); entry < end; entry += ENTRY_BYTES)
    if (peek(entry) !== SLOT_NONE) visit(entry)
}

/** The map has no entries any more. @returns the table that it had and how many places were used: the caller's. */
export function empty(map: number): { readonly table: number; readonly used: number } {
  const old = { table: peek(map + K_TABLE), used: peek(map + K_USED) }
  install(map, makeTable(FIRST_CAPACITY), 0)
  return old
}

function rebuild(map: number): void {
  const old = peek(map + K_TABLE)
  const count = peek(map + K_COUNT)
  let capacity = FIRST_CAPACITY
  while (capacity <= count * 1.5) capacity *= 2
  const table = makeTable(capacity)
  const index = (table + KT_INDEX) >>> 2
  const mask = capacity * 2 - 1
  let to = entryAt(table, 0) >>> 2
  let number = 0
  eachEntry(old, peek(map + K_USED), (entry) => {
    const from = entry >>> 2
    for (let word = 0; word < ENTRY_WORDS; word++) i32[to + word] = i32[from + word] as number
    let n = (i32[from + (KE_HASH >>> 2)] as number) & mask
    while (i32[index + n] !== 0) n = (n + 1) & mask
    number += 1
    i32[index + n] = number
    to += ENTRY_WORDS
  })
  install(map, table, count)
  freeTable(old)
}

function install(map: number, table: number, count: number): void {
  const words = map >>> 2
  i32[words + (K_TABLE >>> 2)] = table
  i32[words + (K_USED >>> 2)] = count
  i32[words + (K_FILLED >>> 2)] = count
  i32[words + (K_COUNT >>> 2)] = count
}
