/**
 * What the four words of an item say: a small value itself, or the address of a block that holds it.
 *
 * Word 0: the kind, and the length of a short text above it. A number stands in word 1 (an integer) or words 2 and 3; a
 * text of up to 12 characters below U+0100 in words 1 to 3, four to a word. Word 1 is the address of a longer text, as bytes
 * or as UTF-16, with its bytes in word 2, or of a message that holds anything else. The place of an item owns the block:
 * whoever takes the item out frees it.
 */
import { allocate, free } from '../core/arena.ts'
import { u8 } from '../core/memory.ts'
import { hand, handNumbers } from '../core/queue-ring.ts'
import { latin1Slice, ucs2Slice, writeLatin1, writeUcs2 } from '../platform/bytes.ts'
import { freeMessage, parcelOf } from '../runtime/message.ts'
import { decodeMessage, encodeMessage, receiveMessage } from '../runtime/messages.ts'
import type { Referents } from '../runtime/object-kind.ts'

const UNDEFINED = 0
const NULL = 1
const TRUE = 2
const FALSE = 3
const INTEGER = 4
const DOUBLE = 5
const TEXT = 6
const MESSAGE = 7
const LATIN1 = 8
const UTF16 = 9

const KIND_BITS = 8
const KIND = (1 << KIND_BITS) - 1
const LONGEST_TEXT = 12
const BYTE = 0xff
/** A character that needs two bytes; on a text of one byte per character the engine knows the answer at once. */
const WIDE = /[\u0100-\uffff]/

/**
 * Takes a value into the hand. Its block, if it has one now, is the caller's until the item is put somewhere.
 * @throws CaptureError when it can't cross; ThreadError when the arena is full.
 */
export function pack(value: unknown): void {
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
        hand[0] = INTEGER
        hand[1] = value
      } else {
        hand[0] = DOUBLE
        handNumbers[1] = value
      }
      return
    case 'string':
      if (!packShort(value)) packLong(value)
      return
    case 'boolean':
      hand[0] = value ? TRUE : FALSE
      return
    case 'undefined':
      hand[0] = UNDEFINED
      return
    default:
      if (value === null) hand[0] = NULL
      else packMessage(value)
  }
}

function packShort(text: string): boolean {
  const length = text.length
  if (length > LONGEST_TEXT) return false
  hand[1] = 0
  hand[2] = 0
  hand[3] = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > BYTE) return false
    const word = 1 + (at >> 2)
    hand[word] = (hand[word] as number) | (unit << ((at & 3) * 8))
  }
  hand[0] = TEXT | (length << KIND_BITS)
  return true
}

function packLong(text: string): void {
  const wide = WIDE.test(text)
  const bytes = wide ? text.length * 2 : text.length
  const address = allocate(bytes)
  if (wide) writeUcs2(u8, text, address)
  else writeLatin1(u8, text, address)
  hand[0] = wide ? UTF16 : LATIN1
  hand[1] = address
  hand[2] = bytes
}

/** Encoding may run the program's getters, which may use queues: the hand is filled after it. */
function packMessage(value: unknown): void {
  packMade(encodeMessage(value))
}

/** Takes a message into the hand. */
export function packMade(message: number): void {
  hand[0] = MESSAGE
  hand[1] = message
}

/** Frees the block of the item with these words, if it has one: nobody will get it. */
export function freeBlock(kind: number, address: number, bytes: number): void {
  if (kind === MESSAGE) freeMessage(address)
  else if (kind === LATIN1 || kind === UTF16) free(address, bytes)
}

/** Whether the item of this kind has a block. */
export function ownsBlock(kind: number): boolean {
  return kind === MESSAGE || kind === LATIN1 || kind === UTF16
}

/** Whether there is more of the item than its block. */
export function hasParcel(kind: number, address: number): boolean {
  return kind === MESSAGE && parcelOf(address) !== 0
}

/** What the item with these words refers to. */
export function visitBlock(kind: number, address: number, bytes: number, visit: Referents): void {
  if (kind === MESSAGE) visit.message(address)
  else if (kind === LATIN1 || kind === UTF16) visit.memory(bytes)
}

/** Address of the message in the hand, 0 when the value is none. */
export function messageInHand(): number {
  return hand[0] === MESSAGE ? (hand[1] as number) : 0
}

/** The value in the hand, which is none of a message. Its block is freed. */
export function unpack(): unknown {
  const kind = hand[0] as number
  if (kind !== LATIN1 && kind !== UTF16) return valueInHand()
  const address = hand[1] as number
  const bytes = hand[2] as number
  try {
    return valueInHand()
  } finally {
    free(address, bytes)
  }
}

/** As {@link unpack}; the block stays. */
export function valueInHand(): unknown {
  const first = hand[0] as number
  switch (first & KIND) {
    case INTEGER:
      return hand[1]
    case DOUBLE:
      return handNumbers[1]
    case TEXT:
      return unpackText(first >> KIND_BITS)
    case LATIN1:
    case UTF16:
      return readLong(first, hand[1] as number, hand[2] as number)
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

function readLong(kind: number, address: number, bytes: number): string {
  const end = address + bytes
  return kind === LATIN1 ? latin1Slice(u8, address, end) : ucs2Slice(u8, address, end)
}

function unpackText(length: number): string {
  let text = ''
  for (let at = 0; at < length; at++)
    text += String.fromCharCode(((hand[1 + (at >> 2)] as number) >>> ((at & 3) * 8)) & BYTE)
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
