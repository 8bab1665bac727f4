/**
 * What the four words of an item say: a small value itself, or the address of a message that holds it.
 *
 * Word 0: the kind, and the length of a text above it. A number stands in word 1 (an integer) or words 2 and 3; a text
 * of up to 12 characters below U+0100 in words 1 to 3, four to a word; a message's address in word 1. The place of an
 * item owns its message: whoever takes the item out frees it.
 */
import { hand, handNumbers } from '../core/queue-ring.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeMessage, receiveMessage } from '../runtime/messages.ts'

const UNDEFINED = 0
const NULL = 1
const TRUE = 2
const FALSE = 3
const INTEGER = 4
const DOUBLE = 5
const TEXT = 6
const MESSAGE = 7

const KIND_BITS = 8
const KIND = (1 << KIND_BITS) - 1
const LONGEST_TEXT = 12
const WIDE = 0xff

/**
 * Takes a value into the hand.
 * @returns the address of its message, 0 when it needs none. The caller frees it unless the item is put somewhere.
 * @throws CaptureError when it can't cross; ThreadError when the arena is full.
 */
export function pack(value: unknown): number {
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
        hand[0] = INTEGER
        hand[1] = value
      } else {
        hand[0] = DOUBLE
        handNumbers[1] = value
      }
      return 0
    case 'string':
      return packText(value) ? 0 : packMessage(value)
    case 'boolean':
      hand[0] = value ? TRUE : FALSE
      return 0
    case 'undefined':
      hand[0] = UNDEFINED
      return 0
    default:
      if (value !== null) return packMessage(value)
      hand[0] = NULL
      return 0
  }
}

function packText(text: string): boolean {
  const length = text.length
  if (length > LONGEST_TEXT) return false
  hand[1] = 0
  hand[2] = 0
  hand[3] = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > WIDE) return false
    const word = 1 + (at >> 2)
    hand[word] = (hand[word] as number) | (unit << ((at & 3) * 8))
  }
  hand[0] = TEXT | (length << KIND_BITS)
  return true
}

/** Encoding may run the program's getters, which may use queues: the hand is filled after it. */
function packMessage(value: unknown): number {
  const message = encodeMessage(value)
  hand[0] = MESSAGE
  hand[1] = message
  return message
}

/** Address of the message of the item with these first two words, 0 when it has none. */
export function messageOf(first: number, second: number): number {
  return first === MESSAGE ? second : 0
}

/** Address of the message of the item in the hand, 0 when it has none. */
export function messageInHand(): number {
  return messageOf(hand[0] as number, hand[1] as number)
}

/** The value in the hand, which is none of a message. */
export function unpackSmall(): unknown {
  const first = hand[0] as number
  switch (first & KIND) {
    case INTEGER:
      return hand[1]
    case DOUBLE:
      return handNumbers[1]
    case TEXT:
      return unpackText(first >> KIND_BITS)
    case TRUE:
      return true
    case FALSE:
      return false
    case NULL:
      return null
    default:
      return undefined
  }
}

function unpackText(length: number): string {
  let text = ''
  for (let at = 0; at < length; at++)
    text += String.fromCharCode(((hand[1 + (at >> 2)] as number) >>> ((at & 3) * 8)) & WIDE)
  return text
}

/** The value of a message that is the caller's; frees it, unless `keeps(error)` says to keep it for another try. */
export function unpackMessage(message: number, keeps: (error: unknown) => boolean): unknown {
  let kept = false
  try {
    return decodeMessage(message)
  } catch (error) {
    kept = keeps(error)
    throw error
  } finally {
    if (!kept) freeMessage(message)
  }
}

/** As {@link unpackMessage}, where modules can be waited for. */
export async function unpackMessageAsync(message: number): Promise<unknown> {
  try {
    const { value } = await receiveMessage(message, (from) => ({ value: from.value() }))
    return value
  } finally {
    freeMessage(message)
  }
}
