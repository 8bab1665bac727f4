/** Checks of the `timeout` option, in one place: every waiting call takes it, in milliseconds. */

/** Option of every call that waits. */
export interface WaitOptions {
  /** Milliseconds to wait at most, ≥ 0. Default `Infinity`: as long as it takes. */
  readonly timeout?: number | undefined
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
