/**
 * A queue: items that threads put in and get out, with room for Q_MAXSIZE of them. First in first out, last in first
 * out, or smallest first, by Q_ORDER.
 *
 * Q_MUTEX guards all words of the block but the three wait lists. The items are those with the numbers Q_HEAD to
 * Q_TAIL - 1 (queue-ring.ts). The words of one step are assigned in one row: a thread that is ended from outside has
 * done the whole step or nothing of it.
 *
 * Who waits stands on Q_GETTERS, Q_PUTTERS or Q_JOINERS: it enlists, and tries once more before it sleeps. A step that
 * makes an item, room, or the end of all work looks at the list's head while it holds the mutex. So either that try
 * comes after the step and succeeds, or the enlisting came before the step's look (core/README.md, "The queue").
 *
 * Q_SPINNER names a thread that spins for an item. It has not enlisted, clears the word when it is done, and tries once more
 * after that. So the first item of an empty queue wakes nobody else as long as the word is set: either that thread finds it,
 * or somebody who was faster.
 *
 * Nobody is handed an item: whoever is signalled tries again, and a running thread may be faster.
 */
import { load } from '#atomics'
import { peek, poke } from './guarded.ts'
import {
  Q_GETTERS,
  Q_HEAD,
  Q_JOINERS,
  Q_MAXSIZE,
  Q_MUTEX,
  Q_ORDER,
  Q_PUTTERS,
  Q_RING,
  Q_SEQUENCE,
  Q_SPINNER,
  Q_STATE,
  Q_TAIL,
  Q_UNFINISHED,
  QR_CAPACITY,
} from './queue-layout.ts'
import { i32 } from './memory.ts'
import { acquire, release } from './mutex.ts'
import { moveDown, moveUp, stepsUp } from './queue-heap.ts'
import {
  grow,
  hand,
  HAND_KEY,
  makeRing,
  pickUp,
  PLACE,
  PLACE_KEY,
  PLACE_WITH_KEY,
  placeOf,
  shrink,
} from './queue-ring.ts'
import { signalAll, signalNext } from './wait-list.ts'

/** Q_ORDER. */
export const FIRST_IN = 0
export const LAST_IN = 1
export const SMALLEST = 2
/** Q_STATE. */
const OPEN = 0
const CLOSED = 1
const CLOSED_AT_ONCE = 2

/** What a try came to. */
export const DONE = 0
/** A put: no room. A get: no item. */
export const NOT_NOW = 1
/** It was shut down. */
export const NEVER = 2
/** It can't be compared with an item that is there. */
export const UNFIT = 3
/** There are no such tasks. */
export const TOO_MANY = 4
export type Outcome = typeof DONE | typeof NOT_NOW | typeof NEVER | typeof UNFIT | typeof TOO_MANY

/** Second word of a wait list. */
const LIST_HEAD = 4

/** @throws ThreadError when the arena is full. */
export function initQueue(queue: number, order: number, maxsize: number): void {
  poke(queue + Q_RING, makeRing(placeBytes(order)))
  poke(queue + Q_ORDER, order)
  poke(queue + Q_MAXSIZE, maxsize)
}

export function placeBytes(order: number): number {
  return order === SMALLEST ? PLACE_WITH_KEY : PLACE
}

/** Puts the item in the hand in, if there is room. @throws ThreadError when the arena is full: it was not put. */
export function tryPut(queue: number, owner: number): Outcome {
  acquire(queue + Q_MUTEX, owner, Infinity)
  const tail = peek(queue + Q_TAIL)
  const count = (tail - peek(queue + Q_HEAD)) | 0
  const maxsize = peek(queue + Q_MAXSIZE)
  if (peek(queue + Q_STATE) !== OPEN) return leave(queue, NEVER)
  if (maxsize > 0 && count >= maxsize) return leave(queue, NOT_NOW)
  return add(queue, owner, tail, count, 1)
}

/** The caller holds the mutex, which is free afterwards. @param task - 1 when it counts as unfinished work from here on. */
function add(queue: number, owner: number, tail: number, count: number, task: number): Outcome {
  const order = peek(queue + Q_ORDER)
  const bytes = order === SMALLEST ? PLACE_WITH_KEY : PLACE
  let ring = peek(queue + Q_RING)
  if (count === peek(ring + QR_CAPACITY)) ring = growOrLeave(queue, bytes)
  const steps = order === SMALLEST ? stepsUp(ring, count) : 0
  if (steps < 0) return leave(queue, UNFIT)
  const at = placeOf(ring, tail, bytes) >>> 2
  const words = queue >>> 2
  const unfinished = peek(queue + Q_UNFINISHED) + task
  i32[at] = hand[0] as number
  i32[at + 1] = hand[1] as number
  i32[at + 2] = hand[2] as number
  i32[at + 3] = hand[3] as number
  if (order === SMALLEST) {
    const sequence = i32[words + (Q_SEQUENCE >>> 2)] as number
    i32[words + (Q_SEQUENCE >>> 2)] = (sequence + 1) | 0
    i32[at + 4] = hand[HAND_KEY] as number
    i32[at + 5] = sequence
    i32[at + 6] = hand[6] as number
    i32[at + 7] = hand[7] as number
  }
  i32[words + (Q_TAIL >>> 2)] = (tail + 1) | 0
  i32[words + (Q_UNFINISHED >>> 2)] = unfinished
  if (steps > 0) moveUp(ring, count, steps)
  const wanted = peek(queue + Q_GETTERS + LIST_HEAD) !== 0 && (count > 0 || peek(queue + Q_SPINNER) === 0)
  release(queue + Q_MUTEX)
  if (wanted) signalNext(queue + Q_GETTERS, owner)
  return DONE
}

/** Takes an item into the hand, if there is one. */
export function tryGet(queue: number, owner: number): Outcome {
  acquire(queue + Q_MUTEX, owner, Infinity)
  const tail = peek(queue + Q_TAIL)
  const head = peek(queue + Q_HEAD)
  const left = (tail - head - 1) | 0
  if (left < 0) return leave(queue, peek(queue + Q_STATE) === OPEN ? NOT_NOW : NEVER)
  const ring = peek(queue + Q_RING)
  const words = queue >>> 2
  const order = peek(queue + Q_ORDER)
  if (order === FIRST_IN) {
    pickUp(placeOf(ring, head, PLACE))
    i32[words + (Q_HEAD >>> 2)] = (head + 1) | 0
  } else if (order === LAST_IN) {
    pickUp(placeOf(ring, tail - 1, PLACE))
    i32[words + (Q_TAIL >>> 2)] = tail - 1
  } else takeSmallest(queue, ring, left)
  if (left === 0) shrink(queue, placeBytes(order))
  const maxsize = peek(queue + Q_MAXSIZE)
  const wanted = (maxsize <= 0 || left < maxsize) && peek(queue + Q_PUTTERS + LIST_HEAD) !== 0
  release(queue + Q_MUTEX)
  if (wanted) signalNext(queue + Q_PUTTERS, owner)
  return DONE
}

function takeSmallest(queue: number, ring: number, left: number): void {
  const first = placeOf(ring, 0, PLACE_WITH_KEY)
  pickUp(first)
  hand[HAND_KEY] = peek(first + PLACE_KEY)
  hand[6] = peek(first + PLACE_KEY + 8)
  hand[7] = peek(first + PLACE_KEY + 12)
  const at = first >>> 2
  const last = placeOf(ring, left, PLACE_WITH_KEY) >>> 2
  i32[at] = i32[last] as number
  i32[at + 1] = i32[last + 1] as number
  i32[at + 2] = i32[last + 2] as number
  i32[at + 3] = i32[last + 3] as number
  i32[at + 4] = i32[last + 4] as number
  i32[at + 5] = i32[last + 5] as number
  i32[at + 6] = i32[last + 6] as number
  i32[at + 7] = i32[last + 7] as number
  i32[(queue + Q_TAIL) >>> 2] = left
  moveDown(ring, left)
}

/**
 * The item in the hand, got just now, could not be used: it is the next one again, room or not.
 * @returns false when the queue was shut down at once: nobody gets it any more, and it is the caller's.
 */
export function putBack(queue: number, owner: number): boolean {
  acquire(queue + Q_MUTEX, owner, Infinity)
  const head = peek(queue + Q_HEAD)
  const tail = peek(queue + Q_TAIL)
  const count = (tail - head) | 0
  if (peek(queue + Q_STATE) === CLOSED_AT_ONCE) {
    release(queue + Q_MUTEX)
    finish(queue, owner, 1)
    return false
  }
  if (peek(queue + Q_ORDER) !== FIRST_IN) return add(queue, owner, tail, count, 0) === DONE
  let ring = peek(queue + Q_RING)
  if (count === peek(ring + QR_CAPACITY)) ring = growOrLeave(queue, PLACE)
  const at = placeOf(ring, head - 1, PLACE) >>> 2
  i32[at] = hand[0] as number
  i32[at + 1] = hand[1] as number
  i32[at + 2] = hand[2] as number
  i32[at + 3] = hand[3] as number
  i32[(queue + Q_HEAD) >>> 2] = (head - 1) | 0
  release(queue + Q_MUTEX)
  signalNext(queue + Q_GETTERS, owner)
  return true
}

/** The work of `count` items is done. @returns TOO_MANY when there was not that much of it: nothing has changed then. */
export function finish(queue: number, owner: number, count: number): Outcome {
  acquire(queue + Q_MUTEX, owner, Infinity)
  const left = peek(queue + Q_UNFINISHED) - count
  if (left < 0) return leave(queue, TOO_MANY)
  poke(queue + Q_UNFINISHED, left)
  release(queue + Q_MUTEX)
  if (left === 0) signalAll(queue + Q_JOINERS, owner)
  return DONE
}

/** What a shutdown took out: the block of places and the numbers of the items in it. */
export interface Drained {
  readonly ring: number
  readonly head: number
  readonly tail: number
}

/**
 * From here on no item gets in, and, once there is none left, none out.
 * @param atOnce - takes out all there are; they count as done.
 * @returns them: the caller frees them, and the ring.
 */
export function shutDown(queue: number, owner: number, atOnce: boolean): Drained | undefined {
  const order = peek(queue + Q_ORDER)
  const empty = atOnce ? makeRing(placeBytes(order)) : 0
  acquire(queue + Q_MUTEX, owner, Infinity)
  const ring = peek(queue + Q_RING)
  const head = peek(queue + Q_HEAD)
  const tail = peek(queue + Q_TAIL)
  const left = Math.max(0, peek(queue + Q_UNFINISHED) - ((tail - head) | 0))
  const words = queue >>> 2
  if (atOnce) {
    i32[words + (Q_STATE >>> 2)] = CLOSED_AT_ONCE
    i32[words + (Q_RING >>> 2)] = empty
    i32[words + (Q_HEAD >>> 2)] = 0
    i32[words + (Q_TAIL >>> 2)] = 0
    i32[words + (Q_UNFINISHED >>> 2)] = left
  } else if (peek(queue + Q_STATE) === OPEN) poke(queue + Q_STATE, CLOSED)
  release(queue + Q_MUTEX)
  signalAll(queue + Q_GETTERS, owner)
  signalAll(queue + Q_PUTTERS, owner)
  if (!atOnce) return undefined
  if (left === 0) signalAll(queue + Q_JOINERS, owner)
  return { ring, head, tail }
}

/** Changes how many items there may be; those that are there stay. */
export function setMaxsize(queue: number, owner: number, maxsize: number): void {
  acquire(queue + Q_MUTEX, owner, Infinity)
  poke(queue + Q_MAXSIZE, maxsize)
  release(queue + Q_MUTEX)
  signalAll(queue + Q_PUTTERS, owner)
}

/** How many items there are at this moment. */
export function countItems(queue: number): number {
  // two loads: a step of somebody else may come in between
  return Math.max(0, (load(queue + Q_TAIL) - load(queue + Q_HEAD)) | 0)
}

/** Whether a put would not have to wait. Unlike {@link isFull} it can't miss a get that found nobody on Q_PUTTERS. */
export function hasRoom(queue: number, owner: number): boolean {
  acquire(queue + Q_MUTEX, owner, Infinity)
  const maxsize = peek(queue + Q_MAXSIZE)
  const count = (peek(queue + Q_TAIL) - peek(queue + Q_HEAD)) | 0
  const room = maxsize <= 0 || count < maxsize || peek(queue + Q_STATE) !== OPEN
  release(queue + Q_MUTEX)
  return room
}

/** Whether there was no room at this moment. */
export function isFull(queue: number): boolean {
  const maxsize = load(queue + Q_MAXSIZE)
  return maxsize > 0 && countItems(queue) >= maxsize
}

export function isShutDown(queue: number): boolean {
  return load(queue + Q_STATE) !== OPEN
}

function leave(queue: number, outcome: Outcome): Outcome {
  release(queue + Q_MUTEX)
  return outcome
}

function growOrLeave(queue: number, bytes: number): number {
  try {
    return grow(queue, bytes)
  } catch (error) {
    release(queue + Q_MUTEX)
    throw error
  }
}
