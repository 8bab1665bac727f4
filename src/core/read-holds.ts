/**
 * Who reads: the table of read holds of a reader-writer lock. All of this is done under the lock's RW_MUTEX.
 *
 * Pages of seven places { ident, count }, the first inside the lock, further ones as there are more readers at once;
 * they stay until the lock is freed. RW_HOLDS is the sum of all counts. A place with count 0 is free, whatever its ident.
 *
 * Whoever waits to read has a place promised (RW_PROMISED): there are always so many free ones, so that granting never
 * allocates, and can't fail.
 */
import { add, load, store } from '#atomics'
import { allocateZeroed, free } from './arena.ts'
import { RP_BYTES, RP_NEXT, RP_PLACES, RW_HOLDS, RW_PAGE, RW_PROMISED } from './layout.ts'

const PLACE_BYTES = 8
const COUNT = 4
const FIRST_PLACE = RW_PAGE + RP_PLACES

/** How often the thread of this ident holds the lock for reading. */
export function holdsOf(lock: number, ident: number): number {
  if (load(lock + RW_HOLDS) === 0) return 0
  const place = placeOf(lock, ident)
  return place === 0 ? 0 : load(place + COUNT)
}

/** @throws ThreadError when the arena is full; nothing has changed then. */
export function addHold(lock: number, ident: number): void {
  const own = placeOf(lock, ident)
  if (own === 0 && load(lock + RW_PROMISED) !== 0) makeRoom(lock, load(lock + RW_PROMISED) + 1)
  take(lock, own === 0 ? freePlace(lock) : own, ident)
}

/** For a reader that waits. @throws ThreadError when the arena is full; nothing has changed then. */
export function promiseHold(lock: number): void {
  makeRoom(lock, load(lock + RW_PROMISED) + 1)
  add(lock + RW_PROMISED, 1)
}

export function dropPromises(lock: number, count: number): void {
  add(lock + RW_PROMISED, -count)
}

/** The reader does not wait any more: the place is its own. */
export function keepPromise(lock: number, ident: number): void {
  dropPromises(lock, 1)
  const own = placeOf(lock, ident)
  take(lock, own === 0 ? freePlace(lock) : own, ident)
}

/** @returns false when the thread holds nothing. */
export function removeHold(lock: number, ident: number): boolean {
  const place = placeOf(lock, ident)
  if (place === 0) return false
  add(place + COUNT, -1)
  add(lock + RW_HOLDS, -1)
  return true
}

/** Removes all holds of a dead thread, which may have died between two stores: RW_HOLDS is counted anew. */
export function buryHolds(lock: number, ident: number): void {
  let holds = 0
  eachPlace(lock, (place) => {
    if (load(place) === ident) store(place + COUNT, 0)
    holds += load(place + COUNT)
    return false
  })
  store(lock + RW_HOLDS, holds)
}

/** Idents of those who read. */
export function readersOf(lock: number): number[] {
  const idents: number[] = []
  eachPlace(lock, (place) => {
    if (load(place + COUNT) !== 0) idents.push(load(place))
    return false
  })
  return idents
}

/** Frees the further pages; the lock itself is about to be freed. */
export function freePages(lock: number): void {
  for (let page = load(lock + RW_PAGE + RP_NEXT); page !== 0;) {
    const next = load(page + RP_NEXT)
    free(page, RP_BYTES)
    page = next
  }
}

function take(lock: number, place: number, ident: number): void {
  store(place, ident)
  add(place + COUNT, 1)
  add(lock + RW_HOLDS, 1)
}

/** The place where `ident` has holds, 0 for none. */
function placeOf(lock: number, ident: number): number {
  if (load(lock + RW_HOLDS) === 0) return 0
  // the first place is that of an only reader
  if (load(lock + FIRST_PLACE) === ident && load(lock + FIRST_PLACE + COUNT) !== 0) return lock + FIRST_PLACE
  return eachPlace(lock, (place) => load(place) === ident && load(place + COUNT) !== 0)
}

function freePlace(lock: number): number {
  if (load(lock + FIRST_PLACE + COUNT) === 0) return lock + FIRST_PLACE
  const place = eachPlace(lock, (at) => load(at + COUNT) === 0)
  return place === 0 ? addPage(lock) + RP_PLACES : place
}

/** Sees to it that at least `wanted` places are free. */
function makeRoom(lock: number, wanted: number): void {
  let left = wanted
  eachPlace(lock, (place) => {
    if (load(place + COUNT) === 0) left -= 1
    return left === 0
  })
  for (; left > 0; left -= (RP_BYTES - RP_PLACES) / PLACE_BYTES) addPage(lock)
}

function addPage(lock: number): number {
  const page = allocateZeroed(RP_BYTES)
  store(page + RP_NEXT, load(lock + RW_PAGE + RP_NEXT))
  store(lock + RW_PAGE + RP_NEXT, page)
  return page
}

/** @returns the first place that `look` says yes to, 0 when there is none. */
function eachPlace(lock: number, look: (place: number) => boolean): number {
  for (let page = lock + RW_PAGE; page !== 0; page = load(page + RP_NEXT)) {
    for (let place = page + RP_PLACES; place < page + RP_BYTES; place += PLACE_BYTES) {
      if (look(place)) return place
    }
  }
  return 0
}
