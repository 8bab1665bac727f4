/** When a worker has done enough, or nothing for long enough. */
import { load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { peek } from '../core/guarded.ts'
import { X_IDLE_MS, X_MAX_HEAP, X_MAX_TASKS } from '../core/futures-layout.ts'
import { heapUsed } from '../platform/heap.ts'

const KIB = 1024

/** Until when a worker waits for its next task. */
export function idleDeadline(pool: number): number {
  return deadlineAfter(load(pool + X_IDLE_MS) || Infinity)
}

/** Whether a worker that has ended so many tasks is to be replaced. */
export function isWorn(pool: number, ended: number): boolean {
  const tasks = peek(pool + X_MAX_TASKS)
  if (tasks !== 0 && ended >= tasks) return true
  const heap = peek(pool + X_MAX_HEAP)
  return heap !== 0 && heapUsed() > heap * KIB
}
