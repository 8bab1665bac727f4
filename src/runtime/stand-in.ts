/**
 * A new worker for a pool in the stead of one that has died, started by the supervisor: whoever waits for the pool's work
 * may be blocked, or not know that it waits for that.
 *
 * The dead thread's job, which its carrier has not freed, says all that a worker has to know: the pool and the place. It
 * goes to the new thread, with its reference to the pool, so neither can be gone.
 */
import { add, load, store } from '#atomics'
import { T_JOB } from '../core/layout.ts'
import { X_LIVE, X_PREFIX, X_STARTED, XP_THREAD } from '../core/futures-layout.ts'
import { needsWorker, takePlace } from '../core/pool.ts'
import { dispatch } from './carriers.ts'
import { decodeMessage } from './messages.ts'
import { newThread } from './new-thread.ts'
import { drop } from './thread-block.ts'

/** A place that a dead worker has left. */
export interface Vacancy {
  readonly pool: number
  readonly place: number
}

/** Starts a worker at the place if the pool needs one. The carrier for it is booted by who calls, if none is idle. */
export function startStandIn({ pool, place }: Vacancy, dead: number): void {
  const job = load(dead + T_JOB)
  if (job === 0 || !needsWorker(pool) || !takePlace(place)) return
  add(pool + X_LIVE, 1)
  store(dead + T_JOB, 0)
  const name = `${String(decodeMessage(load(pool + X_PREFIX)))}_${add(pool + X_STARTED, 1)}`
  const block = newThread(name, false, job, 0)
  const former = load(place + XP_THREAD)
  // the starter's reference is the table's
  store(place + XP_THREAD, block)
  if (former !== 0) drop(former)
  dispatch(block)
}
