/** Checks of what `pool.options()` is given. */
import type { AbortSignalLike } from '../runtime/async-wait.ts'
import { optionsOf } from '../runtime/known-options.ts'

/** How tasks are to be run that are submitted by way of `pool.options()`. */
export interface CallOptions {
  /**
   * Cancels the task when it aborts: one that is queued does not run; one that runs is asked to stop, see `currentTask()`.
   * Listened to by the thread that submits.
   */
  readonly signal?: AbortSignalLike | undefined
  /**
   * Milliseconds, ≥ 0, that the task may take from its start. After that its future comes to a TimeoutError, and the task
   * is asked to stop. Default `Infinity`.
   */
  readonly timeout?: number | undefined
  /**
   * Whether a task that runs is stopped by force by `signal` and `timeout`: its worker is terminated, and another one
   * takes its place. Default false.
   */
  readonly hard?: boolean | undefined
  /**
   * Buffers that move to the task instead of being copied: they are empty here afterwards. Those that can't move, such as
   * WebAssembly's memory and Node's pool of Buffers, are copied. Not for `map()`.
   */
  readonly transfer?: readonly ArrayBuffer[] | undefined
  /** Among the tasks that wait for a worker those with the highest run first; equal ones in their order. Default 0. */
  readonly priority?: number | undefined
  /** The task's name in dumps, in errors and as `currentTask().name`. Default: its function's. */
  readonly name?: string | undefined
}

export interface CheckedCall {
  readonly signal: AbortSignalLike | undefined
  /** An integer; 0 for any time. */
  readonly timeoutMs: number
  readonly hard: boolean
  readonly transfer: readonly ArrayBuffer[]
  readonly priority: number
  readonly name: string
  /** Stores that go with the task, of a pool that has storages for it [futures/task-context.ts]. */
  readonly stores: readonly unknown[] | undefined
}

export const NO_OPTIONS: CheckedCall = {
  signal: undefined,
  timeoutMs: 0,
  hard: false,
  transfer: [],
  priority: 0,
  name: '',
  stores: undefined,
}

/** Longest delay of a timer. */
const MAX_MS = 2 ** 31 - 1
const checkOptions = optionsOf<CallOptions>('pool.options()', {
  signal: true,
  timeout: true,
  hard: true,
  transfer: true,
  priority: true,
  name: true,
})

/** @throws TypeError, RangeError. */
export function checkedCall(options: CallOptions): CheckedCall {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`Expected an options object such as { timeout: 500 }, got \`${String(options)}\``)
  checkOptions(options)
  const { signal, timeout, hard = false, transfer = [], priority = 0, name = '' } = options
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw wrong('signal', 'an AbortSignal', signal)
  if (typeof hard !== 'boolean') throw wrong('hard', 'a boolean', hard)
  if (typeof name !== 'string') throw wrong('name', 'a string', name)
  if (typeof priority !== 'number') throw wrong('priority', 'a number', priority)
  if (!Number.isFinite(priority))
    throw new RangeError(`Expected \`priority\` to be a finite number, got \`${priority}\``)
  return {
    ...NO_OPTIONS,
    signal,
    timeoutMs: timeoutOf(timeout),
    hard,
    transfer: buffersOf(transfer),
    priority,
    name,
  }
}

function timeoutOf(timeout: unknown): number {
  if (timeout === undefined) return 0
  if (typeof timeout !== 'number') throw wrong('timeout', 'a number ≥ 0 (milliseconds)', timeout)
  if (!(timeout >= 0))
    throw new RangeError(`Expected \`timeout\` to be a number ≥ 0 (milliseconds), got \`${timeout}\``)
  return timeout > MAX_MS ? 0 : Math.max(1, Math.ceil(timeout))
}

function buffersOf(transfer: unknown): readonly ArrayBuffer[] {
  if (typeof (transfer as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function')
    throw wrong('transfer', 'an array of ArrayBuffers', transfer)
  const buffers = [...(transfer as Iterable<unknown>)]
  for (const [n, buffer] of buffers.entries())
    if (!(buffer instanceof ArrayBuffer)) throw wrong(`transfer[${n}]`, 'an ArrayBuffer', buffer)
  if (new Set(buffers).size < buffers.length)
    throw new TypeError('Expected each ArrayBuffer once in `transfer`')
  return buffers as ArrayBuffer[]
}

function wrong(option: string, expected: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${option}\` to be ${expected}, got \`${String(value)}\` (${typeof value})`)
}
