/** Taking entries out of maps and sets for their values: `pop()` and `popItem()`. shared/slot-take.ts says how none is lost. */
import { KE_KEY } from '../core/data-layout.ts'
import { enterTable, find, lastEntry, leaveTable, takeOut } from '../core/keyed-table.ts'
import { copySlot, keyHand, valueHand } from '../core/slot.ts'
import { selfIdent } from '../runtime/self.ts'
import { refuseInside } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { isSame, keep, mayFail, readKept } from './slot-take.ts'
import { drop, unpack } from './slot-value.ts'

/** Looks for the entry to be taken out, with its key in the hand. The caller holds K_MUTEX. @returns 0 for none. */
type Choose = () => number

const NONE = 0
const TAKEN = 1
/** It stays. */
const STAYS = 2

/** Takes the key out. @returns its value, or `fallback` when there was none. @throws as {@link takeEntry}. */
export function popValue(map: number, key: unknown, fallback: unknown): unknown {
  refuseInside(map)
  packKey(key)
  const asked = keyHand.words.slice()
  const choose: Choose = () => {
    keyHand.words.set(asked)
    return find(map)
  }
  try {
    const taken = takeEntry(map, choose, false)
    return taken === undefined ? fallback : taken[1]
  } finally {
    keyHand.words.set(asked)
    drop(keyHand)
  }
}

/** Takes out what was added last. @returns key and value, or undefined when there is none. @throws as {@link takeEntry}. */
export function popLast(map: number): readonly [key: unknown, value: unknown] | undefined {
  refuseInside(map)
  const choose: Choose = () => {
    const last = lastEntry(map)
    if (last === 0) return 0
    copySlot(keyHand, last + KE_KEY)
    return find(map)
  }
  return takeEntry(map, choose, true)
}

/**
 * Takes an entry out.
 * @param withKey - whether the key is asked for, and not known.
 * @throws what reading key or value throws; the entry has not been taken out then.
 */
function takeEntry(map: number, choose: Choose, withKey: boolean): readonly [unknown, unknown] | undefined {
  for (;;) {
    const isPlain = (): boolean => !mayFail(valueHand) && !(withKey && mayFail(keyHand))
    const done = takeIf(map, choose, isPlain, true)
    if (done === NONE) return undefined
    if (done === TAKEN) return unpackTaken(withKey)
    const key = keyHand.words.slice()
    const value = valueHand.words.slice()
    try {
      const pair = readBoth(value, withKey)
      const isStillThat = (): boolean => isSame(valueHand, value) && isSame(keyHand, key)
      if (takeIf(map, choose, isStillThat, false) === TAKEN) {
        dropHands()
        return pair
      }
    } finally {
      keyHand.words.set(key)
      valueHand.words.set(value)
      dropHands()
    }
  }
}

/**
 * Takes the entry out, if it is one that `isWanted` accepts, by key and value in the hands: they are the caller's then.
 * @param keeps - whether the hands get references when it stays.
 */
function takeIf(map: number, choose: Choose, isWanted: () => boolean, keeps: boolean): number {
  enterTable(map, selfIdent)
  try {
    const entry = choose()
    if (entry === 0) return NONE
    const accept = (): boolean => {
      const goes = isWanted()
      if (!goes && keeps) {
        keep(keyHand)
        keep(valueHand)
      }
      return goes
    }
    return takeOut(map, entry, selfIdent, accept) ? TAKEN : STAYS
  } finally {
    leaveTable(map)
  }
}

/** The references stay the caller's. */
function readBoth(value: Int32Array, withKey: boolean): readonly [unknown, unknown] {
  const readKey = withKey ? readKept(keyHand) : undefined
  valueHand.words.set(value)
  return [readKey, readKept(valueHand)]
}

/** None of them can fail; key and value are in the hands. */
function unpackTaken(withKey: boolean): readonly [unknown, unknown] {
  if (withKey) return [unpack(keyHand), unpack(valueHand)]
  drop(keyHand)
  return [undefined, unpack(valueHand)]
}

function dropHands(): void {
  drop(keyHand)
  drop(valueHand)
}
