/**
 * What a dead thread leaves behind: the locks it held are freed, its waiters are struck off, barriers it waited at
 * break. Runs in the supervisor, which alone knows of a death, after the library's own mutexes have been freed.
 *
 * The thread wrote its last word before its carrier ended, so what its ident or block still stands in is stale, and
 * nobody else writes there: see core/README.md, "Dead owners".
 */
import { add, load, notify, store } from '#atomics'
import { buryParty } from '../core/barrier.ts'
import { wakeAll } from '../core/event.ts'
import { wakeAll as wakeLatch } from '../core/latch.ts'
import {
  A_LIST,
  LS_MUTEX,
  TAG_ATOMIC_BIGINT64,
  TAG_ATOMIC_BOOLEAN,
  TAG_ATOMIC_FLOAT64,
  TAG_ATOMIC_INT32,
  TAG_ATOMIC_UINT32,
  TAG_SHARED_LIST,
  TAG_SHARED_MAP,
  TAG_SHARED_SET,
} from '../core/data-layout.ts'
import {
  CV_LIST,
  E_LIST,
  E_SLEEPERS,
  L_DIED,
  L_LIST,
  L_STATE,
  L_WAITERS,
  LATCH_LIST,
  LATCH_SLEEPERS,
  O_TAG,
  R_DEPTH,
  R_FLOW,
  S_LIST,
  S_SLEEPERS,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  TAG_CONDITION,
  TAG_BARRIER,
  TAG_EVENT,
  TAG_EXECUTOR,
  TAG_FUTURE,
  TAG_LATCH,
  TAG_LOCK,
  TAG_QUEUE,
  TAG_RLOCK,
  TAG_RW_LOCK,
  TAG_ONCE,
  TAG_SEMAPHORE,
  TAG_SIMPLE_QUEUE,
  TAG_STREAM,
} from '../core/layout.ts'
import { F_LIST, F_SLEEPERS } from '../core/futures-layout.ts'
import { settleProgress } from '../core/progress.ts'
import { AS_TABLE, OB_MUTEX, OB_NAMES, OB_TABLE, TAG_OBJECT } from '../core/object-layout.ts'
import { breakDead, holder } from '../core/mutex.ts'
import { eachObject } from '../core/objects.ts'
import { buryRunner } from '../core/once.ts'
import { settleTable } from '../core/keyed-table.ts'
import { settlePool } from '../core/pool.ts'
import { settleQueue } from '../core/queue-wait.ts'
import { wakeForPermits } from '../core/semaphore.ts'
import { settleRwLock } from '../core/rw-lock.ts'
import { settleStream } from '../core/stream.ts'
import { buryWaiters, signalEachThread } from '../core/wait-list.ts'
import { liveThreads } from './registry.ts'
import { selfIdent } from './self.ts'
import type { Vacancy } from './stand-in.ts'
import { drop } from './thread-block.ts'

/** @returns how many locks the thread still held. */
type Settle = (object: number, thread: number, ident: number) => number

const settlers = new Map<number, Settle>([
  [TAG_LOCK, settleLock],
  [TAG_BARRIER, settleBarrier],
  [TAG_EVENT, settleEvent],
  [TAG_LATCH, settleLatch],
  [TAG_FUTURE, settleFuture],
  [TAG_ONCE, settleOnce],
  [TAG_SEMAPHORE, settleSemaphore],
  [TAG_RLOCK, settleRLock],
  [TAG_CONDITION, settleCondition],
  [TAG_QUEUE, settleQueueOf],
  [TAG_SIMPLE_QUEUE, settleQueueOf],
  [TAG_STREAM, settleStreamOf],
  [TAG_RW_LOCK, (lock, thread, ident) => settleRwLock(lock, thread, ident, selfIdent)],
  [TAG_ATOMIC_INT32, settleAtomic],
  [TAG_ATOMIC_UINT32, settleAtomic],
  [TAG_ATOMIC_BIGINT64, settleAtomic],
  [TAG_ATOMIC_FLOAT64, settleAtomic],
  [TAG_ATOMIC_BOOLEAN, settleAtomic],
  [TAG_SHARED_MAP, (map, _, ident) => settleKeyed(map, ident)],
  [TAG_SHARED_SET, (set, _, ident) => settleKeyed(set, ident)],
  [TAG_OBJECT, (object, _, ident) => settleSharedObject(object, ident)],
  [TAG_SHARED_LIST, (list, _, ident) => settleCollection(list + LS_MUTEX, ident)],
])

/** What a thread that has died leaves behind. */
export interface Estate {
  /** How many locks it held: they are free now, and marked. */
  readonly held: number
  /** Its place in a pool whose tasks it ran. */
  readonly vacancy: Vacancy | undefined
}

/**
 * All that sleep are woken at the end: the thread may have signalled some of them and died before it woke them, or held
 * the lock of an entry that they wait for.
 */
export function settleEstate(thread: number, ident: number): Estate {
  let held = 0
  let vacancy: Vacancy | undefined
  eachObject(selfIdent, (object) => {
    if (load(object + O_TAG) === TAG_EXECUTOR) {
      const place = settlePool(object, thread, ident, selfIdent)
      if (place !== 0) vacancy = { pool: object, place }
    } else held += settlers.get(load(object + O_TAG))?.(object, thread, ident) ?? 0
  })
  wakeSleepers()
  return { held, vacancy }
}

function wakeSleepers(): void {
  for (const thread of liveThreads()) {
    const word = load(thread + T_WAITS_FOR)
    if (word !== 0) notify(word, 1)
    drop(thread)
  }
}

function settleLock(lock: number, thread: number, ident: number): number {
  buryWaiters(lock + L_LIST, thread, ident, selfIdent)
  if (sleptOn(lock, thread)) add(lock + L_WAITERS, -1)
  if (holder(lock + L_STATE) !== ident) return 0
  store(lock + L_DIED, thread)
  if (!breakDead(lock + L_STATE, ident)) return 0
  signalEachThread(lock + L_LIST, selfIdent)
  return 1
}

function settleBarrier(barrier: number, thread: number, ident: number): number {
  buryParty(barrier, thread, ident, selfIdent)
  return 0
}

/** It may have died between its set() and the wake-ups that follow. */
function settleEvent(event: number, thread: number, ident: number): number {
  buryWaiters(event + E_LIST, thread, ident, selfIdent)
  if (sleptOn(event, thread)) add(event + E_SLEEPERS, -1)
  wakeAll(event, selfIdent)
  return 0
}

/** It may have died between its countDown() and the wake-ups that follow. */
function settleLatch(latch: number, thread: number, ident: number): number {
  buryWaiters(latch + LATCH_LIST, thread, ident, selfIdent)
  if (sleptOn(latch, thread)) add(latch + LATCH_SLEEPERS, -1)
  wakeLatch(latch, selfIdent)
  return 0
}

function settleOnce(once: number, thread: number, ident: number): number {
  buryRunner(once, thread, ident, selfIdent)
  return 0
}

/** Permits that the thread had taken stay taken, as nobody knows who should give them; those it was woken for go on. */
function settleSemaphore(semaphore: number, thread: number, ident: number): number {
  buryWaiters(semaphore + S_LIST, thread, ident, selfIdent)
  if (sleptOn(semaphore, thread)) add(semaphore + S_SLEEPERS, -1)
  wakeForPermits(semaphore, selfIdent)
  return 0
}

/** A thread that was ended in its sleep could not lower the count of sleepers. */
function sleptOn(object: number, thread: number): boolean {
  return load(thread + T_WAITS_FOR) !== 0 && load(thread + T_WAITS_OBJECT) === object
}

/** The depth is the dead owner's; a free lock has none. */
function settleRLock(lock: number, thread: number, ident: number): number {
  if (holder(lock + L_STATE) === ident) {
    store(lock + R_DEPTH, 0)
    store(lock + R_FLOW, 0)
  }
  return settleLock(lock, thread, ident)
}

/** Its lock is an object of its own and settled as such. */
function settleCondition(condition: number, thread: number, ident: number): number {
  buryWaiters(condition + CV_LIST, thread, ident, selfIdent)
  return 0
}

function settleQueueOf(queue: number, thread: number, ident: number): number {
  settleQueue(queue, thread, ident, selfIdent)
  return 0
}

function settleStreamOf(stream: number, thread: number, ident: number): number {
  settleStream(stream, thread, ident, selfIdent)
  return 0
}

/** A notify that it had got is spent, as if it had died a moment later. */
function settleAtomic(atomic: number, thread: number, ident: number): number {
  buryWaiters(atomic + A_LIST, thread, ident, selfIdent)
  return 0
}

function settleFuture(future: number, thread: number, ident: number): number {
  buryWaiters(future + F_LIST, thread, ident, selfIdent)
  settleProgress(future, thread, ident, selfIdent)
  if (sleptOn(future, thread)) add(future + F_SLEEPERS, -1)
  return 0
}

/** The table of names is used by who holds the object's mutex only: it comes first. */
function settleSharedObject(object: number, ident: number): number {
  if (load(object + OB_NAMES) === AS_TABLE) settleTable(load(object + OB_TABLE), ident)
  return settleCollection(object + OB_MUTEX, ident)
}

/** Frees the locks of all entries as well; those that wait for one are woken with all that sleep. */
function settleKeyed(map: number, ident: number): number {
  settleTable(map, ident)
  return 0
}

/** Its steps are whole, and a function that `update()` ran has changed nothing: the mutex is all that is to be freed. */
function settleCollection(mutex: number, ident: number): number {
  breakDead(mutex, ident)
  return 0
}
