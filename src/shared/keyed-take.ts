/** Taking entries out of maps and sets for their values: `pop()` and `popItem()`. shared/slot-take.ts says how none is lost. */
import { KE_KEY } from '../core/data-layout.ts'
import { enterTable, find, lastEntry, leaveTable, takeOut } from '../core/keyed-table.ts'
import { copySlot, keyHand, valueHand } from '../core/slot.ts'
import { selfIdent } from '../runtime/self.ts'
import { refuseInside, runInside } from './collection-lock.ts'
import { packKey } from './slot-key.ts'
import { isSame, keep, letGo, mayFail, readKept } from './slot-take.ts'
import { drop, unpack } from './slot-value.ts'

/** Looks for the entry to be taken out, with its key in the hand. The caller holds K_MUTEX. @returns 0 for none. */
type Choose = () => number

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
  /** What was read, with references of this thread's own. */
  const seen: Int32Array[] = []
  let read: readonly [unknown, unknown] | undefined
  try {
    enterTable(map, selfIdent)
    try {
      for (let isOut = false; !isOut;) {
        const entry = choose()
        if (entry === 0) return undefined
        isOut = takeOut(map, entry, selfIdent, () => isPlain(withKey) || !see(seen))
        read = undefined
        if (isOut) break
        read = runInside(map, () => readHands(seen, withKey))
        // only values are written meanwhile: by who has the lock of the entry alone
        choose()
        isOut = takeOut(map, entry, selfIdent, () => isSame(valueHand, seen.at(-1)))
      }
    } finally {
      leaveTable(map)
    }
    return finish(read, withKey)
  } finally {
    for (const words of seen) letGo(words)
  }
}

function isPlain(withKey: boolean): boolean {
  return !mayFail(valueHand) && !(withKey && mayFail(keyHand))
}

/** Notes what is in the hands, with references. */
function see(seen: Int32Array[]): true {
  for (const hand of [keyHand, valueHand]) {
    keep(hand)
    seen.push(hand.words.slice())
  }
  return true
}

function readHands(seen: readonly Int32Array[], withKey: boolean): readonly [unknown, unknown] {
  const key = withKey ? readKept(keyHand) : undefined
  valueHand.words.set(seen.at(-1) ?? [])
  return [key, readKept(valueHand)]
}

/** Key and value are in the hands, and the caller's. @param read - what they are, where that is known. */
function finish(
  read: readonly [unknown, unknown] | undefined,
  withKey: boolean,
): readonly [unknown, unknown] {
  if (read === undefined && withKey) return [unpack(keyHand), unpack(valueHand)]
  drop(keyHand)
  if (read === undefined) return [undefined, unpack(valueHand)]
  drop(valueHand)
  return read
}
