/**
 * What lists do with their block: values become slots before the mutex is taken, and values again after it is free. Each
 * function here is one step for all other threads.
 */
import { LS_END, LS_MUTEX, LS_PLACES, LS_START } from '../core/data-layout.ts'
import { peek } from '../core/guarded.ts'
import {
  freePlaces,
  initPlaces,
  lengthOf,
  placesBytes,
  popFirst,
  popLast,
  pushFirst,
  pushLast,
  replaceSlots,
  slotAt,
  slotIn,
} from '../core/place-list.ts'
import { pickUpSlot, swapSlot, valueHand } from '../core/slot.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { enter, leave } from './collection-lock.ts'
import { copyOut, dropSlots, handOver, packSlots, unpackSlots } from './slot-list.ts'
import { drop, dropSlot, pack, unpack, visitSlot } from './slot-value.ts'

const NO_SLOTS = new Int32Array(0)

/** Runs a step while nobody else reaches the list. */
export function locked<R>(list: number, step: () => R): R {
  enter(list, LS_MUTEX)
  try {
    return step()
  } finally {
    leave(list, LS_MUTEX)
  }
}

export function countElements(list: number): number {
  return locked(list, () => lengthOf(list))
}

/** Where element `index` is, from the end if negative; −1 when there is none. The caller holds the mutex. */
function placeOf(list: number, index: number): number {
  const length = lengthOf(list)
  const place = index < 0 ? index + length : index
  return place >= 0 && place < length ? place : -1
}

/** @returns the element, or undefined when there is none. */
export function readElement(list: number, index: number): unknown {
  enter(list, LS_MUTEX)
  const place = placeOf(list, index)
  if (place >= 0) pickUpSlot(valueHand, slotAt(list, place))
  leave(list, LS_MUTEX)
  return place < 0 ? undefined : unpack(valueHand)
}

/** @throws RangeError when there is no such element, CaptureError when the value can't cross. */
export function writeElement(list: number, index: number, value: unknown): void {
  pack(valueHand, value)
  try {
    locked(list, () => swapSlot(valueHand, slotAt(list, existing(list, index))))
  } finally {
    // the old value, or, after an error, the new one
    drop(valueHand)
  }
}

function existing(list: number, index: number): number {
  const place = placeOf(list, index)
  if (place < 0)
    throw new RangeError(`Expected an index of one of the ${lengthOf(list)} elements, got \`${index}\``)
  return place
}

/** @returns how many elements there are now. */
export function addElements(list: number, values: readonly unknown[], atFront: boolean): number {
  const slots = packSlots(values, (value, hand) => pack(hand, value))
  const count = values.length
  let done = 0
  try {
    return locked(list, () => {
      try {
        for (; done < count; done++) {
          handOver(valueHand, slots, atFront ? count - 1 - done : done)
          if (atFront) pushFirst(list)
          else pushLast(list)
        }
      } catch (error) {
        for (; done > 0; done--) {
          if (atFront) popFirst(list)
          else popLast(list)
        }
        throw error
      }
      return lengthOf(list)
    })
  } finally {
    if (done < count) dropSlots(slots, 0)
  }
}

/**
 * The element becomes what `change` makes of it, while nobody else reaches the list.
 * @throws what `change` throws; nothing has changed then.
 */
export function changeElement(list: number, index: number, change: (value: unknown) => unknown): unknown {
  let packed = false
  try {
    return locked(list, () => {
      const slot = slotAt(list, existing(list, index))
      pickUpSlot(valueHand, slot)
      const value = change(unpack(valueHand))
      pack(valueHand, value)
      packed = true
      swapSlot(valueHand, slot)
      return value
    })
  } finally {
    if (packed) drop(valueHand)
  }
}

/**
 * Puts the elements into another order, while nobody else reaches the list.
 * @param order - gets all of them; returns which one of them is to stand in each place.
 */
export function rearrange(list: number, order: (values: unknown[]) => readonly number[]): void {
  locked(list, () => {
    const numbers = order(unpackSlots(copyAll(list)))
    replaceSlots(list, 0, numbers.length, copyInOrder(list, numbers))
  })
}

/** The words of all elements in another order; the references stay the elements'. */
function copyInOrder(list: number, numbers: readonly number[]): Int32Array {
  const slots = new Int32Array(numbers.length * 4)
  numbers.forEach((number, place) => {
    const from = slotAt(list, number)
    for (let word = 0; word < 4; word++) slots[place * 4 + word] = peek(from + word * 4)
  })
  return slots
}

/** Takes the first element out that is `value`. @returns whether there was one. */
export function removeValue(list: number, value: unknown): boolean {
  const removed = locked(list, () => {
    const place = unpackSlots(copyAll(list)).indexOf(value)
    return place < 0 ? undefined : replaceSlots(list, place, 1, NO_SLOTS)
  })
  if (removed !== undefined) dropSlots(removed, 0)
  return removed !== undefined
}

/** All elements, as they were at one moment. */
export function elementsOf(list: number): unknown[] {
  return unpackSlots(locked(list, () => copyAll(list)))
}

function copyAll(list: number): Int32Array {
  return copyElements(list, 0, lengthOf(list))
}

/** `count` elements from `from` on, with a reference of the copy's own to each block. The caller holds the mutex. */
export function copyElements(list: number, from: number, count: number): Int32Array {
  const slots = new Int32Array(count * 4)
  for (let number = 0; number < count; number++) copyOut(slots, number, slotAt(list, from + number))
  return slots
}

/** Takes all elements out. */
export function clearElements(list: number): void {
  dropSlots(
    locked(list, () => replaceSlots(list, 0, lengthOf(list), NO_SLOTS)),
    0,
  )
}

/** The list itself is being freed. */
export function releaseElements(list: number): void {
  const places = peek(list + LS_PLACES)
  const end = peek(list + LS_END)
  for (let place = peek(list + LS_START); place < end; place++) dropSlot(slotIn(places, place))
  freePlaces(places)
}

/** What a list refers to; under its mutex. */
export function visitElements(list: number, visit: Referents): void {
  const places = peek(list + LS_PLACES)
  const end = peek(list + LS_END)
  visit.memory(placesBytes(places))
  for (let place = peek(list + LS_START); place < end; place++) visitSlot(slotIn(places, place), visit)
}

export function packElements(values: readonly unknown[]): Int32Array {
  ensureArena()
  return packSlots(values, (value, hand) => pack(hand, value))
}

/** A new block becomes a list of these elements, which are its own. @throws ThreadError when the arena is full. */
export function initElements(list: number, slots: Int32Array): void {
  try {
    initPlaces(list, slots.length / 4)
  } catch (error) {
    dropSlots(slots, 0)
    throw error
  }
  for (let number = 0; number < slots.length / 4; number++) {
    handOver(valueHand, slots, number)
    pushLast(list)
  }
}
