/**
 * Values of fields into the words of a cell (core/cell.ts) and back: what slots have, and besides Dates and references to
 * other shared objects.
 */
import { CELL_DATE, CELL_SHARED } from '../core/cell.ts'
import { retainBlock, SLOT_KIND, SLOT_LATIN1, SLOT_MESSAGE } from '../core/slot.ts'
import type { Hand } from '../core/slot.ts'
import { isDate } from '../platform/value-types.ts'
import { isObjectTag, retainObject } from '../runtime/object-kind.ts'
import { dropShared, isCounted, isShared, reviveShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedObject } from '../runtime/shared-registry.ts'
import { ARRAY_TYPES } from './array-types.ts'
import { makeArray } from './array-memory.ts'
import { isOnSharedMemory } from './field-kinds.ts'
import { handlerOf } from './object-handler.ts'
import { letCross } from './object-types.ts'
import { TAG_OBJECT } from '../core/object-layout.ts'
import { drop, explained, makeMessageBlock, pack, packWords, unpack } from './slot-value.ts'

/**
 * Takes the value of a field into the hand; what it refers to, if anything, is the hand's: one reference.
 * @param value - no plain object or array, and nothing that shared/field-kinds.ts refuses.
 * @throws CaptureError, ThreadError.
 */
export function packField(hand: Hand, value: unknown): void {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') pack(hand, value)
  else if (isDate(value)) {
    packWords(hand, CELL_DATE, 0)
    hand.doubles[1] = Date.prototype.getTime.call(value)
  } else packReference(hand, value)
}

function packReference(hand: Hand, value: object): void {
  const handler = handlerOf(value)
  if (handler !== undefined) {
    letCross(handler.live(), false)
    retainObject(handler.address)
    packShared(hand, handler.address, TAG_OBJECT, 0)
    return
  }
  const shared = isOwnArray(value) ? sharedCopy(value as Uint8Array) : value
  if (isShared(shared)) packObject(hand, shared)
  else packWords(hand, SLOT_MESSAGE, makeMessageBlock(shared, 'the value'))
}

/** Whether it is a typed array of memory that only this thread has. */
function isOwnArray(value: object): boolean {
  return ArrayBuffer.isView(value) && !isOnSharedMemory(value) && typeOf(value) >= 0
}

function typeOf(value: object): number {
  return ARRAY_TYPES.findIndex((each) => value instanceof each)
}

/** A typed array becomes one in shared memory. */
function sharedCopy(values: Uint8Array): object {
  return makeArray(typeOf(values), values.length, (array) => array.set(values as never))
}

function packObject(hand: Hand, object: SharedObject): void {
  const { tag, address, part = 0, module } = object[SHARED]()
  if (module === undefined && isObjectTag(tag)) return packShared(hand, address, tag, part)
  if (isCounted(tag)) dropShared(address)
  packWords(hand, SLOT_MESSAGE, makeMessageBlock(object, 'the value'))
}

/** The reference is the hand's. */
export function packShared(hand: Hand, address: number, tag: number, part: number): void {
  packWords(hand, CELL_SHARED, address)
  hand.words[2] = tag
  hand.words[3] = part
}

/** The hand gets a reference of its own. The caller holds the object's mutex. */
export function keepField({ words }: Hand): void {
  const kind = (words[0] as number) & SLOT_KIND
  if (kind === CELL_SHARED) retainObject(words[1] as number)
  else if (kind >= SLOT_LATIN1 && kind <= SLOT_MESSAGE) retainBlock(words[1] as number)
}

/** The value in the hand; the hand's reference is given back. */
export function unpackField(hand: Hand): unknown {
  const { words } = hand
  switch ((words[0] as number) & SLOT_KIND) {
    case CELL_DATE:
      return new Date(hand.doubles[1] as number)
    case CELL_SHARED: {
      const address = words[1] as number
      try {
        return reviveShared(words[2] as number, address, words[3] as number)
      } catch (error) {
        throw explained(error)
      } finally {
        dropShared(address)
      }
    }
    default:
      return unpack(hand)
  }
}

/** Gives the hand's reference back. Nobody holds the mutex of an object. */
export function dropField(hand: Hand): void {
  const kind = (hand.words[0] as number) & SLOT_KIND
  if (kind === CELL_SHARED) dropShared(hand.words[1] as number)
  else if (kind <= SLOT_MESSAGE) drop(hand)
}
