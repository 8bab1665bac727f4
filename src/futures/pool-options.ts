/** Checks of what a pool is made with. */
import { add, load, store } from '#atomics'
import {
  X_CAPACITY,
  X_IDLE_MS,
  X_MAX_HEAP,
  X_MAX_TASKS,
  X_MIN_WORKERS,
  X_POLICY,
} from '../core/futures-layout.ts'
import { CORES, NEXT_POOL } from '../core/layout.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { storagesFrom } from './task-context.ts'
import type { ContextOption, Storages } from './task-context.ts'

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
  /**
   * Gives the `AsyncLocalStorage` objects whose stores go with each task: what they hold at the submit crosses, and is in
   * force while the task runs. Called once in each thread, so it gives each its own: those of modules, as
   * `() => [requestId]` with an imported `requestId`. A store that can't cross is a CaptureError of the submit.
   */
  readonly context?: ContextOption | undefined
  /** Whether `stats()` tells how long tasks wait and run: three readings of the clock for each task. Default false. */
  readonly timings?: boolean | undefined
  /** Tasks that may wait for a worker while all `maxWorkers` are busy, an integer ≥ 1. Default: any number. */
  readonly maxQueue?: number | undefined
  /**
   * What `submit()` does when so many wait. `'block'` (the default): it blocks until there is room; in a task of the pool it
   * runs others meanwhile, and is never kept waiting. `'reject'`: it throws `Full`. `'callerRuns'`: it calls the function
   * itself, with the very arguments, and returns when that does.
   */
  readonly onFull?: OnFull | undefined
  /** Workers that stay however long they are idle, an integer ≤ `maxWorkers`. Default 0. They are started as needed. */
  readonly minWorkers?: number | undefined
  /** Milliseconds, ≥ 0, without a task after which a worker ends. Default `Infinity`. */
  readonly idleTimeout?: number | undefined
  /** Tasks after which a worker is replaced, with its OS thread; an integer ≥ 1. Default: any number. */
  readonly maxTasksPerWorker?: number | undefined
  /**
   * Bytes of heap after a task above which a worker is replaced, with its OS thread, ≥ 1. Garbage that has not been
   * collected counts. An empty worker has some 6 MB. Default: any number.
   */
  readonly maxHeap?: number | undefined
}

/** Choices of {@link ThreadPoolOptions.onFull}. */
export type OnFull = 'block' | 'reject' | 'callerRuns'

/** Their numbers in X_POLICY. */
export const ON_FULL: readonly OnFull[] = ['block', 'reject', 'callerRuns']

export interface Checked {
  /** Told when the arena is there. */
  readonly maxWorkers: () => number
  readonly initializer: ((...args: never[]) => unknown) | undefined
  readonly initargs: readonly unknown[]
  readonly timings: boolean
  readonly storages: Storages | undefined
  /** For {@link storeLimits}: 0 stands for none. */
  readonly limits: (maxWorkers: number) => Limits
}

export interface Limits {
  readonly capacity: number
  readonly policy: number
  readonly minWorkers: number
  readonly idleMs: number
  readonly maxTasks: number
  readonly maxHeapKib: number
}

const checkOptions = optionsOf<ThreadPoolOptions>('ThreadPoolExecutor', {
  maxWorkers: true,
  threadNamePrefix: true,
  initializer: true,
  initargs: true,
  context: true,
  timings: true,
  maxQueue: true,
  onFull: true,
  minWorkers: true,
  idleTimeout: true,
  maxTasksPerWorker: true,
  maxHeap: true,
})

/** Places in the table of workers are made at once. */
const MOST_WORKERS = 65_536

/** @throws TypeError, RangeError. */
export function checkedOptions(options: ThreadPoolOptions): Checked {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Expected an options object such as { maxWorkers: 4 }, got \`${String(options)}\``)
  checkOptions(options)
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
    storages: options.context === undefined ? undefined : storagesFrom(options.context),
    limits: checkedLimits(options),
  }
}

const MAX_INT = 2 ** 31 - 1

function checkedLimits(options: ThreadPoolOptions): (maxWorkers: number) => Limits {
  const { maxQueue, onFull = 'block', minWorkers = 0, idleTimeout, maxTasksPerWorker, maxHeap } = options
  integerFrom('maxQueue', maxQueue, 1)
  integerFrom('minWorkers', minWorkers, 0)
  integerFrom('maxTasksPerWorker', maxTasksPerWorker, 1)
  integerFrom('maxHeap', maxHeap, 1)
  const policy = ON_FULL.indexOf(onFull)
  if (policy < 0)
    throw new RangeError(`Expected \`onFull\` to be one of ${ON_FULL.join(', ')}, got \`${String(onFull)}\``)
  if (idleTimeout !== undefined && typeof idleTimeout !== 'number')
    throw new TypeError(
      `Expected \`idleTimeout\` to be a number ≥ 0 (milliseconds), got \`${String(idleTimeout)}\``,
    )
  if (idleTimeout !== undefined && !(idleTimeout >= 0))
    throw new RangeError(`Expected \`idleTimeout\` to be a number ≥ 0 (milliseconds), got \`${idleTimeout}\``)
  return (maxWorkers) => {
    if (minWorkers > maxWorkers)
      throw new RangeError(
        `Expected \`minWorkers\` to be at most ${maxWorkers} (maxWorkers), got \`${minWorkers}\``,
      )
    return {
      capacity: maxQueue === undefined ? 0 : Math.min(MAX_INT, maxWorkers + maxQueue),
      policy,
      minWorkers,
      idleMs: idleTimeout === undefined || idleTimeout > MAX_INT ? 0 : Math.max(1, Math.ceil(idleTimeout)),
      maxTasks: Math.min(MAX_INT, maxTasksPerWorker ?? 0),
      maxHeapKib: maxHeap === undefined ? 0 : Math.min(MAX_INT, Math.ceil(maxHeap / 1024)),
    }
  }
}

function integerFrom(option: string, value: unknown, least: number): void {
  if (value === undefined) return
  if (typeof value !== 'number')
    throw new TypeError(`Expected \`${option}\` to be a number, got \`${String(value)}\` (${typeof value})`)
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`Expected \`${option}\` to be an integer ≥ ${least}, got \`${value}\``)
}

/** Into the words of a new pool. */
export function storeLimits(pool: number, limits: Limits): void {
  store(pool + X_CAPACITY, limits.capacity)
  store(pool + X_POLICY, limits.policy)
  store(pool + X_MIN_WORKERS, limits.minWorkers)
  store(pool + X_IDLE_MS, limits.idleMs)
  store(pool + X_MAX_TASKS, limits.maxTasks)
  store(pool + X_MAX_HEAP, limits.maxHeapKib)
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
