/** The threads of a pool: how one is started, and how their ends are waited for. */
import { add, compareExchange, load, store } from '#atomics'
import { T_STATE } from '../core/layout.ts'
import { X_LIVE, X_MUTEX, X_PREFIX, X_STARTED, XP_FUTURE, XP_THREAD } from '../core/futures-layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { BEGINNING, leavePlace, needsWorker, placesOf, takeFreePlace } from '../core/pool.ts'
import { DIED } from '../core/future.ts'
import { CLOSED, emptyInbox } from '../core/pool-inbox.ts'
import type { Posted } from '../core/pool-inbox.ts'
import { decodeMessage } from '../runtime/messages.ts'
import { standsAlone } from '../runtime/functions/index.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import { drop, retain, STATE_DONE } from '../runtime/thread-block.ts'
import { Thread } from '../threading/thread.ts'
import { threadAt } from '../threading/thread-handles.ts'
import { settleUnrun } from './run-task.ts'

/** Name of the method that a worker's thread calls. */
export const WORK: unique symbol = Symbol.for('nogil.work') as never

export interface Workplace {
  [WORK](place: number): unknown
}

/**
 * Starts one worker, if one is needed. @returns whether it did.
 * @throws ThreadError when the system refuses a thread and the pool has none.
 */
export function startWorker(pool: Workplace, address: number): boolean {
  acquire(address + X_MUTEX, selfIdent, Infinity)
  try {
    const place = needsWorker(address) ? takeFreePlace(address) : undefined
    return place !== undefined && startAt(pool, address, place)
  } finally {
    release(address + X_MUTEX)
  }
}

/** At a place that the caller has taken, under X_MUTEX. @returns false, or throws, as {@link startWorker}. */
export function startAt(pool: Workplace, address: number, place: number): boolean {
  const former = load(place + XP_THREAD)
  store(place + XP_THREAD, 0)
  if (former !== 0) drop(former)
  add(address + X_LIVE, 1)
  try {
    const name = `${String(decodeMessage(load(address + X_PREFIX)))}_${load(address + X_STARTED)}`
    const thread = new Thread({ target: serve, args: [pool, place], name, daemon: false })
    thread.start()
    // with the reference of a message which the thread is not put into
    const first = noteStarted(place, thread[SHARED]().address)
    add(address + X_STARTED, 1)
    // it died before it could note itself, and before this did: nobody has seen to its place
    if (first && !thread.isAlive() && load(place + XP_FUTURE) === BEGINNING) forsake(address, place)
    return true
  } catch (error) {
    forsake(address, place)
    if (load(address + X_LIVE) === 0) throw error
    return false
  }
}

/** The place has no worker, and what was posted to it meanwhile nobody will run. */
function forsake(address: number, place: number): void {
  settleAll(address, emptyInbox(place, CLOSED))
  leavePlace(address, place)
}

export function settleAll(address: number, posted: readonly Posted[]): void {
  for (const { future, message } of posted) settleUnrun(address, future, message, DIED)
}

/**
 * Starter and worker both note whose place it is, whoever comes first: a worker may die in its first task before the
 * starter goes on, and the settling of its death looks here.
 *
 * @param block - with a reference, which the table takes over.
 * @returns whether this was the first.
 */
function noteStarted(place: number, block: number): boolean {
  const first = compareExchange(place + XP_THREAD, 0, block) === 0
  if (!first) drop(block)
  return first
}

/** The worker's side of the same: called first of all in its thread. */
export function noteWorker(place: number): void {
  retain(self)
  noteStarted(place, self)
}

/** Crosses by its text: what it uses of this module would arrive as a copy of the starter's. */
const serve = standsAlone((pool: Workplace, place: number): unknown => {
  const name = Symbol.for('nogil.work') as never
  return (pool[name] as Workplace[typeof WORK]).call(pool, place)
})

/** The pool's threads that have not ended. */
function threadsOf(address: number): Thread[] {
  acquire(address + X_MUTEX, selfIdent, Infinity)
  try {
    return placesOf(address)
      .map((place) => load(place + XP_THREAD))
      .filter((block) => block !== 0 && load(block + T_STATE) !== STATE_DONE)
      .map((block) => threadAt(block) as Thread)
  } finally {
    release(address + X_MUTEX)
  }
}

/** Blocks until all workers have ended. @throws ThreadError `cannot join current thread` in one of them. */
export function joinWorkers(address: number): void {
  if (self === 0) return
  // one that dies may have another in its stead
  for (let left = threadsOf(address); left.length > 0; left = threadsOf(address))
    for (const thread of left) thread.join()
}

/** As {@link joinWorkers}, without blocking the thread. */
export async function joinWorkersAsync(address: number): Promise<void> {
  for (let left = threadsOf(address); left.length > 0; left = threadsOf(address))
    await Promise.all(left.map((thread) => thread.joinAsync()))
}
