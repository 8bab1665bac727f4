/**
 * A worker's part of a task: takes it up, calls its function, says what it came to.
 *
 * The task in the queue has a reference to its future, and the future one to its pool; both are given back at the end.
 */
import { add, load } from '#atomics'
import { cancel, CANCELLED, ERROR, finish, RUNNING, takeUp, VALUE } from '../core/future.ts'
import {
  F_OUTER,
  F_POOL,
  F_RUNNER,
  F_STATE,
  X_CANCELLED,
  X_DONE,
  X_FAILED,
  X_TIMES,
} from '../core/futures-layout.ts'
import { peek, poke } from '../core/guarded.ts'
import { noteBegun, noteEnded } from '../core/pool-times.ts'
import { dismiss, enterTask, leaveTask, runsAt } from '../core/pool.ts'
import { runWithStores } from '../platform/async-context.ts'
import { limitWaits, sleepUntil } from '../core/park.ts'
import { hand } from '../core/queue-ring.ts'
import { markOver } from '../core/task-stop.ts'
import { freeBlock } from '../runtime/item.ts'
import { freeMessage } from '../runtime/message.ts'
import { receiveMessage } from '../runtime/messages.ts'
import { dropObject } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { closeTerms, givenName, isEndedInTime, openTerms, timeOf } from '../runtime/task-terms.ts'
import { nameOf } from '../runtime/thread-block.ts'
import { setTargetOnStack } from '../runtime/twins.ts'
import { awaitItsTime, closeTask, CurrentTask, runAs } from './current-task.ts'
import { fill } from './produce.ts'
import { stopIfAsked } from './stop-task.ts'
import { channelOf } from './stream-channel.ts'
import { dropTask } from './task-reference.ts'
import { packFailure, packResult, readTask, readTaskAndStores } from './task.ts'
import type { Storages } from './task-context.ts'
import type { Task } from './task.ts'

/** Where a worker stands in its pool. */
export interface Post {
  readonly pool: number
  readonly place: number
  /** Whose stores go with each task, undefined for none. */
  readonly storages: Storages | undefined
}

/**
 * Runs the task whose future and message these are. @returns a promise when it has not ended yet; it never rejects.
 *
 * @param atOnce - whether another task of this worker blocks until this one has ended: a module that the function needs must
 *   not wait for the event loop then.
 */
export function runTask(
  post: Post,
  future: number,
  message: number,
  atOnce = false,
): Promise<void> | undefined {
  if (peek(future + F_STATE) === CANCELLED || !takeUp(future, selfIdent).runs) {
    cancelTask(future, message)
    return undefined
  }
  poke(future + F_RUNNER, selfIdent)
  enterTask(post.place, future)
  stopIfAsked(future)
  const times = peek(post.pool + X_TIMES)
  if (times !== 0) noteBegun(times, future)
  openTerms(future)
  if (isEndedInTime(future)) limitWaits(1)
  let task: Task | Promise<Task>
  try {
    task = receiveMessage(message, post.storages === undefined ? readTask : readTaskAndStores, atOnce)
  } catch (error) {
    freeMessage(message)
    fail(post, future, error)
    return undefined
  }
  if (!(task instanceof Promise)) {
    freeMessage(message)
    return call(post, future, task)
  }
  return task.then(
    (received) => {
      freeMessage(message)
      return call(post, future, received)
    },
    (error: unknown) => {
      freeMessage(message)
      fail(post, future, error)
    },
  )
}

/** The task is not to run: its future is cancelled, and those who wait for several know it. */
export function cancelTask(future: number, message: number): void {
  cancel(future, selfIdent)
  const pool = load(future + F_POOL)
  if (message !== 0) freeMessage(message)
  add(pool + X_CANCELLED, 1)
  dismiss(pool, selfIdent)
  takeUp(future, selfIdent)
  letGo(future, pool)
}

/** The task is never run. */
export function settleUnrun(pool: number, future: number, message: number, outcome: number): void {
  freeMessage(message)
  add(pool + X_FAILED, 1)
  dismiss(pool, selfIdent)
  finish(future, selfIdent, outcome, hand)
  letGo(future, pool)
}

/** The task's references. */
export function letGo(future: number, pool: number): void {
  dropTask(future)
  dropObject(pool)
}

const NO_STORES: readonly unknown[] = []

function call(post: Post, future: number, { fn, args, stores = NO_STORES }: Task): Promise<void> | undefined {
  const task = new CurrentTask(future, givenName(future) || fn)
  let value: unknown
  setTargetOnStack(true)
  try {
    const run = (): unknown => {
      const made = fn(...args)
      const channel = channelOf(future)
      return channel === undefined ? made : fill(channel, made)
    }
    value =
      post.storages === undefined
        ? runAs(task, false, run)
        : runWithStores(post.storages, stores, () => runAs(task, false, run))
  } catch (error) {
    closeTask(task)
    fail(post, future, error)
    return undefined
  } finally {
    setTargetOnStack(false)
  }
  if (!isThenable(value)) {
    succeed(post, future, task, value)
    return undefined
  }
  if (timeOf(future) !== 0) awaitItsTime(task)
  return Promise.resolve(value).then(
    (result) => succeed(post, future, task, result),
    (error: unknown) => {
      closeTask(task)
      fail(post, future, error)
    },
  )
}

function succeed(post: Post, future: number, task: CurrentTask, value: unknown): void {
  closeTask(task)
  try {
    packResult(value)
  } catch (error) {
    fail(post, future, error)
    return
  }
  end(post, future, VALUE)
}

/** Says that the task threw `error`. */
export function fail(post: Post, future: number, error: unknown): void {
  const name = givenName(future)
  packFailure(error, name === '' ? nameOf(self) : `${nameOf(self)}: ${name}`)
  end(post, future, ERROR)
}

/**
 * What it came to is in the hand. The worker is free before anybody can know that it is. Nobody may want to know: who has
 * stopped the task by force, or ended its time, has said already what it came to.
 */
function end({ pool, place }: Post, future: number, outcome: number): void {
  if (!runsAt(place, future)) {
    discardHand()
    return
  }
  // the supervisor is about to terminate this worker, and settles what it was at
  if (markOver(future)) for (;;) sleepUntil(Infinity)
  closeTerms(future)
  if (isEndedInTime(future)) limitWaits(-1)
  add(pool + (outcome === VALUE && load(future + F_STATE) === RUNNING ? X_DONE : X_FAILED), 1)
  const times = peek(pool + X_TIMES)
  if (times !== 0) noteEnded(times, future, load(future + F_OUTER) !== 0)
  dismiss(pool, selfIdent)
  leaveTask(place, future)
  if (!finish(future, selfIdent, outcome, hand)) discardHand()
  letGo(future, pool)
}

function discardHand(): void {
  freeBlock(hand[0] as number, hand[1] as number, hand[2] as number)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
