/**
 * What maps and sets do with their block: keys and values become slots before the mutex is taken, and values again after
 * it is free. Each function here is one step for all other threads.
 *
 * The hands are the only copies of the words on their way. Packing, unpacking and functions of the program may use the
 * hands again; taking the mutex and dropping leave them as they are.
 */
import { load } from '#atomics'
import { K_COUNT, K_MUTEX, KE_KEY, KE_VALUE } from '../core/data-layout.ts'
import { append, find, lastEntry, remove } from '../core/keyed-table.ts'
import {
  copySlot,
  keyHand,
  pickUpSlot,
  SLOT_DOUBLE,
  SLOT_INTEGER,
  SLOT_KIND,
  swapSlot,
  valueHand,
} from '../core/slot.ts'
import { enter, leave } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { drop, pack, unpack } from './slot-value.ts'

/** How many entries there are at this moment. */
export function countOf(map: number): number {
  return load(map + K_COUNT)
}

export function hasKey(map: number, key: unknown): boolean {
  packKey(key)
  try {
    enter(map, K_MUTEX)
    const entry = find(map)
    leave(map, K_MUTEX)
    return entry !== 0
  } finally {
    drop(keyHand)
  }
}

/** @returns the value, or undefined when there is none. */
export function readValue(map: number, key: unknown): unknown {
  packKey(key)
  let entry = 0
  try {
    enter(map, K_MUTEX)
    entry = find(map)
    if (entry !== 0) pickUpSlot(valueHand, entry + KE_VALUE)
    leave(map, K_MUTEX)
  } finally {
    drop(keyHand)
  }
  return entry === 0 ? undefined : unpack(valueHand)
}

/** @throws CaptureError, TypeError when key or value can't be shared; nothing has changed then. */
export function writeValue(map: number, key: unknown, value: unknown): void {
  packBoth(key, value)
  let isNew = false
  try {
    enter(map, K_MUTEX)
    try {
      isNew = putHands(map, find(map))
    } finally {
      leave(map, K_MUTEX)
    }
  } finally {
    // the old value is in the hand, or, after an error, the new one
    if (!isNew) dropBoth()
  }
}

/** Adds a key without a value. @returns whether it is new. */
export function addKey(set: number, key: unknown): boolean {
  packBoth(key, undefined)
  let isNew = false
  try {
    enter(set, K_MUTEX)
    try {
      if (find(set) === 0) {
        append(set)
        isNew = true
      }
    } finally {
      leave(set, K_MUTEX)
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

/**
 * Key and value of the hands into the map, which is locked. @param entry - what {@link find} has found.
 * @returns whether the key is new: else the old value is in the hand, and the caller's, as is the key.
 */
export function putHands(map: number, entry: number): boolean {
  if (entry !== 0) swapSlot(valueHand, entry + KE_VALUE)
  else append(map)
  return entry === 0
}

/** @returns the value that the key has; the given one when it had none. */
export function readOrWrite(map: number, key: unknown, value: unknown): unknown {
  packBoth(key, value)
  const given = valueHand.words.slice()
  let done = false
  let isNew = false
  try {
    enter(map, K_MUTEX)
    try {
      const entry = find(map)
      isNew = entry === 0
      if (isNew) append(map)
      else pickUpSlot(valueHand, entry + KE_VALUE)
      done = true
    } finally {
      leave(map, K_MUTEX)
    }
  } finally {
    if (!done) dropBoth()
  }
  if (isNew) return value
  const found = valueHand.words.slice()
  valueHand.words.set(given)
  dropBoth()
  valueHand.words.set(found)
  return unpack(valueHand)
}

/** Adds a number to the key's, or to 0. @returns the sum. */
export function addToValue(map: number, key: unknown, by: number): number {
  packKey(key)
  let isNew = false
  try {
    enter(map, K_MUTEX)
    try {
      const entry = find(map)
      const sum = by + (entry === 0 ? 0 : numberIn(entry, key))
      pack(valueHand, sum)
      isNew = putHands(map, entry)
      return sum
    } finally {
      leave(map, K_MUTEX)
    }
  } finally {
    if (!isNew) drop(keyHand)
  }
}

/** @throws TypeError when the value is none. */
function numberIn(entry: number, key: unknown): number {
  copySlot(valueHand, entry + KE_VALUE)
  const kind = (valueHand.words[0] as number) & SLOT_KIND
  if (kind === SLOT_INTEGER || kind === SLOT_DOUBLE) return unpack(valueHand) as number
  throw new TypeError(`Expected the value of \`${String(key)}\` to be a number: it can't be incremented`)
}

/** Takes the key out. @returns whether it was there; its value is in the hand then, and the caller's. */
function removeKey(map: number, key: unknown): boolean {
  packKey(key)
  try {
    enter(map, K_MUTEX)
    const entry = find(map)
    if (entry === 0) {
      leave(map, K_MUTEX)
      return false
    }
    const asked = keyHand.words.slice()
    takeEntry(map, entry)
    leave(map, K_MUTEX)
    drop(keyHand)
    keyHand.words.set(asked)
    return true
  } finally {
    drop(keyHand)
  }
}

/** The entry that was found last goes from the table into the hands. */
function takeEntry(map: number, entry: number): void {
  copySlot(keyHand, entry + KE_KEY)
  copySlot(valueHand, entry + KE_VALUE)
  remove(map, entry)
}

export function deleteKey(map: number, key: unknown): boolean {
  const found = removeKey(map, key)
  if (found) drop(valueHand)
  return found
}

/** Takes the key out. @returns its value, or `fallback` when there was none. */
export function popValue(map: number, key: unknown, fallback: unknown): unknown {
  return removeKey(map, key) ? unpack(valueHand) : fallback
}

/** Takes out what was added last. @returns key and value, or undefined when there is none. */
export function popLast(map: number): [key: unknown, value: unknown] | undefined {
  enter(map, K_MUTEX)
  const last = lastEntry(map)
  if (last !== 0) {
    copySlot(keyHand, last + KE_KEY)
    takeEntry(map, find(map))
  }
  leave(map, K_MUTEX)
  return last === 0 ? undefined : unpackPair()
}

function unpackPair(): [key: unknown, value: unknown] {
  const value = valueHand.words.slice()
  let key: unknown
  try {
    key = unpack(keyHand)
  } catch (error) {
    valueHand.words.set(value)
    drop(valueHand)
    throw error
  }
  valueHand.words.set(value)
  return [key, unpack(valueHand)]
}

/**
 * The key's value becomes what `change` makes of it, while nobody else reaches the map.
 * @throws what `change` throws; nothing has changed then.
 */
export function changeValue(map: number, key: unknown, change: (value: unknown) => unknown): unknown {
  packKey(key)
  const asked = keyHand.words.slice()
  let isNew = false
  let packed = false
  try {
    enter(map, K_MUTEX)
    try {
      const entry = find(map)
      if (entry !== 0) pickUpSlot(valueHand, entry + KE_VALUE)
      const value = change(entry === 0 ? undefined : unpack(valueHand))
      pack(valueHand, value)
      packed = true
      // it may have looked for other keys, in other maps
      keyHand.words.set(asked)
      isNew = putHands(map, find(map))
      return value
    } finally {
      leave(map, K_MUTEX)
    }
  } finally {
    if (!isNew) {
      keyHand.words.set(asked)
      drop(keyHand)
      if (packed) drop(valueHand)
    }
  }
}
