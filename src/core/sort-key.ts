/**
 * Sort keys: bytes that say how an item of a priority queue compares, so that it can be compared under the queue's
 * mutex by whoever holds it, without decoding anything.
 *
 * A key is a row of elements and KEY_END. An element: KEY_NUMBER, eight bytes that order as the number does, and what
 * a bigint has beyond the nearest double (one byte 0x80 for none); KEY_STRING, length, UTF-8; KEY_LIST, its elements,
 * KEY_END; or KEY_OPAQUE, which compares with nothing. Lists compare element by element, the shorter one first.
 */
import { u8 } from './memory.ts'

export const KEY_END = 0
export const KEY_NUMBER = 1
export const KEY_STRING = 2
export const KEY_LIST = 3
export const KEY_OPAQUE = 4
/** In place of -1, 0 or 1. */
export const INCOMPARABLE = 2

/** No remainder; above it: so many bytes of a positive one follow, below it: so many of a negative one, inverted. */
export const REMAINDER_NONE = 0x80
export const NUMBER_KEY_BYTES = 10

const scratch = new DataView(new ArrayBuffer(8))

/** Writes the element of a number; NaN stands behind all others, -0 is 0. @returns where it ends. */
export function writeNumberKey(bytes: Uint8Array, at: number, value: number): number {
  scratch.setFloat64(0, value + 0)
  const high = scratch.getInt32(0)
  const low = scratch.getInt32(4)
  // larger doubles have larger bits, once those of negative ones are inverted and the sign counts the other way
  const flip = high < 0 ? -1 : 0
  scratch.setInt32(0, high ^ (flip | (1 << 31)))
  scratch.setInt32(4, low ^ flip)
  bytes[at] = KEY_NUMBER
  for (let n = 0; n < 8; n++) bytes[at + 1 + n] = scratch.getUint8(n)
  bytes[at + 9] = REMAINDER_NONE
  return at + NUMBER_KEY_BYTES
}

const LEFT = new Uint8Array(NUMBER_KEY_BYTES + 1)
const RIGHT = new Uint8Array(NUMBER_KEY_BYTES + 1)

/** Compares two keys at addresses of the arena; for 0 the number beside it. @returns -1, 0, 1, or INCOMPARABLE. */
export function compareKeys(left: number, leftNumber: number, right: number, rightNumber: number): number {
  if (left === 0) writeNumberKey(LEFT, 0, leftNumber)
  if (right === 0) writeNumberKey(RIGHT, 0, rightNumber)
  return compare(left === 0 ? LEFT : u8, left, right === 0 ? RIGHT : u8, right)
}

function compare(a: Uint8Array, fromA: number, b: Uint8Array, fromB: number): number {
  let i = fromA
  let j = fromB
  for (let depth = 0; ;) {
    const tag = a[i++] as number
    const other = b[j++] as number
    if (tag !== other) {
      if (tag === KEY_END) return -1
      return other === KEY_END ? 1 : INCOMPARABLE
    }
    if (tag === KEY_OPAQUE) return INCOMPARABLE
    if (tag === KEY_LIST) depth += 1
    else if (tag === KEY_END) {
      if (depth === 0) return 0
      depth -= 1
    } else {
      const lengthA = tag === KEY_NUMBER ? 9 + Math.abs(byte(a, i + 8) - REMAINDER_NONE) : word(a, i)
      const lengthB = tag === KEY_NUMBER ? 9 + Math.abs(byte(b, j + 8) - REMAINDER_NONE) : word(b, j)
      if (tag === KEY_STRING) {
        i += 4
        j += 4
      }
      const length = Math.min(lengthA, lengthB)
      for (let n = 0; n < length; n++) {
        const difference = byte(a, i + n) - byte(b, j + n)
        if (difference !== 0) return difference < 0 ? -1 : 1
      }
      if (lengthA !== lengthB) return lengthA < lengthB ? -1 : 1
      i += lengthA
      j += lengthB
    }
  }
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

function word(bytes: Uint8Array, at: number): number {
  return (
    byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24)
  )
}
