/**
 * Taking a value out of a collection and giving it to the program. Reading a message may fail: it needs a module that this
 * thread can't load, a port that has moved on. What can't be read here must stay, for another thread. So such a value is
 * read first, while nobody else takes anything out, and taken out then; all others are taken out at once and read when
 * the mutex is free.
 *
 * Reading it without the mutex, and taking it out if it is still there, would leave handles of what is in it with threads
 * that did not get it.
 */
import { blockOf, retainBlock, SLOT_KIND, SLOT_MESSAGE } from '../core/slot.ts'
import type { Hand } from '../core/slot.ts'
import { ThreadError } from '../errors.ts'
import { ImportFailed } from '../runtime/functions/index.ts'
import { dropBlock, unpack } from './slot-value.ts'

/** Whether reading the value in the hand may fail: it is a message, or a shared object as a key. */
export function mayFail({ words }: Hand): boolean {
  return ((words[0] as number) & SLOT_KIND) >= SLOT_MESSAGE
}

/** The hand gets a reference of its own; the caller holds what keeps the slot from changing. */
export function keep({ words }: Hand): void {
  const block = blockOf(words[0] as number, words[1] as number)
  if (block !== 0) retainBlock(block)
}

/** The value in the hand, whose reference stays the caller's, also when it can't be read; the words may be gone. */
export function readKept(hand: Hand): unknown {
  keep(hand)
  return unstolen(() => unpack(hand))
}

/** Runs `read`, and has its error say that nothing has been taken out. */
export function unstolen<R>(read: () => R): R {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ThreadError) || !(error.cause instanceof ImportFailed)) throw error
    throw new ThreadError(`${error.message}. It has not been taken out`, { cause: error.cause })
  }
}

/** Whether the value in the hand, to whose block the caller has a reference, is the one with these words. */
export function isSame({ words }: Hand, seen: Int32Array | undefined): boolean {
  return words.every((word, at) => word === seen?.[at])
}

/** Gives the reference of {@link keep} back that a value with these words got. Nobody holds the mutex of a collection. */
export function letGo(words: Int32Array): void {
  const [first = 0, second = 0, bytes = 0] = words
  const block = blockOf(first, second)
  if (block !== 0) dropBlock(first, block, bytes)
}
