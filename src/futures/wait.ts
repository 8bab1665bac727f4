/** `wait()`: until all futures are done, or the first. */
import { deadlineAfter } from '../core/clock.ts'
import { NOTIFIED } from '../core/future.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { limitsOf, timeoutOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { addressOf } from './future.ts'
import { awaitSome, blockForSome, distinct, hasFailed, isOver } from './several.ts'
import type { AnyFuture } from './several.ts'
import { blockFor } from './waiting.ts'

/** {@link wait} returns when one future is done. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED'
/** {@link wait} returns when one future has failed, or all are done. */
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION'
/** {@link wait} returns when all futures are done. */
export const ALL_COMPLETED = 'ALL_COMPLETED'

export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED

interface When {
  /** Default {@link ALL_COMPLETED}. */
  readonly returnWhen?: ReturnWhen | undefined
}

const checkOptions = optionsOf<WaitOptions & When>('wait()', { timeout: true, returnWhen: true })
const checkAsyncOptions = optionsOf<AsyncWaitOptions & When>('waitAsync()', {
  timeout: true,
  signal: true,
  returnWhen: true,
})

/** What {@link wait} returns. A cancelled future is done when its executor has come to it. */
export interface DoneAndNotDone<F> {
  readonly done: Set<F>
  readonly notDone: Set<F>
}

/**
 * Blocks until all futures are done, or as `returnWhen` says.
 *
 * @param fs - Any iterable of futures; each counts once.
 * @param options.timeout - Milliseconds to wait; when it has passed, what is there is returned. Default `Infinity`.
 * @throws RangeError `Invalid return condition`; TypeError when one is no future.
 * @example
 * const pool = new ThreadPoolExecutor()
 * const { done } = wait([1, 2, 3].map((n) => pool.submit((x: number) => x * x, n)))
 * console.log(done.size)  // 3
 * @see Python `concurrent.futures.wait`.
 */
export function wait<F extends AnyFuture>(
  fs: Iterable<F>,
  options: WaitOptions & When = {},
): DoneAndNotDone<F> {
  const timeoutMs = timeoutOf(options)
  checkOptions(options)
  const all = distinct(fs)
  const deadlineMs = deadlineAfter(timeoutMs)
  if (conditionOf(options) === ALL_COMPLETED) {
    // one after the other: nobody is woken for any but the one that is waited for
    for (const future of all) if (!blockFor(addressOf(future), NOTIFIED, deadlineMs)) return sorted(all)
    return { done: all, notDone: new Set() }
  }
  const open = new Set<F>(all)
  blockForSome(open, deadlineMs, judge(options, all, open))
  return sorted(all, open)
}

/** As {@link wait}, without blocking the thread. */
export async function waitAsync<F extends AnyFuture>(
  fs: Iterable<F>,
  options: AsyncWaitOptions & When = {},
): Promise<DoneAndNotDone<F>> {
  const limits = limitsOf(options)
  checkAsyncOptions(options)
  const all = distinct(fs)
  const open = new Set<F>(all)
  await awaitSome(open, limits, judge(options, all, open))
  return sorted(all, open)
}

function judge<F extends AnyFuture>(options: When, all: Set<F>, open: Set<F>): (over: F[]) => boolean {
  const condition = conditionOf(options)
  if (condition === FIRST_COMPLETED) return () => open.size === 0 || open.size < all.size
  if (condition === FIRST_EXCEPTION) return (over) => open.size === 0 || over.some(hasFailed)
  return () => open.size === 0
}

function conditionOf({ returnWhen = ALL_COMPLETED }: When): ReturnWhen {
  if (returnWhen === FIRST_COMPLETED || returnWhen === FIRST_EXCEPTION || returnWhen === ALL_COMPLETED)
    return returnWhen
  throw new RangeError(`Invalid return condition: \`${String(returnWhen)}\``)
}

function sorted<F extends AnyFuture>(all: Set<F>, open?: Set<F>): DoneAndNotDone<F> {
  if (open?.size === 0) return { done: all, notDone: open }
  const done = new Set<F>()
  const notDone = new Set<F>()
  for (const future of all)
    ((open === undefined ? !isOver(future) : open.has(future)) ? notDone : done).add(future)
  return { done, notDone }
}
