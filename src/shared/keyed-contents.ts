/** All entries of a map or set at once: reading them, filling a new one, taking them out, the end. */
import { K_COUNT, KE_KEY, KE_VALUE } from '../core/data-layout.ts'
import { peek } from '../core/guarded.ts'
import { swapValue } from '../core/keyed-entry.ts'
import {
  append,
  eachEntry,
  empty,
  enterTable,
  find,
  freeTable,
  freeze,
  initTable,
  leaveTable,
  tableBytes,
  thaw,
} from '../core/keyed-table.ts'
import { keyHand, valueHand } from '../core/slot.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { refuseInside } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { copyOut, dropSlots, handOver, packSlots, unpackSlots } from './slot-list.ts'
import { drop, dropSlot, pack, visitSlot } from './slot-value.ts'

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
  return frozen(map, () => copyEntries(map, offsets))
}

/** Runs a step while nobody changes anything. */
function frozen<R>(map: number, step: () => R): R {
  refuseInside(map)
  enterTable(map, selfIdent)
  try {
    freeze(map, selfIdent)
    try {
      return step()
    } finally {
      thaw(map)
    }
  } finally {
    leaveTable(map)
  }
}

/** With references of the copies' own. */
function copyEntries(map: number, offsets: readonly number[]): Int32Array {
  const slots = new Int32Array(peek(map + K_COUNT) * offsets.length * 4)
  let number = 0
  eachEntry(map, (entry) => {
    for (const offset of offsets) copyOut(slots, number++, entry + offset)
  })
  return slots
}

/** Takes all entries out. */
export function clearKeyed(map: number): void {
  const old = frozen(map, () => {
    const slots = copyEntries(map, [KE_KEY, KE_VALUE])
    try {
      empty(map)
    } catch (error) {
      dropSlots(slots, 0)
      throw error
    }
    return slots
  })
  // the copies' references, and those of the entries
  dropSlots(old, 0)
  dropSlots(old, 0)
}

/** The map or set itself is being freed. */
export function releaseKeyed(map: number): void {
  eachEntry(map, (entry) => {
    dropSlot(entry + KE_KEY)
    dropSlot(entry + KE_VALUE)
  })
  freeTable(map)
}

/** What a map or set refers to, while it is frozen. */
export function visitKeyed(map: number, visit: Referents): void {
  visit.memory(tableBytes(map))
  eachEntry(map, (entry) => {
    visitSlot(entry + KE_KEY, visit)
    visitSlot(entry + KE_VALUE, visit)
  })
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
      if (entry === 0) append(map, selfIdent)
      else {
        swapValue(entry)
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
