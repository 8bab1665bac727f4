/**
 * A thread pool: a queue of tasks (core/queue.ts works on the same block) and a table of the workers.
 *
 * X_TASKS: tasks that are queued or run; one more before a task is put, one less before its future is done. X_LIVE:
 * workers, from the decision to start one to its last look at the queue. A submitter that raises X_TASKS above X_LIVE
 * starts a worker, if there may be more: so no task waits for a worker that is busy while another could be started, and
 * none is started while one is free.
 *
 * X_MUTEX is held while a thread starts, and guards XP_THREAD. A place is free while its XP_FUTURE is LEFT; whoever makes
 * that BEGINNING by compareExchange has taken it for a worker. From then on the worker alone writes it: the future that it
 * runs, linked by F_OUTER to those that it runs beneath it; LEFT when it takes no more.
 *
 * A worker that ends while there may be tasks lowers X_LIVE, makes its place free, and then looks whether a worker is
 * needed: a submitter that raised X_TASKS before has been seen, one that comes later sees the place.
 */
import { add, compareExchange, load, notify, store } from '#atomics'
import { allocateZeroed, free } from './arena.ts'
import { DIED, finish, finishDead, TASK, wake } from './future.ts'
import { peek, poke } from './guarded.ts'
import {
  F_OUTER,
  F_SLEEPERS,
  F_STATE,
  X_BROKEN,
  X_CAPACITY,
  X_FAILED,
  X_INIT,
  X_LIVE,
  X_MAX_WORKERS,
  X_MIN_WORKERS,
  X_MUTEX,
  X_ROOM,
  X_TABLE,
  X_TASKS,
  XP_BYTES,
  XP_FUTURE,
  XP_THREAD,
} from './futures-layout.ts'
import { O_REFS } from './layout.ts'
import { Q_HEAD, Q_MUTEX, Q_ORDER, Q_RING, Q_TAIL } from './queue-layout.ts'
import { acquire, breakDead, release } from './mutex.ts'
import { CLOSED, emptyInbox, openInbox } from './pool-inbox.ts'
import type { Posted } from './pool-inbox.ts'
import { FIRST_IN, initQueue, placeBytes, shutDown } from './queue.ts'
import { hand, placeOf } from './queue-ring.ts'
import { settleQueue } from './queue-wait.ts'
import { buryWaiters, signalAll, signalNext } from './wait-list.ts'

/** XP_FUTURE of a place whose worker has ended. */
export const LEFT = 1
/** XP_FUTURE of a place whose worker has not come to its first task: if it dies, the initializer has failed. */
export const BEGINNING = 2

/** @throws ThreadError when the arena is full. */
export function initPool(pool: number, maxWorkers: number): void {
  initQueue(pool, FIRST_IN, 0)
  store(pool + X_TABLE, allocateZeroed(maxWorkers * XP_BYTES))
  store(pool + X_MAX_WORKERS, maxWorkers)
  for (const place of placesOf(pool)) {
    store(place + XP_FUTURE, LEFT)
    emptyInbox(place, CLOSED)
  }
}

export function tableBytes(pool: number): number {
  return load(pool + X_MAX_WORKERS) * XP_BYTES
}

export function freeTable(pool: number): void {
  free(load(pool + X_TABLE), tableBytes(pool))
}

/** Whether a task waits for a worker that has to be started. */
export function needsWorker(pool: number): boolean {
  const live = load(pool + X_LIVE)
  return load(pool + X_TASKS) > live && live < peek(pool + X_MAX_WORKERS) && load(pool + X_BROKEN) === 0
}

/** Addresses of all places. */
export function placesOf(pool: number): number[] {
  const table = load(pool + X_TABLE)
  return Array.from({ length: load(pool + X_MAX_WORKERS) }, (_, n) => table + n * XP_BYTES)
}

/** The taken place is to have no worker after all. @returns what was posted to it meanwhile: nobody will run that. */
export function giveBackPlace(place: number): Posted[] {
  const posted = emptyInbox(place, CLOSED)
  freePlace(place)
  return posted
}

/** Takes a place without a worker, for a worker. @returns undefined when there is none. */
export function takeFreePlace(pool: number): number | undefined {
  return placesOf(pool).find(takePlace)
}

/** @returns false when the place has, or waits for, a worker. */
export function takePlace(place: number): boolean {
  if (compareExchange(place + XP_FUTURE, LEFT, BEGINNING) !== LEFT) return false
  openInbox(place)
  return true
}

/** One more task. @returns false when there may be no more: nothing has changed then. */
export function admit(pool: number): boolean {
  const capacity = peek(pool + X_CAPACITY)
  if (capacity === 0) {
    add(pool + X_TASKS, 1)
    return true
  }
  for (;;) {
    const tasks = load(pool + X_TASKS)
    if (tasks >= capacity) return false
    if (compareExchange(pool + X_TASKS, tasks, tasks + 1) === tasks) return true
  }
}

/** One task less: its future is about to be done. */
export function dismiss(pool: number, owner: number): void {
  add(pool + X_TASKS, -1)
  if (peek(pool + X_CAPACITY) !== 0) signalNext(pool + X_ROOM, owner)
}

/** The worker of the place begins to run the future. */
export function enterTask(place: number, future: number): void {
  poke(future + F_OUTER, peek(place + XP_FUTURE))
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
  for (let at = peek(place + XP_FUTURE); at !== future; at = peek(at + F_OUTER)) before = at
  store(before === 0 ? place + XP_FUTURE : before + F_OUTER, peek(future + F_OUTER))
}

/** Futures that the place's worker runs now. */
export function tasksAt(place: number): number[] {
  const futures: number[] = []
  for (let at = load(place + XP_FUTURE); at > BEGINNING; at = load(at + F_OUTER)) futures.push(at)
  return futures
}

/** The worker of the place takes no more tasks. */
export function leavePlace(pool: number, place: number): void {
  add(pool + X_LIVE, -1)
  freePlace(place)
}

/** As {@link leavePlace}, if X_MIN_WORKERS others are left. @returns whether it has left. */
export function leaveIfSpare(pool: number, place: number): boolean {
  for (;;) {
    const live = load(pool + X_LIVE)
    if (live <= load(pool + X_MIN_WORKERS)) return false
    if (compareExchange(pool + X_LIVE, live, live - 1) !== live) continue
    freePlace(place)
    return true
  }
}

function freePlace(place: number): void {
  store(place + XP_FUTURE, LEFT)
}

/** Whoever waits for a queued task looks whether there is a worker to run it, and starts one. */
export function nudge(pool: number, owner: number): void {
  acquire(pool + Q_MUTEX, owner, Infinity)
  const bytes = placeBytes(peek(pool + Q_ORDER))
  const tail = peek(pool + Q_TAIL)
  for (let n = peek(pool + Q_HEAD); n !== tail; n = (n + 1) | 0) {
    const future = peek(placeOf(peek(pool + Q_RING), n, bytes))
    if (load(future + F_SLEEPERS) !== 0) notify(future + F_STATE, Infinity)
    wake(future, owner)
  }
  release(pool + Q_MUTEX)
}

/**
 * A thread has died: if it was a worker, its tasks fail, and those who wait for others see to a new worker.
 * @returns its place, when it had tasks: it may have another worker. 0 otherwise.
 */
export function settlePool(pool: number, thread: number, ident: number, owner: number): number {
  settleQueue(pool, thread, ident, owner)
  buryWaiters(pool + X_ROOM, thread, ident, owner)
  breakDead(pool + X_MUTEX, ident)
  let left = 0
  for (const place of placesOf(pool)) {
    if (load(place + XP_THREAD) !== thread || load(place + XP_FUTURE) === LEFT) continue
    if (load(place + XP_FUTURE) === BEGINNING && load(pool + X_INIT) !== 0) {
      add(pool + X_BROKEN, 1)
      shutDown(pool, owner, false)
    }
    const tasks = tasksAt(place)
    for (const future of tasks) {
      add(pool + X_FAILED, 1)
      dismiss(pool, owner)
      finishDead(future, owner)
      add(future + O_REFS, 1 - TASK)
      dropUnlessLast(future)
      dropUnlessLast(pool)
    }
    for (const { future } of emptyInbox(place, CLOSED)) {
      dismiss(pool, owner)
      finish(future, owner, DIED, hand)
    }
    leavePlace(pool, place)
    nudge(pool, owner)
    if (tasks.length > 0) left = place
  }
  if (load(pool + X_CAPACITY) !== 0) signalAll(pool + X_ROOM, owner)
  return left
}

/** Gives a reference back where that frees nothing: the supervisor could not free what the object refers to. */
function dropUnlessLast(object: number): void {
  for (;;) {
    const refs = load(object + O_REFS)
    if (refs <= 1 || compareExchange(object + O_REFS, refs, refs - 1) === refs) return
  }
}
