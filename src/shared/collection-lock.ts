/**
 * The mutexes of collections. They are held for a few stores, or as long as a function that the program gave to
 * `update()` runs; so waits for them name the collection, for reports and for the deadlock detector, and may throw what
 * interrupts.
 */
import { take } from '../core/collection-mutex.ts'
import { holder, release, tryAcquire } from '../core/mutex.ts'
import { ThreadError } from '../errors.ts'
import { selfIdent } from '../runtime/self.ts'

/** Maps in whose update() this thread is, the innermost one last. */
const updating: number[] = []

/** @param mutex - offset of it. @throws ThreadError in a function that `update()` of this collection calls. */
export function enter(collection: number, mutex: number): void {
  if (tryAcquire(collection + mutex, selfIdent)) return
  if (holder(collection + mutex) === selfIdent) throw usedInside()
  take(collection + mutex, selfIdent, collection)
}

export function leave(collection: number, mutex: number): void {
  release(collection + mutex)
}

/** Every use of a map begins with this. @throws ThreadError in a function that `update()` of this map calls. */
export function refuseInside(map: number): void {
  if (updating.length > 0 && updating.includes(map)) throw usedInside()
}

/** Runs a function of the program that must not use the map. */
export function runInside<R>(map: number, change: () => R): R {
  updating.push(map)
  try {
    return change()
  } finally {
    updating.pop()
  }
}

function usedInside(): ThreadError {
  return new ThreadError(
    'the function given to update() used the collection that it updates, or a module did that is loaded for a value to be taken out: this thread has its lock already; take what it needs before, or return it',
  )
}
