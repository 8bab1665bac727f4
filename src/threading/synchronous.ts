/** Functions that other threads wait for must be synchronous: a thread that blocks can't wait for a promise. */

/** @throws TypeError when `action` is no function, or an async one. @param what - how the message calls it. */
export function checkSynchronous(action: unknown, what: string): void {
  if (typeof action !== 'function')
    throw new TypeError(`Expected ${what} to be a function, got \`${String(action)}\` (${typeof action})`)
  if (Object.prototype.toString.call(action) === '[object AsyncFunction]')
    throw new TypeError(
      `Expected ${what} to be a synchronous function, got an async one: threads block until it ends`,
    )
}

/** @throws TypeError when the function has returned a promise all the same. */
export function refusePromise(returned: unknown, what: string): void {
  if (typeof (returned as { then?: unknown } | null | undefined)?.then === 'function')
    throw new TypeError(`${what} returned a promise: it must be synchronous, threads block until it ends`)
}

/**
 * What a predicate returned: a promise is truthy whatever it comes to. Other thenables may be what is waited for, a Future say.
 * @throws TypeError for a promise.
 */
export function noPromise<T>(result: T): T {
  if (result instanceof Promise)
    throw new TypeError(
      'the predicate of waitFor() returned a promise, which is always true; use waitForAsync()',
    )
  return result
}
