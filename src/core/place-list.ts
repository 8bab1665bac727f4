/**
 * The places of a list: a block { LP_CAPACITY, …, slots } of which those from LS_START up to LS_END are taken, so that it
 * grows and shrinks at both ends. It is replaced by another one when an end is reached, and whenever something changes in
 * the middle.
 *
 * Everything here is done by a thread that holds LS_MUTEX. The words of one step are assigned in one row, without a call
 * or a loop, and a new block is filled before LS_PLACES says so (core/guarded.ts).
 */
import { allocate, free } from './arena.ts'
import { LP_CAPACITY, LP_FIRST, LS_END, LS_PLACES, LS_START, SLOT_BYTES } from './data-layout.ts'
import { peek, poke } from './guarded.ts'
import { i32, u8 } from './memory.ts'
import { copySlot, valueHand } from './slot.ts'

const FIRST_CAPACITY = 8

/** @throws ThreadError when the arena is full. */
export function initPlaces(list: number, room: number = 0): void {
  poke(list + LS_PLACES, makePlaces(capacityFor(room)))
}

function capacityFor(count: number): number {
  let capacity = FIRST_CAPACITY
  while (capacity < count) capacity *= 2
  return capacity
}

function makePlaces(capacity: number): number {
  const places = allocate(LP_FIRST + capacity * SLOT_BYTES)
  poke(places + LP_CAPACITY, capacity)
  return places
}

export function placesBytes(places: number): number {
  return LP_FIRST + peek(places + LP_CAPACITY) * SLOT_BYTES
}

export function freePlaces(places: number): void {
  free(places, placesBytes(places))
}

export function lengthOf(list: number): number {
  return peek(list + LS_END) - peek(list + LS_START)
}

/** Address of the slot of element `index`, which exists. */
export function slotAt(list: number, index: number): number {
  return slotIn(peek(list + LS_PLACES), peek(list + LS_START) + index)
}

export function slotIn(places: number, place: number): number {
  return places + LP_FIRST + place * SLOT_BYTES
}

/** The value in the hand becomes the last element. @throws ThreadError when the arena is full; nothing has changed then. */
export function pushLast(list: number): void {
  if (peek(list + LS_END) === peek(peek(list + LS_PLACES) + LP_CAPACITY)) move(list, 0)
  const end = peek(list + LS_END)
  const at = slotIn(peek(list + LS_PLACES), end) >>> 2
  const { words } = valueHand
  i32[at] = words[0] as number
  i32[at + 1] = words[1] as number
  i32[at + 2] = words[2] as number
  i32[at + 3] = words[3] as number
  i32[(list + LS_END) >>> 2] = end + 1
}

/** As {@link pushLast}: the first element. */
export function pushFirst(list: number): void {
  if (peek(list + LS_START) === 0) move(list, 1 + (lengthOf(list) >>> 1))
  const start = peek(list + LS_START) - 1
  const at = slotIn(peek(list + LS_PLACES), start) >>> 2
  const { words } = valueHand
  i32[at] = words[0] as number
  i32[at + 1] = words[1] as number
  i32[at + 2] = words[2] as number
  i32[at + 3] = words[3] as number
  i32[(list + LS_START) >>> 2] = start
}

/** Takes the last element, which exists, into the hand; it is the caller's. */
export function popLast(list: number): void {
  const end = peek(list + LS_END) - 1
  copySlot(valueHand, slotIn(peek(list + LS_PLACES), end))
  poke(list + LS_END, end)
}

/** As {@link popLast}: the first element. */
export function popFirst(list: number): void {
  const start = peek(list + LS_START)
  copySlot(valueHand, slotIn(peek(list + LS_PLACES), start))
  poke(list + LS_START, start + 1)
}

/** All elements into a block with room behind them. @param front - free places before them. */
function move(list: number, front: number): void {
  const length = lengthOf(list)
  const places = makePlaces(capacityFor(front + length + (length >>> 1) + 1))
  copy(slotAt(list, 0), slotIn(places, front), length)
  install(list, places, front, front + length)
}

function copy(from: number, to: number, count: number): void {
  u8.copyWithin(to, from, from + count * SLOT_BYTES)
}

function install(list: number, places: number, start: number, end: number): void {
  const old = peek(list + LS_PLACES)
  const words = list >>> 2
  i32[words + (LS_PLACES >>> 2)] = places
  i32[words + (LS_START >>> 2)] = start
  i32[words + (LS_END >>> 2)] = end
  freePlaces(old)
}

/**
 * Puts slots in the place of `count` elements from `index` on, all of which exist.
 * @returns the words of those that were there: they are the caller's, with the references to their blocks.
 * @throws ThreadError when the arena is full; nothing has changed then.
 */
export function replaceSlots(list: number, index: number, count: number, slots: Int32Array): Int32Array {
  const length = lengthOf(list)
  const added = (slots.length * 4) / SLOT_BYTES
  const places = makePlaces(capacityFor(length - count + added))
  const gone = slotAt(list, index) >>> 2
  const removed = i32.slice(gone, gone + (count * SLOT_BYTES) / 4)
  copy(slotAt(list, 0), slotIn(places, 0), index)
  i32.set(slots, slotIn(places, index) >>> 2)
  copy(slotAt(list, index + count), slotIn(places, index + added), length - index - count)
  install(list, places, 0, length - count + added)
  return removed
}
