/** Checks of the options of waiting calls, in one place: `timeout` in milliseconds everywhere, `signal` where they await. */
import type { AbortSignalLike, Limits } from '../runtime/async-wait.ts'

/** Option of every call that waits. */
export interface WaitOptions {
  /** Milliseconds to wait at most, ≥ 0. Default `Infinity`: as long as it takes. */
  readonly timeout?: number | undefined
}

/** Options of every call that awaits. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Ends the wait when it aborts: the promise rejects with its reason, and nothing was taken. */
  readonly signal?: AbortSignalLike | undefined
}

/**
 * @returns the timeout in milliseconds, `Infinity` by default.
 * @throws TypeError when it is not a number; RangeError when it is negative or NaN.
 */
export function timeoutOf(options: WaitOptions | undefined): number {
  if (options === undefined) return Infinity
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `Expected an options object such as { timeout: 500 } (milliseconds), got \`${String(options)}\``,
    )
  }
  const { timeout } = options
  if (timeout === undefined) return Infinity
  if (typeof timeout !== 'number') {
    throw new TypeError(
      `Expected \`timeout\` to be a number ≥ 0 (milliseconds), got \`${String(timeout)}\` (${typeof timeout})`,
    )
  }
  if (!(timeout >= 0))
    throw new RangeError(`Expected \`timeout\` to be a number ≥ 0 (milliseconds), got \`${timeout}\``)
  return timeout
}

/** Of a wait that goes on as long as it takes. */
export const NO_LIMITS: Limits = { timeoutMs: Infinity, signal: undefined }

/** @throws as {@link timeoutOf}; TypeError when `signal` is not an AbortSignal. */
export function limitsOf(options: AsyncWaitOptions | undefined): Limits {
  const timeoutMs = timeoutOf(options)
  const signal = options?.signal
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(
      `Expected \`signal\` to be an AbortSignal, got \`${String(signal)}\` (${typeof signal})`,
    )
  return { timeoutMs, signal }
}
