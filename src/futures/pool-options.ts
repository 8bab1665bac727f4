/** Checks of what a pool is made with. */
import { add, load } from '#atomics'
import { CORES, NEXT_POOL } from '../core/layout.ts'

/** How a {@link ThreadPoolExecutor} is made. */
export interface ThreadPoolOptions {
  /** Threads at most, an integer ≥ 1. Default: the number of cores + 4, at most 32. */
  readonly maxWorkers?: number | undefined
  /** What the names of the threads begin with. Default `ThreadPoolExecutor-N`. */
  readonly threadNamePrefix?: string | undefined
  /** Called by each worker before its first task; may be async. If it throws, the pool is broken. */
  readonly initializer?: ((...args: never[]) => unknown) | null | undefined
  /** Its arguments. Default none. */
  readonly initargs?: readonly unknown[] | undefined
  /** Whether `stats()` tells how long tasks wait and run: three readings of the clock for each task. Default false. */
  readonly timings?: boolean | undefined
}

interface Checked {
  /** Told when the arena is there. */
  readonly maxWorkers: () => number
  readonly initializer: ((...args: never[]) => unknown) | undefined
  readonly initargs: readonly unknown[]
  readonly timings: boolean
}

/** Places in the table of workers are made at once. */
const MOST_WORKERS = 65_536

/** @throws TypeError, RangeError. */
export function checkedOptions(options: ThreadPoolOptions): Checked {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Expected an options object such as { maxWorkers: 4 }, got \`${String(options)}\``)
  const { maxWorkers, initializer, initargs = [], timings = false } = options
  if (typeof timings !== 'boolean')
    throw new TypeError(
      `Expected \`timings\` to be a boolean, got \`${String(timings)}\` (${typeof timings})`,
    )
  if (maxWorkers !== undefined) checkCount(maxWorkers)
  if (initializer !== undefined && initializer !== null && typeof initializer !== 'function')
    throw new TypeError(
      `initializer must be a callable, got \`${String(initializer)}\` (${typeof initializer})`,
    )
  if (typeof (initargs as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function')
    throw new TypeError(`Expected \`initargs\` to be an array, got \`${String(initargs)}\``)
  return {
    maxWorkers: () => maxWorkers ?? Math.min(32, load(CORES) + 4),
    initializer: initializer ?? undefined,
    initargs: [...initargs],
    timings,
  }
}

function checkCount(maxWorkers: unknown): void {
  if (typeof maxWorkers !== 'number')
    throw new TypeError(`Expected \`maxWorkers\` to be a number, got \`${String(maxWorkers)}\``)
  if (!(maxWorkers > 0)) throw new RangeError(`maxWorkers must be greater than 0, got \`${maxWorkers}\``)
  if (!Number.isInteger(maxWorkers) || maxWorkers > MOST_WORKERS)
    throw new RangeError(
      `Expected \`maxWorkers\` to be an integer up to ${MOST_WORKERS}, got \`${maxWorkers}\``,
    )
}

export function prefixOf({ threadNamePrefix }: ThreadPoolOptions): string {
  if (threadNamePrefix !== undefined && threadNamePrefix !== '') return String(threadNamePrefix)
  return `ThreadPoolExecutor-${add(NEXT_POOL, 1)}`
}
