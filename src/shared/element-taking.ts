/** Taking elements out of a list for the program: `pop()`, `shift()`, `splice()`. shared/slot-take.ts says how none is lost. */
import { lengthOf, popFirst, popLast, replaceSlots, slotAt } from '../core/place-list.ts'
import { copySlot, valueHand } from '../core/slot.ts'
import { copyElements, locked } from './elements.ts'
import { dropSlots, packSlots, unpackSlots } from './slot-list.ts'
import { mayFail, readKept, unstolen } from './slot-take.ts'
import { drop, pack, unpack } from './slot-value.ts'

/**
 * Takes the first or the last element out. @returns it, or undefined when there is none.
 * @throws what reading it throws; it has not been taken out then.
 */
export function takeElement(list: number, first: boolean): unknown {
  let read: readonly [value: unknown] | undefined
  const found = locked(list, () => {
    const length = lengthOf(list)
    if (length === 0) return false
    copySlot(valueHand, slotAt(list, first ? 0 : length - 1))
    if (mayFail(valueHand)) read = [readKept(valueHand)]
    if (first) popFirst(list)
    else popLast(list)
    return true
  })
  if (!found) return undefined
  if (read === undefined) return unpack(valueHand)
  drop(valueHand)
  return read[0]
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
