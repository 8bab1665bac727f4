/** Sleeping, blocking or not. */
import { deadlineAfter, remaining } from '../core/clock.ts'
import { sleepUntil } from '../core/park.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { MAX_TIMER_MS, reasonOf } from '../runtime/async-wait.ts'
import type { AbortSignalLike } from '../runtime/async-wait.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { limitsOf } from './timeout.ts'

/**
 * Blocks this thread for `ms` milliseconds (fractions count), other threads run on.
 *
 * @param ms - ≥ 0; `Infinity` sleeps until the process ends.
 * @throws TypeError, RangeError for anything else.
 * @example
 * sleep(50)
 * @see Python `time.sleep`. Differs: milliseconds.
 */
export function sleep(ms: number): void {
  checkDuration(ms)
  ensureArena()
  sleepUntil(deadlineAfter(ms))
}

/** Options of {@link sleepAsync}. */
export interface SleepOptions {
  /** Ends the sleep when it aborts: the promise rejects with its reason. */
  readonly signal?: AbortSignalLike | undefined
}

const checkOptions = optionsOf<SleepOptions>('sleepAsync()', { signal: true })

/**
 * As {@link sleep}, without blocking the thread; never shorter than asked.
 *
 * @throws TypeError, RangeError at once for wrong arguments; rejects with the reason of `options.signal` when that aborts.
 * @example
 * await sleepAsync(50, { signal: AbortSignal.timeout(1000) })
 * @see Python `asyncio.sleep`.
 */
export function sleepAsync(ms: number, options?: SleepOptions): Promise<void> {
  checkDuration(ms)
  const { signal } = limitsOf(options)
  if (options !== undefined) checkOptions(options)
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(reasonOf(signal))
      return
    }
    const deadlineMs = deadlineAfter(ms)
    const wait = (leftMs: number): NodeJS.Timeout =>
      setTimeout(look, Math.min(Math.ceil(leftMs), MAX_TIMER_MS))
    let timer = wait(ms)
    signal?.addEventListener('abort', abort, { once: true })

    function look(): void {
      const leftMs = remaining(deadlineMs)
      if (leftMs > 0) {
        timer = wait(leftMs)
        return
      }
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    function abort(): void {
      clearTimeout(timer)
      reject(reasonOf(signal as AbortSignalLike))
    }
  })
}

function checkDuration(ms: number): void {
  if (typeof ms !== 'number')
    throw new TypeError(`Expected milliseconds as a number ≥ 0, got \`${String(ms)}\` (${typeof ms})`)
  if (!(ms >= 0)) throw new RangeError(`Expected milliseconds as a number ≥ 0, got \`${ms}\``)
}
