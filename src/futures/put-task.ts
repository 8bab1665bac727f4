/** A submitter's part of a task: its future, its message, its place in the queue. */
import { add, store } from '#atomics'
import { F_MESSAGE, F_MESSAGE_ROOM, F_POOL, F_TERMS, X_TASKS, X_TIMES } from '../core/futures-layout.ts'
import { TASK } from '../core/future.ts'
import { peek, poke } from '../core/guarded.ts'
import { O_REFS } from '../core/layout.ts'
import { dismiss } from '../core/pool.ts'
import { noteSubmitted } from '../core/pool-times.ts'
import { hasInbox, post } from '../core/pool-inbox.ts'
import { Q_GETTERS } from '../core/queue-layout.ts'
import { signalAll } from '../core/wait-list.ts'
import { DONE, tryPut } from '../core/queue.ts'
import type { Outcome } from '../core/queue.ts'
import { sortFromHereOn } from '../core/queue-order.ts'
import { hand, HAND_KEY, handNumbers } from '../core/queue-ring.ts'
import { detach, isDetached } from '../platform/detach.ts'
import { fitsWithin, freeMessage, placeMessage } from '../runtime/message.ts'
import { dropObject, retainObject } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { makeTerms } from '../runtime/task-terms.ts'
import { linkAbort } from './abort-link.ts'
import type { CheckedCall } from './call-options.ts'
import { addressOf, futures } from './future.ts'
import type { Future } from './future.ts'
import { dropTask } from './task-reference.ts'
import { encodeTask } from './task.ts'
import type { Callable } from './task.ts'

export interface MadeTask {
  readonly future: Future
  /** 0 once it is the queue's, or freed; until then the future has the reference of its task. */
  message: number
}

/**
 * @param prepare - told the address of the new future before anybody else knows it.
 * @throws CaptureError naming what can't cross; TypeError for a buffer that can't move: nothing has moved then.
 */
export function makeTask(
  pool: number,
  call: CheckedCall,
  fn: Callable,
  args: readonly unknown[],
  prepare?: (future: number) => void,
): MadeTask {
  for (const buffer of call.transfer)
    if (isDetached(buffer)) throw new TypeError('Expected buffers in `transfer` that have not been moved yet')
  let future: Future | undefined
  const message = encodeTask(fn, args, call.stores, (length, references) => {
    if (!fitsWithin(F_MESSAGE_ROOM, length, references)) return 0
    future = makeFuture(pool, call, prepare)
    return placeMessage(addressOf(future) + F_MESSAGE, length, references)
  })
  try {
    future ??= makeFuture(pool, call, prepare)
  } catch (error) {
    freeMessage(message)
    throw error
  }
  detach(call.transfer)
  return { future, message }
}

function makeFuture(
  pool: number,
  call: CheckedCall,
  prepare: ((future: number) => void) | undefined,
): Future {
  return futures.make((address) => {
    poke(address + F_POOL, pool)
    poke(address + O_REFS, peek(address + O_REFS) + TASK)
    addTerms(address, call)
    if (peek(pool + X_TIMES) !== 0) noteSubmitted(address)
    prepare?.(address)
  })
}

/** Puts the task into the pool's queue; the references of a task that is not put are given back. */
function putTask(pool: number, future: number, message: number, priority: number): Outcome {
  retainObject(pool)
  let outcome: Outcome | undefined
  try {
    if (priority !== 0) sortFromHereOn(pool, selfIdent)
    hand[0] = future
    hand[1] = message
    hand[HAND_KEY] = 0
    handNumbers[3] = -priority
    outcome = tryPut(pool, selfIdent)
    return outcome
  } finally {
    if (outcome !== DONE) {
      freeUnput(future, message)
      dropObject(pool)
    }
  }
}

/**
 * Makes a task that the pool has counted already, and queues it. @returns its future; undefined when the pool was shut
 * down. @throws as {@link makeTask}; nothing is counted then.
 */
export function putCounted(
  pool: number,
  call: CheckedCall,
  fn: Callable,
  args: readonly unknown[],
  prepare: ((future: number) => void) | undefined,
): Future | undefined {
  let outcome: Outcome | undefined
  try {
    const { future, message } = makeTask(pool, call, fn, args, prepare)
    outcome = putTask(pool, addressOf(future), message, call.priority)
    return outcome === DONE ? future : undefined
  } finally {
    if (outcome !== DONE) dismiss(pool, selfIdent)
  }
}

/** As {@link putCounted}, of a task that was made before it was counted. @returns false when the pool was shut down. */
export function putMade(pool: number, task: MadeTask, priority: number): boolean {
  const { future, message } = task
  let outcome: Outcome | undefined
  try {
    task.message = 0
    outcome = putTask(pool, addressOf(future), message, priority)
    return outcome === DONE
  } finally {
    if (outcome !== DONE) dismiss(pool, selfIdent)
  }
}

/** The task is not to be queued: it is cancelled, with the reason of its signal if that did it. */
export function discardTask({ future, message }: MadeTask, call: CheckedCall): void {
  if (message !== 0) freeUnput(addressOf(future), message)
  if (call.signal?.aborted === true) obeySignal(future, call)
  future.cancel()
  future.setRunningOrNotifyCancel()
}

/** Nobody gets the task any more. */
function freeUnput(future: number, message: number): void {
  freeMessage(message)
  dropTask(future)
}

/** Those that sleep look at what was posted to them. */
export function wakeWorkers(pool: number): void {
  signalAll(pool + Q_GETTERS, selfIdent)
}

/** A task for the worker of one place. @returns undefined when the place has no worker that takes it. */
export function postTask(
  pool: number,
  place: number,
  call: CheckedCall,
  fn: Callable,
  args: readonly unknown[],
): Future | undefined {
  if (!hasInbox(place)) return undefined
  const { future, message } = makeTask(pool, call, fn, args)
  const address = addressOf(future)
  retainObject(pool)
  add(pool + X_TASKS, 1)
  if (post(place, address, message)) {
    obeySignal(future, call)
    return future
  }
  dismiss(pool, selfIdent)
  freeUnput(address, message)
  dropObject(pool)
  return undefined
}

/** To a new future. */
export function addTerms(future: number, call: CheckedCall): void {
  if (call.name !== '' || call.timeoutMs !== 0 || call.signal !== undefined)
    store(future + F_TERMS, makeTerms(call))
}

/** Of a task whose signal was aborted before it was made. @param prepare - as of {@link makeTask}. */
export function cancelledFuture(call: CheckedCall, prepare?: (future: number) => void): Future {
  const future = futures.make((address) => {
    addTerms(address, call)
    prepare?.(address)
  })
  obeySignal(future, call)
  future.setRunningOrNotifyCancel()
  return future
}

/** From here on the signal cancels the task. */
export function obeySignal(future: Future, { signal, hard }: CheckedCall): void {
  if (signal !== undefined) linkAbort(signal, future, hard)
}
