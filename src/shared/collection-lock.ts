/**
 * The mutex of a collection. It is held for a few stores, or as long as a function that the program gave to `update()`
 * runs; so waits for it name the collection, for reports and for the deadlock detector, and may throw what interrupts.
 */
import { acquire, holder, release, tryAcquire } from '../core/mutex.ts'
import { keyHand, valueHand } from '../core/slot.ts'
import { ThreadError } from '../errors.ts'
import { selfIdent } from '../runtime/self.ts'

/** @param mutex - offset of it. @throws ThreadError in a function that `update()` of this collection calls. */
export function enter(collection: number, mutex: number): void {
  if (!tryAcquire(collection + mutex, selfIdent)) enterSlow(collection, mutex)
}

export function leave(collection: number, mutex: number): void {
  release(collection + mutex)
}

function enterSlow(collection: number, mutex: number): void {
  if (holder(collection + mutex) === selfIdent) {
    throw new ThreadError(
      'the function given to update() used the collection that it updates: this thread has its lock already; take what it needs before, or return it',
    )
  }
  // a handler of a signal may run in the wait, and use collections
  const key = keyHand.words.slice()
  const value = valueHand.words.slice()
  try {
    acquire(collection + mutex, selfIdent, Infinity, collection)
  } finally {
    keyHand.words.set(key)
    valueHand.words.set(value)
  }
}
