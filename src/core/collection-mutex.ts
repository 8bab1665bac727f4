/** A mutex of a collection: waits for it name the collection, and leave the hands (core/slot.ts) as they are. */
import { acquire, tryAcquire } from './mutex.ts'
import { keyHand, valueHand } from './slot.ts'

/** @throws what interrupts a wait: a signal's handler, a deadlock. The mutex is not taken then. */
export function take(mutex: number, owner: number, collection: number): void {
  if (!tryAcquire(mutex, owner)) takeSlow(mutex, owner, collection)
}

function takeSlow(mutex: number, owner: number, collection: number): void {
  // a handler of a signal may run in the wait, and use collections
  const key = keyHand.words.slice()
  const value = valueHand.words.slice()
  try {
    acquire(mutex, owner, Infinity, collection)
  } finally {
    keyHand.words.set(key)
    valueHand.words.set(value)
  }
}
