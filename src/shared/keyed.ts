/**
 * What maps and sets do with one entry: keys and values become slots before anything is locked, and values again after it
 * is free. Each function here is one step for all other threads.
 *
 * What exists is looked at without a lock, or changed under the lock of its entry; what is to be added or removed, under
 * K_MUTEX.
 *
 * The hands are the only copies of the words on their way. Packing, unpacking and functions of the program may use the
 * hands again; taking a mutex and dropping leave them as they are.
 */
import { load } from '#atomics'
import { K_COUNT, KE_VALUE } from '../core/data-layout.ts'
import { lock, lookUp, swapValue, unlock } from '../core/keyed-entry.ts'
import { ABSENT, BUSY, READ } from '../core/keyed-steps.ts'
import { append, enterTable, find, leaveTable, takeOut } from '../core/keyed-table.ts'
import { T_SCRATCH } from '../core/layout.ts'
import {
  copySlot,
  keyHand,
  pickUpSlot,
  SLOT_DOUBLE,
  SLOT_INTEGER,
  SLOT_KIND,
  valueHand,
} from '../core/slot.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { refuseInside } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { drop, pack, unpack } from './slot-value.ts'

/** How many entries there are at this moment. */
export function countOf(map: number): number {
  refuseInside(map)
  return load(map + K_COUNT)
}

export function hasKey(map: number, key: unknown): boolean {
  refuseInside(map)
  packKey(key)
  try {
    const found = lookUp(map, self + T_SCRATCH)
    if (found !== BUSY) return found !== ABSENT
    const entry = lock(map, selfIdent)
    if (entry !== 0) unlock(entry)
    return entry !== 0
  } finally {
    drop(keyHand)
  }
}

/** @returns the value, or undefined when there is none. */
export function readValue(map: number, key: unknown): unknown {
  refuseInside(map)
  packKey(key)
  let found = false
  try {
    found = pickUp(map)
  } finally {
    drop(keyHand)
  }
  return found ? unpack(valueHand) : undefined
}

/** @returns whether the key in the hand is there; its value is in the hand then, with a reference. */
function pickUp(map: number): boolean {
  const found = lookUp(map, self + T_SCRATCH)
  if (found === READ || found === ABSENT) return found === READ
  const entry = lock(map, selfIdent)
  if (entry === 0) return false
  pickUpSlot(valueHand, entry + KE_VALUE)
  unlock(entry)
  return true
}

/** @throws CaptureError, TypeError when key or value can't be shared; nothing has changed then. */
export function writeValue(map: number, key: unknown, value: unknown): void {
  refuseInside(map)
  packBoth(key, value)
  let isNew = false
  try {
    while (!isNew) {
      const entry = lock(map, selfIdent)
      if (entry !== 0) {
        swapValue(entry)
        unlock(entry)
        return
      }
      isNew = addHands(map)
    }
  } finally {
    // the old value is in the hand, or, after an error, the new one
    if (!isNew) dropBoth()
  }
}

/** Adds key and value of the hands. @returns false when another thread has added the key. */
function addHands(map: number): boolean {
  enterTable(map, selfIdent)
  try {
    if (find(map) !== 0) return false
    append(map, selfIdent)
    return true
  } finally {
    leaveTable(map)
  }
}

/** Adds a key without a value. @returns whether it is new. */
export function addKey(set: number, key: unknown): boolean {
  packBoth(key, undefined)
  let isNew = false
  try {
    const found = lookUp(set, self + T_SCRATCH)
    if (found === BUSY || found === ABSENT) {
      pack(valueHand, undefined)
      isNew = addHands(set)
    }
    return isNew
  } finally {
    if (!isNew) drop(keyHand)
  }
}

function packBoth(key: unknown, value: unknown): void {
  pack(valueHand, value)
  try {
    packKey(key)
  } catch (error) {
    drop(valueHand)
    throw error
  }
}

function dropBoth(): void {
  drop(keyHand)
  drop(valueHand)
}

/** @returns the value that the key has; the given one when it had none. */
export function readOrWrite(map: number, key: unknown, value: unknown): unknown {
  refuseInside(map)
  packBoth(key, value)
  const given = valueHand.words.slice()
  let isNew = false
  let found = false
  try {
    while (!isNew && !found) {
      found = pickUp(map)
      if (!found) {
        valueHand.words.set(given)
        isNew = addHands(map)
      }
    }
  } finally {
    if (!isNew) {
      const words = valueHand.words.slice()
      valueHand.words.set(given)
      dropBoth()
      valueHand.words.set(words)
    }
  }
  return isNew ? value : unpack(valueHand)
}

/** Adds a number to the key's, or to 0. @returns the sum. */
export function addToValue(map: number, key: unknown, by: number): number {
  refuseInside(map)
  packKey(key)
  let isNew = false
  try {
    for (;;) {
      const entry = lock(map, selfIdent)
      if (entry !== 0) return addToEntry(entry, key, by)
      pack(valueHand, by + 0)
      isNew = addHands(map)
      if (isNew) return by + 0
    }
  } finally {
    if (!isNew) drop(keyHand)
  }
}

/** The entry is locked, and free afterwards. @throws TypeError when its value is no number. */
function addToEntry(entry: number, key: unknown, by: number): number {
  try {
    copySlot(valueHand, entry + KE_VALUE)
    const kind = (valueHand.words[0] as number) & SLOT_KIND
    if (kind !== SLOT_INTEGER && kind !== SLOT_DOUBLE)
      throw new TypeError(`Expected the value of \`${String(key)}\` to be a number: it can't be incremented`)
    const sum = by + (unpack(valueHand) as number)
    pack(valueHand, sum)
    swapValue(entry)
    return sum
  } finally {
    unlock(entry)
  }
}

/** Takes the key out. @returns whether it was there; its value is in the hand then, and the caller's. */
function removeKey(map: number, key: unknown): boolean {
  refuseInside(map)
  packKey(key)
  const asked = keyHand.words.slice()
  let found = false
  try {
    enterTable(map, selfIdent)
    try {
      const entry = find(map)
      if (entry !== 0) {
        takeOut(map, entry, selfIdent)
        found = true
      }
    } finally {
      leaveTable(map)
    }
  } finally {
    // the key of the entry is in the hand then, with a block of its own
    if (found) drop(keyHand)
    keyHand.words.set(asked)
    drop(keyHand)
  }
  return found
}

export function deleteKey(map: number, key: unknown): boolean {
  const found = removeKey(map, key)
  if (found) drop(valueHand)
  return found
}
