/** What stands in a pool's block from its making on, and is freed with it. */
import { load, store } from '#atomics'
import { X_CONTEXT, X_INIT, X_PREFIX, X_TIMES } from '../core/futures-layout.ts'
import { freeTable, initPool, tableBytes } from '../core/pool.ts'
import { freeTimes, makeTimes } from '../core/pool-times.ts'
import { Q_RING } from '../core/queue-layout.ts'
import { freeRing, PLACE } from '../core/queue-ring.ts'
import { freeMessage } from '../runtime/message.ts'
import { encodeMessage } from '../runtime/messages.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { prefixOf, storeLimits } from './pool-options.ts'
import type { Checked, ThreadPoolOptions } from './pool-options.ts'
import { encodeTask } from './task.ts'
import type { Callable } from './task.ts'

/** @throws CaptureError for what can't cross. */
export function fillPool(pool: number, checked: Checked, options: ThreadPoolOptions): void {
  const { maxWorkers, initializer, initargs, timings, limits } = checked
  initPool(pool, maxWorkers())
  storeLimits(pool, limits(maxWorkers()))
  if (timings) store(pool + X_TIMES, makeTimes())
  store(pool + X_PREFIX, encodeMessage(prefixOf(options)))
  if (options.context !== undefined) store(pool + X_CONTEXT, encodeMessage(options.context))
  if (initializer !== undefined)
    store(pool + X_INIT, encodeTask(initializer as Callable, initargs, undefined))
}

const MESSAGES = [X_PREFIX, X_INIT, X_CONTEXT]

/**
 * What it was made with: that stays. A task that is queued or runs has a reference to its pool, and so has each worker:
 * a pool with any of them is not looked at further.
 */
function visitPool(pool: number, visit: Referents): void {
  visit.memory(tableBytes(pool))
  for (const word of MESSAGES) {
    const message = load(pool + word)
    if (message !== 0) visit.message(message)
  }
}

function freePool(pool: number): void {
  for (const word of MESSAGES) {
    const message = load(pool + word)
    if (message !== 0) freeMessage(message)
  }
  const times = load(pool + X_TIMES)
  if (times !== 0) freeTimes(times)
  freeRing(load(pool + Q_RING), PLACE)
  freeTable(pool)
}

/** How the kind of pools lets go of it, and names it. */
export const CONTENTS = { release: freePool, referents: visitPool } as const
