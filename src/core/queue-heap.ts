/**
 * The order of a priority queue: a binary heap of places, smallest first, equal ones in the order of their coming.
 *
 * Places 0 to n - 1 of the ring (Q_HEAD stays 0). An item enters at the end and leaves from the front, each in one row
 * of assignments; then it is swapped to where it belongs. So a thread that is ended in between leaves an item in the
 * wrong order, but loses and doubles none. All of it under the queue's mutex.
 */
import { peek } from './guarded.ts'
import { i32 } from './memory.ts'
import {
  hand,
  HAND_KEY,
  handNumbers,
  PLACE_KEY,
  PLACE_NUMBER,
  PLACE_SEQUENCE,
  PLACE_WITH_KEY,
} from './queue-ring.ts'
import { QR_PLACES } from './queue-layout.ts'
import { compareKeys, INCOMPARABLE } from './sort-key.ts'

const words = new Int32Array(4)
const numbers = new Float64Array(words.buffer)
/** How many bytes stand before a key's own. */
const KEY_HEADER = 4

/**
 * How far up the item in the hand goes from place `n`, the first free one.
 * @returns the number of steps, -1 when it can't be compared with one that stands there.
 */
export function stepsUp(ring: number, n: number): number {
  let steps = 0
  for (let at = n; at > 0;) {
    at = (at - 1) >> 1
    const order = compareHand(ring, at)
    if (order === INCOMPARABLE) return -1
    // an equal one was here before
    if (order >= 0) break
    steps += 1
  }
  return steps
}

export function moveUp(ring: number, n: number, steps: number): void {
  let at = n
  for (let left = steps; left > 0; left--) {
    const parent = (at - 1) >> 1
    swap(place(ring, at), place(ring, parent))
    at = parent
  }
}

/** Puts the item at the front where it belongs among the `count` that there are. */
export function moveDown(ring: number, count: number): void {
  for (let at = 0; ;) {
    let child = at * 2 + 1
    if (child >= count) return
    if (child + 1 < count && isBefore(ring, child + 1, child)) child += 1
    if (!isBefore(ring, child, at)) return
    swap(place(ring, at), place(ring, child))
    at = child
  }
}

function place(ring: number, n: number): number {
  return ring + QR_PLACES + n * PLACE_WITH_KEY
}

/** What can't be compared stands in the order of its coming: `put()` alone refuses. */
function isBefore(ring: number, one: number, other: number): boolean {
  const a = place(ring, one)
  const b = place(ring, other)
  const order = comparePlaces(a, b)
  if (order === 0 || order === INCOMPARABLE)
    return ((peek(a + PLACE_SEQUENCE) - peek(b + PLACE_SEQUENCE)) | 0) < 0
  return order < 0
}

function comparePlaces(a: number, b: number): number {
  return compare(peek(a + PLACE_KEY), numberAt(a), peek(b + PLACE_KEY), numberAt(b))
}

function compareHand(ring: number, n: number): number {
  const there = place(ring, n)
  return compare(hand[HAND_KEY] as number, handNumbers[3] as number, peek(there + PLACE_KEY), numberAt(there))
}

function compare(keyA: number, numberA: number, keyB: number, numberB: number): number {
  if (keyA === 0 && keyB === 0 && numberA === numberA && numberB === numberB)
    return numberA < numberB ? -1 : numberA > numberB ? 1 : 0
  return compareKeys(keyA === 0 ? 0 : keyA + KEY_HEADER, numberA, keyB === 0 ? 0 : keyB + KEY_HEADER, numberB)
}

function numberAt(at: number): number {
  words[0] = peek(at + PLACE_NUMBER)
  words[1] = peek(at + PLACE_NUMBER + 4)
  return numbers[0] as number
}

/** One row of assignments without a call or a loop: see the head of this file. */
function swap(a: number, b: number): void {
  const i = a >>> 2
  const j = b >>> 2
  const a0 = i32[i] as number
  const a1 = i32[i + 1] as number
  const a2 = i32[i + 2] as number
  const a3 = i32[i + 3] as number
  const a4 = i32[i + 4] as number
  const a5 = i32[i + 5] as number
  const a6 = i32[i + 6] as number
  const a7 = i32[i + 7] as number
  i32[i] = i32[j] as number
  i32[i + 1] = i32[j + 1] as number
  i32[i + 2] = i32[j + 2] as number
  i32[i + 3] = i32[j + 3] as number
  i32[i + 4] = i32[j + 4] as number
  i32[i + 5] = i32[j + 5] as number
  i32[i + 6] = i32[j + 6] as number
  i32[i + 7] = i32[j + 7] as number
  i32[j] = a0
  i32[j + 1] = a1
  i32[j + 2] = a2
  i32[j + 3] = a3
  i32[j + 4] = a4
  i32[j + 5] = a5
  i32[j + 6] = a6
  i32[j + 7] = a7
}
