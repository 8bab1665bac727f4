/**
 * What functions of the program make of an entry: `update()` and `getOrInsertComputed()`. The entry of a key that is there
 * is locked while the function runs, and only it; for one that is not, K_MUTEX is held, so that nobody else adds it.
 */
import { KE_VALUE } from '../core/data-layout.ts'
import { lock, swapValue, unlock } from '../core/keyed-entry.ts'
import { append, enterTable, find, leaveTable } from '../core/keyed-table.ts'
import { keyHand, pickUpSlot, valueHand } from '../core/slot.ts'
import { selfIdent } from '../runtime/self.ts'
import { refuseInside, runInside } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { drop, pack, unpack } from './slot-value.ts'

type Change = (value: unknown) => unknown

/**
 * The key's value becomes what `change` makes of it, or of undefined, while nobody else reaches it.
 * @returns the new value. @throws what `change` throws; nothing has changed then.
 */
export function changeValue(map: number, key: unknown, change: Change): unknown {
  return withKey(map, key, change, (entry) => changeEntry(map, entry, change))
}

/** As {@link changeValue}, but a value that is there stays. @returns the value that there is now. */
export function readOrMake(map: number, key: unknown, make: Change): unknown {
  return withKey(
    map,
    key,
    () => make(key),
    (entry) => {
      try {
        pickUpSlot(valueHand, entry + KE_VALUE)
      } finally {
        unlock(entry)
      }
      return unpack(valueHand)
    },
  )
}

/** @param use - gets the entry, locked, and unlocks it. */
function withKey(map: number, key: unknown, make: Change, use: (entry: number) => unknown): unknown {
  refuseInside(map)
  packKey(key)
  const asked = keyHand.words.slice()
  let added: readonly [value: unknown] | undefined
  try {
    while (added === undefined) {
      const entry = lock(map, selfIdent)
      if (entry !== 0) return use(entry)
      added = addMade(map, asked, make)
    }
    return added[0]
  } finally {
    // functions of the program may have used other maps
    keyHand.words.set(asked)
    if (added === undefined) drop(keyHand)
  }
}

/** The entry is locked, and free afterwards. */
function changeEntry(map: number, entry: number, change: Change): unknown {
  let value: unknown
  try {
    pickUpSlot(valueHand, entry + KE_VALUE)
    const old = unpack(valueHand)
    value = runInside(map, () => change(old))
    pack(valueHand, value)
    swapValue(entry)
  } finally {
    unlock(entry)
  }
  drop(valueHand)
  return value
}

/** Adds a key with what `make` gives. @returns undefined when another thread has added it. */
function addMade(map: number, asked: Int32Array, make: Change): readonly [value: unknown] | undefined {
  let packed = false
  enterTable(map, selfIdent)
  try {
    if (find(map) !== 0) return undefined
    const value = runInside(map, () => make(undefined))
    pack(valueHand, value)
    packed = true
    keyHand.words.set(asked)
    find(map)
    append(map, selfIdent)
    packed = false
    return [value]
  } finally {
    leaveTable(map)
    // the arena was full
    if (packed) drop(valueHand)
  }
}
