/**
 * A slot: four words of a shared collection that say one value. A small one lies in the words themselves.
 *
 * Word 0 is the kind, with the length of a short text, or the tag of a shared object, above it. A number stands in word 1
 * (an integer) or words 2 and 3 (a double, a bigint of 64 bits); a text of up to 12 characters below U+0100 in words 1 to 3,
 * four to a word. From SLOT_LATIN1 on word 1 is the address of a block with the value; word 2 has the bytes of a text,
 * word 3 their hash, or both what tells one shared object from another. So two slots that are keys say the same value
 * when their words are the same, word 1 excepted where it is an address, and the texts.
 *
 * A block { SB_REFS, … } is written before its address is in a slot and never again. SB_REFS counts the slots that have
 * it, and the threads that have read its address there and are not through with it: that is how a value is read outside
 * of the collection's mutex, while another thread may put another one in its place. Both count by `add`, each drop is
 * paired with one retain or with the making; who takes it to 0 frees it.
 */
import { add } from '#atomics'
import { SB_REFS, SB_TEXT } from './data-layout.ts'
import { peek } from './guarded.ts'
import { i32, u8 } from './memory.ts'

/** Of an entry that was removed: no value has this kind. */
export const SLOT_NONE = 0
export const SLOT_UNDEFINED = 1
export const SLOT_NULL = 2
export const SLOT_TRUE = 3
export const SLOT_FALSE = 4
export const SLOT_INTEGER = 5
export const SLOT_DOUBLE = 6
export const SLOT_BIG = 7
export const SLOT_TEXT = 8
/** The first kind with a block. */
export const SLOT_LATIN1 = 9
export const SLOT_UTF16 = 10
/** A bigint beyond 64 bits, as text. */
export const SLOT_HEX = 11
/** Texts with a block come before this. */
export const SLOT_MESSAGE = 12
/** A shared object as a key; the message in its block has the reference. */
export const SLOT_OBJECT = 13

export const SLOT_KIND_BITS = 8
export const SLOT_KIND = (1 << SLOT_KIND_BITS) - 1

/** The words of a slot on their way into or out of a collection, and the same memory as doubles and bigints. */
export interface Hand {
  readonly words: Int32Array<ArrayBuffer>
  /** Number 1 is words 2 and 3. */
  readonly doubles: Float64Array<ArrayBuffer>
  readonly bigs: BigInt64Array<ArrayBuffer>
}

function makeHand(): Hand {
  const words = new Int32Array(4)
  return { words, doubles: new Float64Array(words.buffer), bigs: new BigInt64Array(words.buffer) }
}

export const keyHand: Hand = makeHand()
export const valueHand: Hand = makeHand()

/** Address of the block, 0 for a value without one. */
export function blockOf(first: number, second: number): number {
  return (first & SLOT_KIND) >= SLOT_LATIN1 ? second : 0
}

/** Takes the slot's words into the hand; the reference to its block stays the slot's. */
export function copySlot(hand: Hand, slot: number): void {
  const at = slot >>> 2
  const { words } = hand
  words[0] = i32[at] as number
  words[1] = i32[at + 1] as number
  words[2] = i32[at + 2] as number
  words[3] = i32[at + 3] as number
}

/** As {@link copySlot}, with a reference of the hand's own. The caller holds the collection's mutex. */
export function pickUpSlot(hand: Hand, slot: number): void {
  copySlot(hand, slot)
  const block = blockOf(hand.words[0] as number, hand.words[1] as number)
  if (block !== 0) retainBlock(block)
}

/** Puts the value in the hand into the slot, and the one that was there into the hand; both with their blocks. */
export function swapSlot(hand: Hand, slot: number): void {
  const { words } = hand
  const at = slot >>> 2
  const first = i32[at] as number
  const second = i32[at + 1] as number
  const third = i32[at + 2] as number
  const fourth = i32[at + 3] as number
  i32[at] = words[0] as number
  i32[at + 1] = words[1] as number
  i32[at + 2] = words[2] as number
  i32[at + 3] = words[3] as number
  words[0] = first
  words[1] = second
  words[2] = third
  words[3] = fourth
}

export function retainBlock(block: number): void {
  add(block + SB_REFS, 1)
}

/** Hash of the bytes of a text in a block. */
export function hashText(block: number, bytes: number): number {
  let hash = bytes
  for (let at = block + SB_TEXT, end = at + bytes; at < end; at++)
    hash = (Math.imul(hash, 31) + (u8[at] as number)) | 0
  return hash
}

/** Hash of the value in the hand of keys: of all that two slots of one value have in common. */
export function hashOfKey(): number {
  const { words } = keyHand
  const first = words[0] as number
  let hash = (first & SLOT_KIND) >= SLOT_LATIN1 ? first : first ^ Math.imul(words[1] as number, 0x9e3779b1)
  hash = (hash ^ Math.imul(words[2] as number, 0x85ebca77)) | 0
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = (hash ^ Math.imul(words[3] as number, 0xc2b2ae3d)) | 0
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39)
  return hash ^ (hash >>> 16)
}

/** Whether the slot says the value in the hand. The caller holds the collection's mutex. */
export function saysKey(slot: number, hand: Hand): boolean {
  const at = slot >>> 2
  const { words } = hand
  const first = words[0] as number
  if (i32[at] !== first || i32[at + 2] !== words[2] || i32[at + 3] !== words[3]) return false
  if (i32[at + 1] === words[1]) return true
  const kind = first & SLOT_KIND
  if (kind < SLOT_LATIN1) return false
  return (
    kind === SLOT_OBJECT ||
    (kind < SLOT_MESSAGE && sameText(peek(slot + 4), words[1] as number, words[2] as number))
  )
}

function sameText(one: number, other: number, bytes: number): boolean {
  for (let n = SB_TEXT, end = SB_TEXT + bytes; n < end; n++) if (u8[one + n] !== u8[other + n]) return false
  return true
}
