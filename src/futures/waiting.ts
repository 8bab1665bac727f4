/** Waiting until one future is done: blocking, awaiting, and what a worker does meanwhile. */
import { load } from '#atomics'
import { now, remaining } from '../core/clock.ts'
import { CANCELLED, PENDING, spinForState, stateOf, waitForState } from '../core/future.ts'
import { F_LIST, F_POOL, F_STATE, X_TASKS } from '../core/futures-layout.ts'
import { lookAround, waitsAreLimited } from '../core/park.ts'
import { learnFromSleep } from '../core/spin.ts'
import { DeadlockError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { timeOf } from '../runtime/task-terms.ts'
import { helper } from './helping.ts'

/** What is waited for, by its handle: a promise keeps that, and so the block. */
export interface Awaitable {
  readonly address: number
  readonly handle: object
}

export function hasState(future: number, least: number): boolean {
  return load(future + F_STATE) >= least
}

/** The state for a thread that may ask for it in a loop: main sees to what others wait for from it meanwhile. */
export function polledState(future: number): number {
  lookAround()
  return stateOf(future)
}

/** Whether there is a worker for it; nothing to do for a future that no pool is to run. */
export function seeToIt(future: number): void {
  const pool = load(future + F_POOL)
  if (pool !== 0 && load(future + F_STATE) === PENDING) helper.seeToWorkers(pool)
}

/**
 * Blocks until the future is in the state `least` or a later one. @returns false when the deadline passed first.
 * @throws DeadlockError when its task is one of those on this worker's own stack, or awaits its event loop.
 */
export function blockFor(future: number, least: number, deadlineMs: number): boolean {
  if (hasState(future, least)) return true
  const pool = load(future + F_POOL)
  if (pool !== 0 && helper.servesHere(pool)) {
    while (!hasState(future, least) && remaining(deadlineMs) > 0 && helper.runOne(pool));
    if (deadlineMs === Infinity && !hasState(future, least) && isHopeless(future)) throw waitsForItself()
  }
  return waitForState(future, least, deadlineMs, () => seeToIt(future))
}

/** Whether this thread runs the task itself, and no limit of time ends that, or this thread. */
export function isHopeless(future: number): boolean {
  return helper.runsHere(future) && timeOf(future) === 0 && !waitsAreLimited()
}

/** As {@link blockFor}, without blocking the thread: true when the future is in that state already. */
export function awaitState(awaitable: Awaitable, least: number, limits: Limits): Promise<boolean> | true {
  const { address, handle } = awaitable
  if (hasState(address, least)) return true
  const pool = load(address + F_POOL)
  // the pool's only task: it may end before this thread's loop has turned and could be told
  const isOnly =
    pool !== 0 && load(pool + X_TASKS) === 1 && limits.signal === undefined && limits.timeoutMs > 0
  if (isOnly && spinForState(address, least)) return true
  const since = isOnly ? now() : 0
  const done = awaitOn(
    address + F_LIST,
    () => {
      void handle
      if (hasState(address, least)) return true
      seeToIt(address)
      return false
    },
    limits,
  )
  if (pool !== 0 && helper.servesHere(pool)) return helpUntil(address, pool, done)
  return isOnly ? learnFrom(done, since) : done
}

/** How long it took says whether to spin is worth trying again, as after a sleep. */
async function learnFrom(done: Promise<boolean>, since: number): Promise<boolean> {
  const inTime = await done
  learnFromSleep(now() - since)
  return inTime
}

async function helpUntil(future: number, pool: number, done: Promise<boolean>): Promise<boolean> {
  await startTasksUntil(future, CANCELLED, pool, done)
  return done
}

/** This worker of the pool begins queued tasks until the future is in the state `least`, or `done` settles. */
export async function startTasksUntil(
  future: number,
  least: number,
  pool: number,
  done: Promise<unknown>,
): Promise<void> {
  let over = false
  const watched = done.then(
    () => (over = true),
    () => (over = true),
  )
  while (!over && !hasState(future, least)) {
    const running = helper.startOne(pool)
    if (running === undefined) return
    await Promise.race([running, watched])
  }
}

/** What a worker is told whose wait only tasks on its own stack, or of its own event loop, could end. */
export function waitsForItself(): DeadlockError {
  return new DeadlockError(
    'a worker would wait for ever for a task that it runs itself: for an async task of the same pool, use `await` instead of a blocking wait',
  )
}
