/** What a submit does when its pool is full. */
import { add, load } from '#atomics'
import { X_CAPACITY, X_POLICY, X_ROOM, X_TASKS } from '../core/futures-layout.ts'
import { admit } from '../core/pool.ts'
import { awaitRoom, passRoomOn } from '../core/pool-room.ts'
import { isShutDown } from '../core/queue.ts'
import { signalAll } from '../core/wait-list.ts'
import { Full } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import type { AbortSignalLike } from '../runtime/async-wait.ts'
import { describeObject } from '../runtime/describe-object.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { onThreadGone } from '../runtime/thread-end.ts'
import { helper } from './helping.ts'
import { ON_FULL } from './pool-options.ts'

/** What has become of a submit: one more task is counted, the caller runs it, it is refused, the pool was shut down. */
export type Counted = 'counted' | 'callerRuns' | 'reject' | 'closed'

/**
 * Counts one more task, or says why that is not to be; blocks where it has to wait.
 * @param streams - whether its caller can't run it: it would wait for itself to read.
 */
export function countTask(pool: number, streams: boolean): Counted {
  const counted = countNow(pool, streams)
  if (counted !== 'full') return counted
  if (!helper.servesHere(pool)) return awaitRoom(pool, self, selfIdent) ? 'counted' : 'closed'
  while (helper.runOne(pool)) if (admit(pool)) return 'counted'
  // all that is left to run may wait for submits like this one
  return beyond(pool)
}

/** As {@link countTask}; `full` when it would have to wait. */
export function countNow(pool: number, streams: boolean): Counted | 'full' {
  if (admit(pool)) return 'counted'
  const policy = ON_FULL[load(pool + X_POLICY)]
  if (policy === 'callerRuns' && streams) return beyond(pool)
  return policy === 'block' ? 'full' : (policy ?? 'reject')
}

function beyond(pool: number): 'counted' {
  add(pool + X_TASKS, 1)
  return 'counted'
}

/** Pools for whose room this thread awaits: how often, and a handle that keeps them. */
const awaited = new Map<number, { count: number; readonly handle: object }>()

// a signal that came to the thread and was not handled any more was meant for another one
onThreadGone(() => {
  for (const pool of awaited.keys()) signalAll(pool + X_ROOM, selfIdent)
  awaited.clear()
})

/** What an awaited place in a pool has come to. */
type Ending = 'put' | 'closed' | 'aborted'

/**
 * Awaits room, counts one more task and calls `put` in the same step: no end of the thread comes between.
 * @param put - queues it; false when the pool was shut down. @throws what it throws.
 */
export async function awaitRoomFor(
  pool: number,
  handle: object,
  put: () => boolean,
  signal: AbortSignalLike | undefined,
): Promise<Ending> {
  let outcome: (() => Ending) | undefined
  const attempt = (): boolean => {
    if (isShutDown(pool)) outcome = () => 'closed'
    else if (admit(pool)) outcome = tryToPut(put)
    return outcome !== undefined
  }
  if (helper.servesHere(pool)) {
    const ended = await helpUntil(pool, attempt, signal)
    if (ended === 'aborted') return ended
    if (ended === 'idle') {
      beyond(pool)
      outcome = tryToPut(put)
    }
  } else if ((await awaitRoomHere(pool, handle, attempt, signal)) === 'aborted') return 'aborted'
  return outcome?.() ?? 'closed'
}

/** What `put` throws is for the one who awaits, not for the event loop that calls it. */
function tryToPut(put: () => boolean): () => Ending {
  try {
    const outcome = put() ? 'put' : 'closed'
    return () => outcome
  } catch (error) {
    return () => {
      throw error
    }
  }
}

async function awaitRoomHere(
  pool: number,
  handle: object,
  attempt: () => boolean,
  signal: AbortSignalLike | undefined,
): Promise<'aborted' | undefined> {
  const waits = awaited.get(pool) ?? { count: 0, handle }
  waits.count += 1
  awaited.set(pool, waits)
  try {
    await awaitOn(pool + X_ROOM, attempt, { timeoutMs: Infinity, signal }, () => passRoomOn(pool, selfIdent))
    return undefined
  } catch (error) {
    if (signal?.aborted === true) return 'aborted'
    throw error
  } finally {
    waits.count -= 1
    if (waits.count === 0) awaited.delete(pool)
  }
}

/** A worker of the pool runs what is queued, and is not kept waiting when nothing is. */
async function helpUntil(
  pool: number,
  attempt: () => boolean,
  signal: AbortSignalLike | undefined,
): Promise<'aborted' | 'idle' | undefined> {
  while (!attempt()) {
    const running = helper.startOne(pool)
    if (running === undefined) return 'idle'
    await running
    if (signal?.aborted === true) return 'aborted'
  }
  return undefined
}

/** For the submit that is refused. */
export function fullError(pool: number): Full {
  const most = load(pool + X_CAPACITY)
  return new Full(`${describeObject(pool)} has ${most} tasks, and takes no more until one has ended`)
}
