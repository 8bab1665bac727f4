/**
 * Waiting for a queue: for an item, for room, for the end of all work. The steps stand in core/README.md, "The queue".
 *
 * A signal means: look, there may be something for you. Whoever gets one and can't look, because it is interrupted,
 * passes it on; so there is always somebody on the way to what is there.
 */
import { compareExchange, load, store } from '#atomics'
import { remaining } from './clock.ts'
import {
  Q_GETTERS,
  Q_HEAD,
  Q_JOINERS,
  Q_MUTEX,
  Q_ORDER,
  Q_PUTTERS,
  Q_SPINNER,
  Q_TAIL,
  Q_UNFINISHED,
} from './queue-layout.ts'
import { breakDead } from './mutex.ts'
import { maySpin, spinFor } from './spin.ts'
import { countItems, DONE, FIRST_IN, hasRoom, isFull, isShutDown, NOT_NOW, tryGet, tryPut } from './queue.ts'
import type { Outcome } from './queue.ts'
import { hand } from './queue-ring.ts'
import { takeTicket, TIMED_OUT, waitForSignal } from './ticket.ts'
import { buryWaiters, signalAll, signalNext, withdraw } from './wait-list.ts'

/** There is no item, but something else to do. */
export const ELSEWHERE = 5

/** Takes an item into the hand, blocking until `deadlineMs`. @returns NOT_NOW when it passed, NEVER after a shutdown. */
export function get(queue: number, thread: number, owner: number, deadlineMs: number): Outcome {
  const tryIt = (): Outcome => tryGet(queue, owner)
  const changes = queue + Q_TAIL
  return tryUntil(queue, queue + Q_GETTERS, changes, thread, owner, deadlineMs, tryIt, passItem)
}

/** As {@link get}. @param look - whether there is something else to do: @returns ELSEWHERE then, if there is no item. */
export function getUnless(
  queue: number,
  thread: number,
  owner: number,
  deadlineMs: number,
  look: () => boolean,
): Outcome | typeof ELSEWHERE {
  const tryIt = (): Outcome | typeof ELSEWHERE => {
    const outcome = tryGet(queue, owner)
    return outcome === NOT_NOW && look() ? ELSEWHERE : outcome
  }
  return tryUntil(queue, queue + Q_GETTERS, queue + Q_TAIL, thread, owner, deadlineMs, tryIt, passItem)
}

/**
 * As {@link get}, without a deadline.
 * @param look - called before each sleep, when nothing that comes after it can be missed; what it throws ends the wait.
 */
export function getLooking(queue: number, thread: number, owner: number, look: () => void): Outcome {
  const tryIt = (): Outcome => {
    const outcome = tryGet(queue, owner)
    if (outcome === NOT_NOW) look()
    return outcome
  }
  return tryUntil(queue, queue + Q_GETTERS, queue + Q_TAIL, thread, owner, Infinity, tryIt, passItem)
}

/** Blocks until there is room, the queue is shut down, or `enough` says so. For the only thread that puts. */
export function waitForRoom(queue: number, thread: number, owner: number, enough: () => boolean): void {
  const tryIt = (): Outcome => (hasRoom(queue, owner) || enough() ? DONE : NOT_NOW)
  tryUntil(queue, queue + Q_PUTTERS, queue + Q_HEAD, thread, owner, Infinity, tryIt, passRoom)
}

/** Puts the item in the hand in, blocking until `deadlineMs`. */
export function put(queue: number, thread: number, owner: number, deadlineMs: number): Outcome {
  // what runs inside a wait may use the hand for items of its own
  const item = hand.slice()
  const tryIt = (): Outcome => {
    hand.set(item)
    return tryPut(queue, owner)
  }
  const changes = queue + (load(queue + Q_ORDER) === FIRST_IN ? Q_HEAD : Q_TAIL)
  return tryUntil(queue, queue + Q_PUTTERS, changes, thread, owner, deadlineMs, tryIt, passRoom)
}

/**
 * @param changes - a word that is another one as soon as the try may succeed.
 * @param pass - wakes somebody else for what is there.
 */
function tryUntil<O extends Outcome | typeof ELSEWHERE>(
  queue: number,
  list: number,
  changes: number,
  thread: number,
  owner: number,
  deadlineMs: number,
  tryIt: () => O,
  pass: (queue: number, owner: number) => void,
): O {
  for (;;) {
    const seen = load(changes)
    let outcome: O | undefined = tryIt()
    if (outcome !== NOT_NOW || remaining(deadlineMs) === 0) return outcome
    const forItem = list === queue + Q_GETTERS
    if (forItem ? spinForItem(queue, seen, owner) : spinFor(changes, seen)) continue
    const waiter = takeTicket(list, thread, owner)
    outcome = undefined
    try {
      outcome = tryIt()
    } finally {
      // a signal that came meanwhile was not needed for this one
      if (outcome !== NOT_NOW && !withdraw(list, waiter, owner)) {
        waitForSignal(list, waiter, owner, 0, queue)
        pass(queue, owner)
      }
    }
    if (outcome !== NOT_NOW) return outcome
    waitForSignal(list, waiter, owner, deadlineMs, queue, () => pass(queue, owner))
  }
}

/**
 * Waits some microseconds for an item, where that is worth trying. An item that comes meanwhile may have woken nobody.
 * @param seen - Q_TAIL before the last try.
 * @returns whether it has waited: then the caller must try again, or pass on what is there.
 */
export function spinForItem(queue: number, seen: number, owner: number): boolean {
  if (!maySpin()) return false
  const announced = compareExchange(queue + Q_SPINNER, 0, owner) === 0
  spinFor(queue + Q_TAIL, seen)
  if (announced) store(queue + Q_SPINNER, 0)
  return true
}

/** Somebody who was signalled for an item has no use for it. */
export function passItem(queue: number, owner: number): void {
  if (countItems(queue) > 0) signalNext(queue + Q_GETTERS, owner)
}

/** Somebody who was signalled for room has no use for it. */
export function passRoom(queue: number, owner: number): void {
  if (!isFull(queue)) signalNext(queue + Q_PUTTERS, owner)
}

export function isFinished(queue: number): boolean {
  return load(queue + Q_UNFINISHED) === 0
}

/** Blocks until no work is unfinished, or has been for a moment. @returns false when the deadline passed first. */
export function join(queue: number, thread: number, owner: number, deadlineMs: number): boolean {
  if (isFinished(queue)) return true
  const waiter = takeTicket(queue + Q_JOINERS, thread, owner)
  // the last work may have been finished before this thread stood on the list: nobody signals it then
  const deadline = isFinished(queue) ? 0 : deadlineMs
  return waitForSignal(queue + Q_JOINERS, waiter, owner, deadline, queue) !== TIMED_OUT || deadline === 0
}

/** A thread has died: its waiters are struck off, the mutex is freed, and all look again, as it may not have signalled. */
export function settleQueue(queue: number, thread: number, ident: number, owner: number): void {
  const lists = [queue + Q_GETTERS, queue + Q_PUTTERS, queue + Q_JOINERS]
  for (const list of lists) buryWaiters(list, thread, ident, owner)
  breakDead(queue + Q_MUTEX, ident)
  compareExchange(queue + Q_SPINNER, ident, 0)
  if (countItems(queue) > 0 || isShutDown(queue)) signalAll(queue + Q_GETTERS, owner)
  if (!isFull(queue) || isShutDown(queue)) signalAll(queue + Q_PUTTERS, owner)
  if (isFinished(queue)) signalAll(queue + Q_JOINERS, owner)
}
