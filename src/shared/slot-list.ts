/** Many slots outside of any collection, four words each: a consistent copy of what is in one, or what is to come into one. */
import { blockOf, retainBlock, valueHand } from '../core/slot.ts'
import type { Hand } from '../core/slot.ts'
import { i32 } from '../core/memory.ts'
import { drop, unpack } from './slot-value.ts'

const SLOT_WORDS = 4

/** The slot with this number into the hand. */
export function handOver(hand: Hand, slots: Int32Array, number: number): void {
  const at = number * SLOT_WORDS
  const { words } = hand
  words[0] = slots[at] as number
  words[1] = slots[at + 1] as number
  words[2] = slots[at + 2] as number
  words[3] = slots[at + 3] as number
}

/** The words at an address as the slot with this number, with a reference of its own to its block. */
export function copyOut(slots: Int32Array, number: number, address: number): void {
  const from = address >>> 2
  const to = number * SLOT_WORDS
  const first = i32[from] as number
  const second = i32[from + 1] as number
  slots[to] = first
  slots[to + 1] = second
  slots[to + 2] = i32[from + 2] as number
  slots[to + 3] = i32[from + 3] as number
  const block = blockOf(first, second)
  if (block !== 0) retainBlock(block)
}

/** The values; the references are given back. @throws what decoding one of them throws. */
export function unpackSlots(slots: Int32Array): unknown[] {
  const count = slots.length / SLOT_WORDS
  const values: unknown[] = []
  try {
    while (values.length < count) {
      handOver(valueHand, slots, values.length)
      values.push(unpack(valueHand))
    }
  } catch (error) {
    // the reference to that one's block is gone
    dropSlots(slots, values.length + 1)
    throw error
  }
  return values
}

/** Gives the references of the slots from this number on back. */
export function dropSlots(slots: Int32Array, from: number): void {
  for (let number = from; number < slots.length / SLOT_WORDS; number++) {
    handOver(valueHand, slots, number)
    drop(valueHand)
  }
}

/**
 * Slots of all values, packed one after another.
 * @param packOne - takes a value into the hand of values.
 * @throws what `packOne` throws; the blocks made so far are free again then.
 */
export function packSlots<T>(values: readonly T[], packOne: (value: T, hand: Hand) => void): Int32Array {
  const slots = new Int32Array(values.length * SLOT_WORDS)
  let number = 0
  try {
    for (const value of values) {
      packOne(value, valueHand)
      slots.set(valueHand.words, number * SLOT_WORDS)
      number += 1
    }
  } catch (error) {
    dropSlots(slots.subarray(0, number * SLOT_WORDS), 0)
    throw error
  }
  return slots
}
