/** Taking elements out of a list for the program: `pop()`, `shift()`, `splice()`. shared/slot-take.ts says how none is lost. */
import { LS_MUTEX } from '../core/data-layout.ts'
import { lengthOf, popFirst, popLast, replaceSlots, slotAt } from '../core/place-list.ts'
import { copySlot, valueHand } from '../core/slot.ts'
import { enter, leave } from './collection-lock.ts'
import { copyElements, locked } from './elements.ts'
import { dropSlots, packSlots, unpackSlots } from './slot-list.ts'
import { isSame, keep, mayFail, readKept, unstolen } from './slot-take.ts'
import { drop, pack, unpack } from './slot-value.ts'

/**
 * Takes the first or the last element out. @returns it, or undefined when there is none.
 * @throws what reading it throws; it has not been taken out then (shared/slot-take.ts).
 */
export function takeElement(list: number, first: boolean): unknown {
  for (;;) {
    enter(list, LS_MUTEX)
    const isEmpty = lengthOf(list) === 0
    const stays = !isEmpty && lookAtEnd(list, first)
    if (stays) keep(valueHand)
    else if (!isEmpty) popEnd(list, first)
    leave(list, LS_MUTEX)
    if (isEmpty) return undefined
    if (!stays) return unpack(valueHand)
    const seen = valueHand.words.slice()
    try {
      const value = readKept(valueHand)
      if (popSeen(list, first, seen)) return value
    } finally {
      valueHand.words.set(seen)
      drop(valueHand)
    }
  }
}

/** The first or last element into the hand, without a reference. @returns whether reading it may fail. */
function lookAtEnd(list: number, first: boolean): boolean {
  copySlot(valueHand, slotAt(list, first ? 0 : lengthOf(list) - 1))
  return mayFail(valueHand)
}

function popEnd(list: number, first: boolean): void {
  if (first) popFirst(list)
  else popLast(list)
}

/** Takes the element out, if it still is the one with these words. @returns whether it was. */
function popSeen(list: number, first: boolean, seen: Int32Array): boolean {
  const isStillThat = locked(list, () => {
    if (lengthOf(list) === 0) return false
    lookAtEnd(list, first)
    if (!isSame(valueHand, seen)) return false
    popEnd(list, first)
    return true
  })
  if (isStillThat) drop(valueHand)
  return isStillThat
}

/**
 * As `Array.prototype.splice`. @returns the elements that were taken out.
 * @throws what reading one of them throws; nothing has changed then: what may fail is read while nobody else reaches the list.
 */
export function spliceElements(
  list: number,
  start: number,
  count: number,
  values: readonly unknown[],
): unknown[] {
  const slots = packSlots(values, (value, hand) => pack(hand, value))
  let removed: Int32Array | undefined
  let read: unknown[] | undefined
  try {
    removed = locked(list, () => {
      const length = lengthOf(list)
      const from = start < 0 ? Math.max(0, length + start) : Math.min(start, length)
      const most = Math.min(Math.max(0, count), length - from)
      read = readFirst(list, from, most)
      return replaceSlots(list, from, most, slots)
    })
  } finally {
    if (removed === undefined) dropSlots(slots, 0)
  }
  if (read === undefined) return unpackSlots(removed)
  dropSlots(removed, 0)
  return read
}

/** @returns the elements, if reading one of them may fail. The caller holds the mutex. */
function readFirst(list: number, from: number, count: number): unknown[] | undefined {
  for (let number = 0; number < count; number++) {
    copySlot(valueHand, slotAt(list, from + number))
    if (mayFail(valueHand)) return unstolen(() => unpackSlots(copyElements(list, from, count)))
  }
  return undefined
}
