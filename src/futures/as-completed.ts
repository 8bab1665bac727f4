/** `asCompleted()`: futures in the order in which they are done. */
import { deadlineAfter, remaining } from '../core/clock.ts'
import { TimeoutError } from '../errors.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { limitsOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions } from '../threading/timeout.ts'
import { awaitSome, blockForSome, distinct, takeOver } from './several.ts'
import type { AnyFuture } from './several.ts'

/** Futures as they get done, for `for` (blocking) and for `for await`; the futures themselves, not their values. */
export interface Completed<F> extends Iterable<F>, AsyncIterable<F> {
  [Symbol.iterator](): IterableIterator<F, undefined, undefined>
  [Symbol.asyncIterator](): AsyncIterableIterator<F, undefined, undefined>
}

const checkOptions = optionsOf<AsyncWaitOptions>('asCompleted()', { timeout: true, signal: true })

/**
 * Gives the futures as they get done; those that are done already come first.
 *
 * @param fs - Any iterable of futures; each counts once.
 * @param options.timeout - Milliseconds from this call to the last future. Default `Infinity`.
 * @param options.signal - Ends the waits of `for await`.
 * @returns an iterable that throws TimeoutError when the time is up.
 * @throws TypeError when one is no future.
 * @example
 * const pool = new ThreadPoolExecutor()
 * const futures = [3, 1, 2].map((n) => pool.submit((x: number) => x * x, n))
 * let sum = 0
 * for (const future of asCompleted(futures)) sum += future.result()
 * console.log(sum)  // 14
 * @see Python `concurrent.futures.as_completed`.
 */
export function asCompleted<F extends AnyFuture>(fs: Iterable<F>, options?: AsyncWaitOptions): Completed<F> {
  const { timeoutMs, signal } = limitsOf(options)
  if (options !== undefined) checkOptions(options)
  const deadlineMs = deadlineAfter(timeoutMs)
  const open: Set<F> = distinct(fs)
  const total = open.size
  const ready: F[] = takeOver(open)
  const enough = (over: F[]): boolean => {
    ready.push(...over)
    return ready.length > 0
  }
  const next = (inTime: boolean): IteratorResult<F, undefined> => {
    if (!inTime) throw new TimeoutError(`${open.size} (of ${total}) futures unfinished`)
    return { done: false, value: ready.shift() as F }
  }
  const isAtEnd = (): boolean => ready.length === 0 && open.size === 0
  return {
    [Symbol.iterator]() {
      const iterator: IterableIterator<F, undefined, undefined> = {
        next: () =>
          isAtEnd()
            ? { done: true, value: undefined }
            : next(ready.length > 0 || blockForSome(open, deadlineMs, enough)),
        [Symbol.iterator]: () => iterator,
      }
      return iterator
    },
    [Symbol.asyncIterator]() {
      const iterator: AsyncIterableIterator<F, undefined, undefined> = {
        async next() {
          if (isAtEnd()) return { done: true, value: undefined }
          if (ready.length > 0) return next(true)
          return next(await awaitSome(open, { timeoutMs: remaining(deadlineMs), signal }, enough))
        },
        [Symbol.asyncIterator]: () => iterator,
      }
      return iterator
    },
  }
}
