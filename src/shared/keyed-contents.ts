/** All entries of a map or set at once: reading them, filling a new one, taking them out, the end. */
import { K_COUNT, K_MUTEX, K_TABLE, K_USED, KE_KEY, KE_VALUE } from '../core/data-layout.ts'
import { peek } from '../core/guarded.ts'
import { append, eachEntry, empty, find, freeTable, initTable } from '../core/keyed-table.ts'
import { keyHand, swapSlot, valueHand } from '../core/slot.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { enter, leave } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { copyOut, dropSlots, handOver, packSlots, unpackSlots } from './slot-list.ts'
import { drop, dropSlot, pack } from './slot-value.ts'

/** All keys, as they were at one moment, in the order in which they were added. */
export function keysOf(map: number): unknown[] {
  return unpackSlots(snapshot(map, [KE_KEY]))
}

/** As {@link keysOf}: the values. */
export function valuesOf(map: number): unknown[] {
  return unpackSlots(snapshot(map, [KE_VALUE]))
}

/** As {@link keysOf}: both. */
export function entriesOf(map: number): [key: unknown, value: unknown][] {
  const both = unpackSlots(snapshot(map, [KE_KEY, KE_VALUE]))
  return Array.from({ length: both.length / 2 }, (_, n) => [both[n * 2], both[n * 2 + 1]])
}

function snapshot(map: number, offsets: readonly number[]): Int32Array {
  enter(map, K_MUTEX)
  try {
    const slots = new Int32Array(peek(map + K_COUNT) * offsets.length * 4)
    let number = 0
    eachEntry(peek(map + K_TABLE), peek(map + K_USED), (entry) => {
      for (const offset of offsets) copyOut(slots, number++, entry + offset)
    })
    return slots
  } finally {
    leave(map, K_MUTEX)
  }
}

/** Takes all entries out. */
export function clearKeyed(map: number): void {
  let old: { readonly table: number; readonly used: number }
  enter(map, K_MUTEX)
  try {
    old = empty(map)
  } finally {
    leave(map, K_MUTEX)
  }
  freeEntries(old.table, old.used)
}

/** The map or set itself is being freed. */
export function releaseKeyed(map: number): void {
  freeEntries(peek(map + K_TABLE), peek(map + K_USED))
}

/** Nobody else may reach the table any more. */
function freeEntries(table: number, used: number): void {
  eachEntry(table, used, (entry) => {
    dropSlot(entry + KE_KEY)
    dropSlot(entry + KE_VALUE)
  })
  freeTable(table)
}

/** Keys and values, in turn, on their way into a new map or set. @throws as {@link pack} and {@link packKey}. */
export function packEntries(entries: readonly (readonly [key: unknown, value: unknown])[]): Int32Array {
  ensureArena()
  return packSlots(
    entries.flatMap(([key, value]) => [
      { value: key, isKey: true },
      { value, isKey: false },
    ]),
    ({ value, isKey }, hand) => {
      if (!isKey) return pack(hand, value)
      packKey(value)
      hand.words.set(keyHand.words)
    },
  )
}

/** A new block becomes a map or set with these entries, which are its own. @throws ThreadError when the arena is full. */
export function initKeyed(map: number, entries: Int32Array): void {
  initTable(map)
  let next = 0
  try {
    for (; next < entries.length / 4; next += 2) {
      handOver(keyHand, entries, next)
      handOver(valueHand, entries, next + 1)
      const entry = find(map)
      if (entry === 0) append(map)
      else {
        swapSlot(valueHand, entry + KE_VALUE)
        drop(keyHand)
        drop(valueHand)
      }
    }
  } catch (error) {
    dropSlots(entries, next)
    releaseKeyed(map)
    throw error
  }
}
