/** What a submit does when its pool is full. */
import { add, load } from '#atomics'
import { X_CAPACITY, X_POLICY, X_TASKS } from '../core/futures-layout.ts'
import { admit } from '../core/pool.ts'
import { awaitRoom } from '../core/pool-room.ts'
import { Full } from '../errors.ts'
import { describeObject } from '../runtime/describe-object.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { helper } from './helping.ts'
import { ON_FULL } from './pool-options.ts'

/**
 * Counts one more task, or says why that is not to be: the caller runs it, it is refused, the pool was shut down.
 * @param streams - whether its caller can't run it: it would wait for itself to read.
 */
export function countTask(pool: number, streams: boolean): 'counted' | 'callerRuns' | 'reject' | 'closed' {
  if (admit(pool)) return 'counted'
  const policy = ON_FULL[load(pool + X_POLICY)]
  if (policy === 'callerRuns' && streams) return beyond(pool)
  if (policy !== 'block') return policy ?? 'reject'
  if (!helper.servesHere(pool)) return awaitRoom(pool, self, selfIdent) ? 'counted' : 'closed'
  while (helper.runOne(pool)) if (admit(pool)) return 'counted'
  // all that is left to run may wait for submits like this one
  return beyond(pool)
}

function beyond(pool: number): 'counted' {
  add(pool + X_TASKS, 1)
  return 'counted'
}

/** For the submit that is refused. */
export function fullError(pool: number): Full {
  const most = load(pool + X_CAPACITY)
  return new Full(`${describeObject(pool)} has ${most} tasks, and takes no more until one has ended`)
}
