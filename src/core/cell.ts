/**
 * A cell: one value of a shared object, in 16 bytes. A number is read by one atomic load, without the object's mutex.
 *
 * The first eight bytes are the number itself, as a float64. All else is marked by bits that no number has: the upper half
 * (`high`) begins with CELL_MARK, a NaN with its sign set; stored NaNs have no sign. Below the mark `high` has what word 0 of a
 * slot has (core/slot.ts): the kind, and the length of a short text. The lower half and the other eight bytes are words 1 to
 * 3 of the slot. A kind from here needs no more than `high` to be known: CELL_NONE to SLOT_FALSE.
 *
 * All writes are made under the object's mutex. The first eight bytes change by one store of 64 bits, which no reader
 * sees half of; the other words are read under the mutex only. Stores stand in one row, without a call between: a
 * thread that is ended from outside has done all of them or none (core/guarded.ts).
 */
import { SLOT_DOUBLE, SLOT_INTEGER, SLOT_KIND, SLOT_NONE } from './slot.ts'
import type { Hand } from './slot.ts'
import { f64, i32, i64 } from './memory.ts'

export const CELL_MARK: number = 0xfff80000 | 0
/** There is no value. */
export const CELL_NONE = SLOT_NONE
/** Milliseconds of a Date, in words 2 and 3. */
export const CELL_DATE = 14
/** A shared object: word 1 is its address, with a reference, word 2 the tag it crosses by, word 3 the part. */
export const CELL_SHARED = 15
/** The value is in a newer block, or has another place there. */
export const CELL_MOVED = 16

/** NaN without a sign. */
export const NAN_BITS: bigint = 0x7ff8000000000000n
/** Upper half of a cell whose value has moved. */
export const MOVED_HIGH: number = CELL_MARK | CELL_MOVED
/** The first eight bytes of a cell of this kind. */
export const NONE_BITS: bigint = marked(CELL_NONE)
export const MOVED_BITS: bigint = marked(CELL_MOVED)

function marked(kind: number): bigint {
  return BigInt.asIntN(64, BigInt(0xfff80000 + kind) << 32n)
}

/** The words of a cell's value on their way, in the form of a slot. Only who is in the middle of a step uses it. */
export const cellHand: Hand = makeHand()

const swapped: Hand = makeHand()

export function makeHand(): Hand {
  const words = new Int32Array(4)
  return { words, doubles: new Float64Array(words.buffer), bigs: new BigInt64Array(words.buffer) }
}

const firstHalf = new Int32Array(2)
const firstBits = new BigInt64Array(firstHalf.buffer)

/** Whether `high` is of a number. */
export function saysNumber(high: number): boolean {
  return (high & CELL_MARK) !== CELL_MARK
}

/** Upper half of the cell's first bytes. The caller holds the mutex. */
export function highOf(cell: number): number {
  return i32[(cell >>> 2) + 1] as number
}

/** What kind of value the cell has: SLOT_DOUBLE for any number. The caller holds the mutex. */
export function kindIn(cell: number): number {
  const high = highOf(cell)
  return saysNumber(high) ? SLOT_DOUBLE : high & SLOT_KIND
}

/** The caller holds the mutex; so for all that follow. */
export function copyCell(hand: Hand, cell: number): void {
  const at = cell >>> 2
  const high = i32[at + 1] as number
  const { words } = hand
  if (saysNumber(high)) {
    words[0] = SLOT_DOUBLE
    words[1] = 0
    hand.doubles[1] = f64[cell >>> 3] as number
    return
  }
  words[0] = high & ~CELL_MARK
  words[1] = i32[at] as number
  words[2] = i32[at + 2] as number
  words[3] = i32[at + 3] as number
}

/** The value in the hand into the cell; what the cell had is not looked at. */
export function storeCell(cell: number, hand: Hand): void {
  const { words } = hand
  const first = words[0] as number
  if (first === SLOT_INTEGER) f64[cell >>> 3] = words[1] as number
  else if (first === SLOT_DOUBLE) storeNumber(cell, hand.doubles[1] as number)
  else {
    firstHalf[0] = words[1] as number
    firstHalf[1] = first | CELL_MARK
    const bits = firstBits[0] as bigint
    const third = words[2] as number
    const fourth = words[3] as number
    const at = cell >>> 2
    i32[at + 2] = third
    i32[at + 3] = fourth
    i64[cell >>> 3] = bits
  }
}

export function storeNumber(cell: number, value: number): void {
  if (value === value) f64[cell >>> 3] = value
  else i64[cell >>> 3] = NAN_BITS
}

export function clearCell(cell: number): void {
  i64[cell >>> 3] = NONE_BITS
}

/** The value in the hand into the cell, and the one that was there into the hand; both with what they refer to. */
export function swapCell(cell: number, hand: Hand): void {
  copyCell(swapped, cell)
  storeCell(cell, hand)
  hand.words.set(swapped.words)
}
