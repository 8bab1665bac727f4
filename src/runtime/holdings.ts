/**
 * What this isolate holds, in shared memory: the objects it has handles of, and how many messages it has made.
 *
 * A block of HOLDINGS_BYTES, on the list HOLDINGS_HEAD under HOLDINGS_LOCK, with pages of places: a place has the address
 * of an object that the isolate has a reference to, or 0. Only the isolate writes, with plain stores, until it has
 * ended; then whoever cleans up after it goes through the places (`settleHoldings()`). A reference is counted before its
 * place is filled, and its place cleared before it is given back: who is ended in between loses one object's memory, and
 * nothing is ever given back twice. Others read the counts as hints.
 */
import { load, store } from '#atomics'
import { allocateZeroed, free } from '../core/arena.ts'
import { peek, poke } from '../core/guarded.ts'
import {
  H_HANDLES,
  H_IDENT,
  H_MESSAGE_BYTES,
  H_MESSAGES,
  H_NEXT,
  H_PAGES,
  HOLDINGS_BYTES,
  HOLDINGS_HEAD,
  HOLDINGS_LOCK,
  HP_BYTES,
  HP_FIRST,
  HP_NEXT,
  LOST_MESSAGE_BYTES,
  LOST_MESSAGES,
} from '../core/holdings-layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { onBecome, selfIdent } from './self.ts'

/** Of this isolate; 0 until it needs it. */
let holdings = 0
/** The word that names the block to whoever cleans up; 0 when nobody will. */
let namedBy = 0
/** Places that are free. */
const places: number[] = []

/** A carrier's holdings are found by this word of its block, once it has ended. */
export function nameHoldings(word: number): void {
  namedBy = word
}

onBecome(() => {
  if (holdings !== 0) poke(holdings + H_IDENT, selfIdent)
})

function ensureHoldings(): void {
  if (holdings !== 0) return
  holdings = allocateZeroed(HOLDINGS_BYTES)
  poke(holdings + H_IDENT, selfIdent)
  acquire(HOLDINGS_LOCK, selfIdent, Infinity)
  store(holdings + H_NEXT, load(HOLDINGS_HEAD))
  store(HOLDINGS_HEAD, holdings)
  release(HOLDINGS_LOCK)
  if (namedBy !== 0) store(namedBy, holdings)
}

/** Makes sure that there is a free place. @throws ThreadError when the arena is full; nothing has changed then. */
export function preparePlace(): void {
  if (places.length > 0) return
  ensureHoldings()
  const page = allocateZeroed(HP_BYTES)
  store(page + HP_NEXT, peek(holdings + H_PAGES))
  store(holdings + H_PAGES, page)
  for (let place = page + HP_BYTES - 4; place >= page + HP_FIRST; place -= 4) places.push(place)
}

/** This isolate has a reference to the object. {@link preparePlace} came before. @returns the place. */
export function fillPlace(address: number): number {
  const place = places.pop() as number
  poke(place, address)
  return place
}

/** The reference is the caller's from here on. */
export function clearPlace(place: number): void {
  poke(place, 0)
  places.push(place)
}

export function countHandles(change: number): void {
  poke(holdings + H_HANDLES, peek(holdings + H_HANDLES) + change)
}

/** Handles that this isolate has now, collected ones included whose finalizers wait for its event loop. */
export function handlesHere(): number {
  return holdings === 0 ? 0 : peek(holdings + H_HANDLES)
}

export function countMessage(change: 1 | -1, bytes: number): void {
  if (holdings === 0) {
    // what can't be counted is only missing in a report
    if (selfIdent === 0) return
    ensureHoldings()
  }
  poke(holdings + H_MESSAGES, peek(holdings + H_MESSAGES) + change)
  poke(holdings + H_MESSAGE_BYTES, (peek(holdings + H_MESSAGE_BYTES) + change * bytes) | 0)
}

/** Calls `visit` with each isolate's holdings, under HOLDINGS_LOCK: it must neither make nor free objects. */
export function eachHoldings(visit: (holdings: number) => void): void {
  acquire(HOLDINGS_LOCK, selfIdent, Infinity)
  try {
    for (let at = load(HOLDINGS_HEAD); at !== 0; at = load(at + H_NEXT)) visit(at)
  } finally {
    release(HOLDINGS_LOCK)
  }
}

/**
 * The isolate has ended: gives its references back, and its blocks.
 * @param drop - gives one reference to the object at the address back.
 */
export function settleHoldings(ended: number, drop: (address: number) => void): void {
  acquire(HOLDINGS_LOCK, selfIdent, Infinity)
  let before = 0
  for (let at = load(HOLDINGS_HEAD); at !== ended && at !== 0; at = load(at + H_NEXT)) before = at
  store(before === 0 ? HOLDINGS_HEAD : before + H_NEXT, load(ended + H_NEXT))
  store(LOST_MESSAGES, (load(LOST_MESSAGES) + peek(ended + H_MESSAGES)) | 0)
  store(LOST_MESSAGE_BYTES, (load(LOST_MESSAGE_BYTES) + peek(ended + H_MESSAGE_BYTES)) | 0)
  release(HOLDINGS_LOCK)
  for (let page = load(ended + H_PAGES); page !== 0;) {
    for (let place = page + HP_FIRST; place < page + HP_BYTES; place += 4) {
      const address = peek(place)
      poke(place, 0)
      if (address !== 0) drop(address)
    }
    const next = load(page + HP_NEXT)
    free(page, HP_BYTES)
    page = next
  }
  free(ended, HOLDINGS_BYTES)
}
