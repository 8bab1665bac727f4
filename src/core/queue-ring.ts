/**
 * The places of a queue's items: a block { QR_CAPACITY, …, places } that is replaced by a larger one when it is full.
 *
 * The item with number n stands in place n modulo the capacity, a power of two. A place is four words that the layer
 * above gives a meaning (queue/item.ts); in a priority queue eight: those, the address of the sort key, the item's number.
 * All of it under the queue's mutex. Q_RING is stored last: the old block is whole until the new one is.
 */
import { allocate, free } from './arena.ts'
import { peek, poke } from './guarded.ts'
import { Q_HEAD, Q_RING, Q_TAIL, QR_CAPACITY, QR_PLACES } from './queue-layout.ts'
import { u8 } from './memory.ts'

const FIRST_CAPACITY = 16
/** An empty queue gives a larger block back. */
const KEPT_CAPACITY = 4096

/** Bytes of a place. */
export const PLACE = 16
export const PLACE_WITH_KEY = 32

/**
 * The item on its way into or out of a queue: its four words; where it has to be sorted, the address of its sort key, or
 * 0 and the number by which it sorts, in words 6 and 7.
 */
export const hand: Int32Array<ArrayBuffer> = new Int32Array(8)
/** The same memory as doubles: number 1 is words 2 and 3, number 3 the one to sort by. */
export const handNumbers: Float64Array<ArrayBuffer> = new Float64Array(hand.buffer)
/** Word of `hand` with the address of the sort key. */
export const HAND_KEY = 4
/** Offsets in a place with a key. */
export const PLACE_KEY = 16
export const PLACE_SEQUENCE = 20
export const PLACE_NUMBER = 24

/** @throws ThreadError when the arena is full. */
export function makeRing(placeBytes: number, capacity: number = FIRST_CAPACITY): number {
  const ring = allocate(QR_PLACES + capacity * placeBytes)
  poke(ring + QR_CAPACITY, capacity)
  return ring
}

export function ringBytes(ring: number, placeBytes: number): number {
  return QR_PLACES + peek(ring + QR_CAPACITY) * placeBytes
}

export function freeRing(ring: number, placeBytes: number): void {
  free(ring, ringBytes(ring, placeBytes))
}

/** Address of the place of item `n`. */
export function placeOf(ring: number, n: number, placeBytes: number): number {
  return ring + QR_PLACES + (n & (peek(ring + QR_CAPACITY) - 1)) * placeBytes
}

/** Takes the item's words into the hand. */
export function pickUp(place: number): void {
  hand[0] = peek(place)
  hand[1] = peek(place + 4)
  hand[2] = peek(place + 8)
  hand[3] = peek(place + 12)
}

/** Doubles the places. @returns the new block. @throws ThreadError when the arena is full; nothing has changed then. */
export function grow(queue: number, placeBytes: number): number {
  const old = peek(queue + Q_RING)
  const capacity = peek(old + QR_CAPACITY)
  const ring = makeRing(placeBytes, capacity * 2)
  const tail = peek(queue + Q_TAIL)
  for (let n = peek(queue + Q_HEAD); n !== tail;) {
    const from = placeOf(old, n, placeBytes)
    // up to the end of the old block; the new one, twice as long, has no end in between
    const run = Math.min(capacity - (n & (capacity - 1)), (tail - n) | 0)
    u8.copyWithin(placeOf(ring, n, placeBytes), from, from + run * placeBytes)
    n = (n + run) | 0
  }
  poke(queue + Q_RING, ring)
  freeRing(old, placeBytes)
  return ring
}

/** The queue is empty: gives the memory of a burst back, if a smaller block is to be had. */
export function shrink(queue: number, placeBytes: number): void {
  const old = peek(queue + Q_RING)
  if (peek(old + QR_CAPACITY) <= KEPT_CAPACITY) return
  try {
    poke(queue + Q_RING, makeRing(placeBytes))
  } catch {
    return // the arena is full: the large block stays
  }
  freeRing(old, placeBytes)
}
