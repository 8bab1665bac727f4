/** Steps on several neighbouring elements of a list, without taking the others out: filling and copying within it. */
import { lengthOf, replaceSlots } from '../core/place-list.ts'
import { blockOf, retainBlock, valueHand } from '../core/slot.ts'
import { copyElements, locked } from './elements.ts'
import { dropSlots } from './slot-list.ts'
import { drop, pack } from './slot-value.ts'

/** As an Array has it: from the end if negative, and never outside of the list. */
function clamped(index: number, length: number): number {
  const whole = Math.trunc(index) || 0
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length)
}

/** As `Array.prototype.fill`. @throws CaptureError, ThreadError: nothing has changed then. */
export function fillElements(list: number, value: unknown, start: number, end: number): void {
  pack(valueHand, value)
  const words = valueHand.words.slice()
  let removed: Int32Array | undefined
  try {
    removed = locked(list, () => {
      const length = lengthOf(list)
      const from = clamped(start, length)
      const count = Math.max(0, clamped(end, length) - from)
      const slots = new Int32Array(count * words.length)
      for (let number = 0; number < count; number++) slots.set(words, number * words.length)
      const old = replaceSlots(list, from, count, slots)
      // nobody else knows the block before the mutex is free
      const block = blockOf(words[0] as number, words[1] as number)
      if (block !== 0) for (let number = 0; number < count; number++) retainBlock(block)
      return old
    })
  } finally {
    valueHand.words.set(words)
    drop(valueHand)
  }
  dropSlots(removed, 0)
}

/** As `Array.prototype.copyWithin`. @throws ThreadError when the arena is full; nothing has changed then. */
export function copyWithinElements(list: number, target: number, start: number, end: number): void {
  const removed = locked(list, () => {
    const length = lengthOf(list)
    const to = clamped(target, length)
    const from = clamped(start, length)
    const count = Math.max(0, Math.min(clamped(end, length) - from, length - to))
    const slots = copyElements(list, from, count)
    try {
      return replaceSlots(list, to, count, slots)
    } catch (error) {
      dropSlots(slots, 0)
      throw error
    }
  })
  dropSlots(removed, 0)
}
