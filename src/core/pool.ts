/**
 * A thread pool: a queue of tasks (core/queue.ts works on the same block) and a table of the workers.
 *
 * X_TASKS: tasks that are queued or run; one more before a task is put, one less before its future is done. X_LIVE:
 * workers, from the decision to start one to its last look at the queue. A submitter that raises X_TASKS above X_LIVE
 * starts a worker, if there may be more: so no task waits for a worker that is busy while another could be started, and
 * none is started while one is free.
 *
 * X_MUTEX guards the places of the table, and is held while a thread starts. A worker writes XP_FUTURE of its own place:
 * the future that it runs, linked by F_OUTER to those that it runs beneath it; LEFT when it runs none any more; before that
 * BEGINNING, written by the starter.
 */
import { add, load, notify, store } from '#atomics'
import { allocateZeroed, free } from './arena.ts'
import { finishDead, wake } from './future.ts'
import { peek } from './guarded.ts'
import {
  F_OUTER,
  F_SLEEPERS,
  F_STATE,
  X_BROKEN,
  X_FAILED,
  X_INIT,
  X_LIVE,
  X_MAX_WORKERS,
  X_MUTEX,
  X_TABLE,
  X_TASKS,
  XP_BYTES,
  XP_FUTURE,
  XP_THREAD,
} from './futures-layout.ts'
import { Q_HEAD, Q_RING, Q_TAIL } from './queue-layout.ts'
import { breakDead } from './mutex.ts'
import { FIRST_IN, initQueue, shutDown } from './queue.ts'
import { PLACE, placeOf } from './queue-ring.ts'
import { settleQueue } from './queue-wait.ts'

/** XP_FUTURE of a place whose worker has ended. */
export const LEFT = 1
/** XP_FUTURE of a place whose worker has not come to its first task: if it dies, the initializer has failed. */
export const BEGINNING = 2

/** @throws ThreadError when the arena is full. */
export function initPool(pool: number, maxWorkers: number): void {
  initQueue(pool, FIRST_IN, 0)
  store(pool + X_TABLE, allocateZeroed(maxWorkers * XP_BYTES))
  store(pool + X_MAX_WORKERS, maxWorkers)
}

export function freeTable(pool: number): void {
  free(load(pool + X_TABLE), load(pool + X_MAX_WORKERS) * XP_BYTES)
}

/** Whether a task waits for a worker that has to be started. */
export function needsWorker(pool: number): boolean {
  const live = load(pool + X_LIVE)
  return load(pool + X_TASKS) > live && live < load(pool + X_MAX_WORKERS) && load(pool + X_BROKEN) === 0
}

/** Addresses of all places. */
export function placesOf(pool: number): number[] {
  const table = load(pool + X_TABLE)
  return Array.from({ length: load(pool + X_MAX_WORKERS) }, (_, n) => table + n * XP_BYTES)
}

/** A place without a worker. The caller holds X_MUTEX and has seen that there may be another worker. */
export function freePlace(pool: number): number | undefined {
  return placesOf(pool).find((place) => load(place + XP_THREAD) === 0 || load(place + XP_FUTURE) === LEFT)
}

/** The worker of the place begins to run the future. */
export function enterTask(place: number, future: number): void {
  store(future + F_OUTER, load(place + XP_FUTURE))
  store(place + XP_FUTURE, future)
}

/** Whether the worker of the place runs the future: not when its thread has ended, and has failed what it left behind. */
export function runsAt(place: number, future: number): boolean {
  let at = load(place + XP_FUTURE)
  while (at > BEGINNING && at !== future) at = load(at + F_OUTER)
  return at === future
}

/** The worker has finished it. */
export function leaveTask(place: number, future: number): void {
  let before = 0
  for (let at = load(place + XP_FUTURE); at !== future; at = load(at + F_OUTER)) before = at
  store(before === 0 ? place + XP_FUTURE : before + F_OUTER, load(future + F_OUTER))
}

/** Futures that the place's worker runs now. */
export function tasksAt(place: number): number[] {
  const futures: number[] = []
  for (let at = load(place + XP_FUTURE); at > BEGINNING; at = load(at + F_OUTER)) futures.push(at)
  return futures
}

/** The worker of the place takes no more tasks. */
export function leavePlace(pool: number, place: number): void {
  store(place + XP_FUTURE, LEFT)
  add(pool + X_LIVE, -1)
}

/** Whoever waits for a queued task looks whether there is a worker to run it, and starts one. */
export function nudge(pool: number, owner: number): void {
  const tail = load(pool + Q_TAIL)
  for (let n = load(pool + Q_HEAD); n !== tail; n = (n + 1) | 0) {
    const future = peek(placeOf(load(pool + Q_RING), n, PLACE))
    if (load(future + F_SLEEPERS) !== 0) notify(future + F_STATE, Infinity)
    wake(future, owner)
  }
}

/** A thread has died: if it was a worker, its tasks fail, and those who wait for others see to a new worker. */
export function settlePool(pool: number, thread: number, ident: number, owner: number): void {
  settleQueue(pool, thread, ident, owner)
  breakDead(pool + X_MUTEX, ident)
  for (const place of placesOf(pool)) {
    if (load(place + XP_THREAD) !== thread || load(place + XP_FUTURE) === LEFT) continue
    if (load(place + XP_FUTURE) === BEGINNING && load(pool + X_INIT) !== 0) {
      add(pool + X_BROKEN, 1)
      shutDown(pool, owner, false)
    }
    for (const future of tasksAt(place)) {
      add(pool + X_FAILED, 1)
      add(pool + X_TASKS, -1)
      finishDead(future, owner)
    }
    leavePlace(pool, place)
    nudge(pool, owner)
  }
}
