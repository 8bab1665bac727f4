/**
 * A queue that was first in, first out, and has to tell its items apart by a number from here on: the tasks of a pool,
 * once one of them has a priority.
 *
 * All items that are there get the number 0 and go on in the order of their coming, which is a heap already.
 */
import { load } from '#atomics'
import { peek, poke } from './guarded.ts'
import { i32 } from './memory.ts'
import { acquire, release } from './mutex.ts'
import { FIRST_IN, SMALLEST } from './queue.ts'
import { Q_HEAD, Q_MUTEX, Q_ORDER, Q_RING, Q_SEQUENCE, Q_TAIL, QR_CAPACITY } from './queue-layout.ts'
import {
  freeRing,
  makeRing,
  PLACE,
  PLACE_KEY,
  PLACE_NUMBER,
  PLACE_SEQUENCE,
  PLACE_WITH_KEY,
  placeOf,
} from './queue-ring.ts'

/** @throws ThreadError when the arena is full; nothing has changed then. */
export function sortFromHereOn(queue: number, owner: number): void {
  if (load(queue + Q_ORDER) === SMALLEST) return
  acquire(queue + Q_MUTEX, owner, Infinity)
  try {
    if (peek(queue + Q_ORDER) === FIRST_IN) convert(queue)
  } finally {
    release(queue + Q_MUTEX)
  }
}

/** The caller holds the mutex. The words change in one row: see core/queue.ts. */
function convert(queue: number): void {
  const old = peek(queue + Q_RING)
  const ring = makeRing(PLACE_WITH_KEY, peek(old + QR_CAPACITY))
  const head = peek(queue + Q_HEAD)
  const count = (peek(queue + Q_TAIL) - head) | 0
  for (let n = 0; n < count; n++) {
    const from = placeOf(old, head + n, PLACE)
    const to = placeOf(ring, n, PLACE_WITH_KEY)
    for (let word = 0; word < PLACE; word += 4) poke(to + word, peek(from + word))
    poke(to + PLACE_KEY, 0)
    poke(to + PLACE_SEQUENCE, n)
    poke(to + PLACE_NUMBER, 0)
    poke(to + PLACE_NUMBER + 4, 0)
  }
  const words = queue >>> 2
  i32[words + (Q_RING >>> 2)] = ring
  i32[words + (Q_HEAD >>> 2)] = 0
  i32[words + (Q_TAIL >>> 2)] = count
  i32[words + (Q_SEQUENCE >>> 2)] = count
  i32[words + (Q_ORDER >>> 2)] = SMALLEST
  freeRing(old, PLACE)
}
