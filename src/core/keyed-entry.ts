/**
 * One entry of a map or set, by its key: looked at without a lock, or locked, while others do the same with other entries.
 * core/README.md, "Maps and sets", has the protocol.
 *
 * Locks are taken in the order K_MUTEX, KE_LOCK: who has the lock of an entry does not ask for K_MUTEX.
 */
import { load } from '#atomics'
import { take } from './collection-mutex.ts'
import { K_SEQUENCE, KE_LOCK, KE_VALUE } from './data-layout.ts'
import { enterTable, find, leaveTable } from './keyed-table.ts'
import { BUSY, HELD, keyedSteps, READ, SAID } from './keyed-steps.ts'
import { release } from './mutex.ts'
import { copySlot, hashOfKey, keyHand, saysKey, valueHand } from './slot.ts'

/**
 * Looks for the key in the hand. Takes no lock, and writes nothing that other threads read.
 * @param scratch - four words of this thread's own.
 * @returns READ, with the value in the hand; ABSENT; or HAS_BLOCK or BUSY, and the entry is to be locked.
 */
export function lookUp(map: number, scratch: number): number {
  const key = keyHand.words
  const found = keyedSteps().readKey(
    map,
    hashOfKey(),
    key[0] as number,
    key[1] as number,
    key[2] as number,
    key[3] as number,
    scratch,
  )
  if (found === READ) copySlot(valueHand, scratch)
  return found
}

/**
 * Takes the lock of the entry of the key in the hand: key and value stay as they are until {@link unlock}.
 * @returns the entry, or 0 when there is none.
 * @throws what interrupts a wait for it.
 */
export function lock(map: number, owner: number): number {
  const hash = hashOfKey()
  const key = keyHand.words
  for (;;) {
    const found = keyedSteps().lockKey(
      map,
      hash,
      key[0] as number,
      key[1] as number,
      key[2] as number,
      key[3] as number,
      owner << 1,
    )
    if ((found & SAID) === 0) return found
    if (found === BUSY) return lockInTable(map, owner)
    const entry = found & ~SAID
    if ((found & HELD) !== 0) {
      take(entry + KE_LOCK, owner, map)
      // as lockKey does: the Dekker pair with freeze()
      if ((load(map + K_SEQUENCE) & 1) === 0 && saysKey(entry, keyHand)) return entry
    }
    release(entry + KE_LOCK)
  }
}

/** Keys change meanwhile, or the entries are frozen: goes behind who does it. */
function lockInTable(map: number, owner: number): number {
  enterTable(map, owner)
  try {
    const entry = find(map)
    if (entry !== 0) take(entry + KE_LOCK, owner, map)
    return entry
  } finally {
    leaveTable(map)
  }
}

export function unlock(entry: number): void {
  release(entry + KE_LOCK)
}

/** Puts the value in the hand into a locked entry, and the one that was there into the hand; both with their blocks. */
export function swapValue(entry: number): void {
  const { words } = valueHand
  const a = words[0] as number
  const b = words[1] as number
  const c = words[2] as number
  const d = words[3] as number
  copySlot(valueHand, entry + KE_VALUE)
  keyedSteps().writeEntry(entry, a, b, c, d)
}
