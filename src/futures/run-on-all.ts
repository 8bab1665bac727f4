/**
 * `pool.runOnAll()`: one task for each place of the pool's table, and a worker for each place.
 *
 * What is to run at a place without a worker is in its inbox before the worker starts: so the worker can't have been idle
 * for long enough to end before it knows of the task, and each place is started at most once.
 */
import { deadlineAfter } from '../core/clock.ts'
import { markSeen } from '../core/future.ts'
import { X_MUTEX, XP_INBOX } from '../core/futures-layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { park } from '../core/park.ts'
import { giveBackPlace, placesOf, takePlace } from '../core/pool.ts'
import { CLOSED } from '../core/pool-inbox.ts'
import { isShutDown } from '../core/queue.ts'
import { selfIdent } from '../runtime/self.ts'
import { addressOf } from './future.ts'
import type { Future } from './future.ts'
import { wakeWorkers } from './put-task.ts'
import { settleAll, startAt } from './workers.ts'
import type { Workplace } from './workers.ts'

/** Looks at a place whose worker is about to leave it, a millisecond apart. */
const MOST_LOOKS = 50

/**
 * @param post - makes a task for the worker of a place; undefined when that takes none.
 * @returns a future for each place, but for those for which the system has no thread.
 * @throws what `post` throws; ThreadError when the system refuses a thread and the pool has none.
 */
export function runOnAll(
  pool: Workplace,
  address: number,
  post: (place: number) => Future | undefined,
): Future[] {
  const futures: Future[] = []
  let refused = false
  try {
    for (const place of placesOf(address)) {
      for (let looks = 0; looks < MOST_LOOKS && !isShutDown(address); looks++) {
        const future = post(place)
        if (future !== undefined) {
          futures.push(future)
          break
        }
        if (refused) break
        const started = startWith(pool, address, place, post)
        if (started === 'refused') refused = true
        else if (started !== undefined) futures.push(started)
        else {
          // its worker takes nothing more and has not left it yet
          park(place + XP_INBOX, CLOSED, deadlineAfter(1))
          continue
        }
        break
      }
    }
  } finally {
    wakeWorkers(address)
  }
  return futures
}

/** @returns undefined when the place is not free. */
function startWith(
  pool: Workplace,
  address: number,
  place: number,
  post: (place: number) => Future | undefined,
): Future | 'refused' | undefined {
  acquire(address + X_MUTEX, selfIdent, Infinity)
  try {
    return takePlace(place) ? fillAndStart(pool, address, place, post) : undefined
  } finally {
    release(address + X_MUTEX)
  }
}

function fillAndStart(
  pool: Workplace,
  address: number,
  place: number,
  post: (place: number) => Future | undefined,
): Future | 'refused' {
  let future: Future | undefined
  let started = false
  try {
    future = post(place)
    started = future !== undefined && startAt(pool, address, place)
    return started && future !== undefined ? future : 'refused'
  } finally {
    if (future === undefined) settleAll(address, giveBackPlace(place))
    // it has come to an error that nobody can ask for
    else if (!started) markSeen(addressOf(future))
  }
}
