/** `pool.stats()`: what a pool has done, read from its words. */
import { load } from '#atomics'
import { now } from '../core/clock.ts'
import {
  TM_RUNS,
  TM_SINCE,
  TM_WAITS,
  X_CANCELLED,
  X_DONE,
  X_FAILED,
  X_IDLED,
  X_LIVE,
  X_MAX_WORKERS,
  X_RECYCLED,
  X_STOPPED,
  X_TASKS,
  X_TIMES,
} from '../core/futures-layout.ts'
import { f64 } from '../core/memory.ts'
import { busyTime, readTimes } from '../core/pool-times.ts'
import type { Times } from '../core/pool-times.ts'
import { countItems } from '../core/queue.ts'

export type { Times } from '../core/pool-times.ts'

/** What a pool is doing and has done, at one moment or nearly so: tasks go on while it is read. */
export interface PoolStats {
  /** Tasks that no worker has come to; cancelled ones among them until one does. */
  readonly queued: number
  /** Tasks that run. */
  readonly running: number
  /** Tasks whose function returned, and whose function threw or never ended. */
  readonly done: number
  readonly failed: number
  /** Tasks that were cancelled before they ran. */
  readonly cancelled: number
  /** Threads of the pool. */
  readonly workers: number
  /**
   * Workers so far that were replaced (`maxTasksPerWorker`, `maxHeap`), that ended after `idleTimeout`, that were terminated
   * for a task.
   */
  readonly recycled: number
  readonly idled: number
  readonly stopped: number
  /** From `submit()` to the start, and from there to the end; only with the option `timings`. */
  readonly waitTime: Times | undefined
  readonly runTime: Times | undefined
  /** Of the time of all `maxWorkers` since the pool was made, the share spent in tasks that have ended; 0 to 1. */
  readonly utilization: number | undefined
}

export function statsOf(pool: number): PoolStats {
  const times = load(pool + X_TIMES)
  const queued = countItems(pool)
  const capacity =
    times === 0 ? 0 : (now() - (f64[(times + TM_SINCE) >>> 3] as number)) * load(pool + X_MAX_WORKERS)
  return {
    queued,
    running: Math.max(0, load(pool + X_TASKS) - queued),
    done: load(pool + X_DONE) >>> 0,
    failed: load(pool + X_FAILED) >>> 0,
    cancelled: load(pool + X_CANCELLED) >>> 0,
    workers: load(pool + X_LIVE),
    recycled: load(pool + X_RECYCLED) >>> 0,
    idled: load(pool + X_IDLED) >>> 0,
    stopped: load(pool + X_STOPPED) >>> 0,
    waitTime: times === 0 ? undefined : readTimes(times + TM_WAITS),
    runTime: times === 0 ? undefined : readTimes(times + TM_RUNS),
    utilization: times === 0 ? undefined : Math.min(1, busyTime(times) / capacity),
  }
}
