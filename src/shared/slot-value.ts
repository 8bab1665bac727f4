/**
 * Values into the words of a slot (core/slot.ts) and back: small ones as they are, long texts as blocks of characters,
 * all else as blocks with a message, which holds references to the shared objects in it.
 */
import { add, load } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { SB_MESSAGE, SB_REFS, SB_TEXT } from '../core/data-layout.ts'
import { peek, poke } from '../core/guarded.ts'
import { u8 } from '../core/memory.ts'
import {
  blockOf,
  hashText,
  SLOT_BIG,
  SLOT_DOUBLE,
  SLOT_FALSE,
  SLOT_HEX,
  SLOT_INTEGER,
  SLOT_KIND,
  SLOT_KIND_BITS,
  SLOT_LATIN1,
  SLOT_MESSAGE,
  SLOT_NULL,
  SLOT_TEXT,
  SLOT_TRUE,
  SLOT_UNDEFINED,
  SLOT_UTF16,
} from '../core/slot.ts'
import type { Hand } from '../core/slot.ts'
import { latin1Slice, ucs2Slice, writeLatin1, writeUcs2 } from '../platform/bytes.ts'
import { ThreadError } from '../errors.ts'
import { ImportFailed } from '../runtime/functions/index.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeWith } from '../runtime/messages.ts'
import type { Referents } from '../runtime/object-kind.ts'

const LONGEST_TEXT = 12
const BYTE = 0xff
const MESSAGE_BLOCK_BYTES = 8
/** A character that needs two bytes; on a text of one byte per character the engine knows the answer at once. */
const WIDE = /[\u0100-\uffff]/

/**
 * Takes a value into the hand. Its block, if it has one now, is the hand's: one reference.
 * @throws CaptureError when it can't cross; ThreadError when the arena is full.
 */
export function pack(hand: Hand, value: unknown): void {
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value && (value !== 0 || 1 / value > 0)) packWords(hand, SLOT_INTEGER, value)
      else packDouble(hand, value)
      return
    case 'string':
      packText(hand, value)
      return
    case 'boolean':
      packWords(hand, value ? SLOT_TRUE : SLOT_FALSE, 0)
      return
    case 'undefined':
      packWords(hand, SLOT_UNDEFINED, 0)
      return
    case 'bigint':
      packBig(hand, value)
      return
    default:
      if (value === null) packWords(hand, SLOT_NULL, 0)
      else packWords(hand, SLOT_MESSAGE, makeMessageBlock(value, 'the value'))
  }
}

/** Words that mean nothing are 0: equal keys have equal words. */
export function packWords(hand: Hand, first: number, second: number): void {
  const { words } = hand
  words[0] = first
  words[1] = second
  words[2] = 0
  words[3] = 0
}

function packDouble(hand: Hand, value: number): void {
  packWords(hand, SLOT_DOUBLE, 0)
  hand.doubles[1] = value
  if (value === value) return
  // NaN gets one and the same bits, whoever made it
  hand.words[2] = 0
  hand.words[3] = 0x7ff80000
}

function packBig(hand: Hand, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    packWords(hand, SLOT_BIG, 0)
    hand.bigs[1] = value
  } else packLong(hand, value.toString(16), SLOT_HEX)
}

function packText(hand: Hand, text: string): void {
  if (packShort(hand, text)) return
  packLong(hand, text, WIDE.test(text) ? SLOT_UTF16 : SLOT_LATIN1)
}

function packShort(hand: Hand, text: string): boolean {
  const length = text.length
  if (length > LONGEST_TEXT) return false
  packWords(hand, SLOT_TEXT | (length << SLOT_KIND_BITS), 0)
  const { words } = hand
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit > BYTE) return false
    const word = 1 + (at >> 2)
    words[word] = (words[word] as number) | (unit << ((at & 3) * 8))
  }
  return true
}

function packLong(hand: Hand, text: string, kind: number): void {
  const bytes = kind === SLOT_UTF16 ? text.length * 2 : text.length
  const block = allocate(SB_TEXT + bytes)
  poke(block + SB_REFS, 1)
  if (kind === SLOT_UTF16) writeUcs2(u8, text, block + SB_TEXT)
  else writeLatin1(u8, text, block + SB_TEXT)
  packWords(hand, kind, block)
  hand.words[2] = bytes
}

/** The last word of a text in a block that is a key, or is to be compared. */
export function addHash(hand: Hand): void {
  const { words } = hand
  words[3] = hashText(words[1] as number, words[2] as number)
}

/** Encoding may run the program's getters, which may use collections: hands are filled after it. */
export function makeMessageBlock(value: unknown, what: string): number {
  const message = encodeWith((to) => {
    to.path.push(what)
    to.value(value)
    to.path.pop()
  })
  let block: number
  try {
    block = allocate(MESSAGE_BLOCK_BYTES)
  } catch (error) {
    freeMessage(message)
    throw error
  }
  poke(block + SB_REFS, 1)
  poke(block + SB_MESSAGE, message)
  return block
}

/** The value in the hand; the hand's reference is given back. @throws what decoding a message throws. */
export function unpack(hand: Hand): unknown {
  const { words } = hand
  const first = words[0] as number
  switch (first & SLOT_KIND) {
    case SLOT_INTEGER:
      return words[1]
    case SLOT_DOUBLE:
      return hand.doubles[1]
    case SLOT_BIG:
      return hand.bigs[1]
    case SLOT_TEXT:
      return unpackText(words, first >> SLOT_KIND_BITS)
    case SLOT_TRUE:
      return true
    case SLOT_FALSE:
      return false
    case SLOT_NULL:
      return null
    case SLOT_UNDEFINED:
      return undefined
    default:
      return unpackBlock(first, words[1] as number, words[2] as number)
  }
}

function unpackText(words: Int32Array, length: number): string {
  let text = ''
  for (let at = 0; at < length; at++)
    text += String.fromCharCode(((words[1 + (at >> 2)] as number) >>> ((at & 3) * 8)) & BYTE)
  return text
}

function unpackBlock(first: number, block: number, bytes: number): unknown {
  try {
    const from = block + SB_TEXT
    switch (first & SLOT_KIND) {
      case SLOT_LATIN1:
        return latin1Slice(u8, from, from + bytes)
      case SLOT_UTF16:
        return ucs2Slice(u8, from, from + bytes)
      case SLOT_HEX:
        return bigOf(latin1Slice(u8, from, from + bytes))
      default:
        return decodeMessage(load(block + SB_MESSAGE))
    }
  } catch (error) {
    throw explained(error)
  } finally {
    dropBlock(first, block, bytes)
  }
}

/** Reading a value blocks, so it loads only modules that need not be awaited. */
export function explained(error: unknown): unknown {
  if (!(error instanceof ImportFailed)) return error
  const { code, message } = error.cause as { readonly code?: string; readonly message?: string }
  const why =
    code === 'ERR_REQUIRE_ASYNC_MODULE'
      ? 'it awaits at its top level, and reading a value does not wait'
      : String(message)
  return new ThreadError(
    `the value needs the module ${error.key.split('\0').at(-1)}, which this thread has not loaded and can't load here: ${why}; let the function of the thread use something that it imports from that module: then it is loaded before the function runs`,
    { cause: error },
  )
}

function bigOf(hex: string): bigint {
  return hex.startsWith('-') ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`)
}

/** Gives the hand's reference to a block back, if its value has one. Nobody holds the mutex of a collection. */
export function drop(hand: Hand): void {
  const { words } = hand
  const first = words[0] as number
  if ((first & SLOT_KIND) >= SLOT_LATIN1) dropBlock(first, words[1] as number, words[2] as number)
}

/** As {@link drop}, of a slot that nobody can reach any more. */
export function dropSlot(slot: number): void {
  const first = peek(slot)
  const block = blockOf(first, peek(slot + 4))
  if (block !== 0) dropBlock(first, block, peek(slot + 8))
}

/** What a slot refers to; under the mutex of its collection. */
export function visitSlot(slot: number, visit: Referents): void {
  visitWords(peek(slot), peek(slot + 4), peek(slot + 8), visit)
}

/** As {@link visitSlot}, of a value in a hand; what is no value of a slot refers to nothing. */
export function visitHand({ words }: Hand, visit: Referents): void {
  if (((words[0] as number) & SLOT_KIND) <= SLOT_MESSAGE)
    visitWords(words[0] as number, words[1] as number, words[2] as number, visit)
}

function visitWords(first: number, second: number, bytes: number, visit: Referents): void {
  const block = blockOf(first, second)
  if (block === 0) return
  if ((first & SLOT_KIND) < SLOT_MESSAGE) visit.counted(block + SB_REFS, 0, SB_TEXT + bytes)
  else visit.counted(block + SB_REFS, peek(block + SB_MESSAGE), MESSAGE_BLOCK_BYTES)
}

export function dropBlock(first: number, block: number, bytes: number): void {
  if (add(block + SB_REFS, -1) !== 1) return
  if ((first & SLOT_KIND) < SLOT_MESSAGE) {
    free(block, SB_TEXT + bytes)
    return
  }
  freeMessage(load(block + SB_MESSAGE))
  free(block, MESSAGE_BLOCK_BYTES)
}
