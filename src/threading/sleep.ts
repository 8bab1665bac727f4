/** Sleeping, blocking or not. */
import { deadlineAfter } from '../core/clock.ts'
import { sleepUntil } from '../core/park.ts'
import { ensureArena } from '../runtime/arena-boot.ts'

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

/** As {@link sleep}, without blocking the thread. */
export function sleepAsync(ms: number): Promise<void> {
  checkDuration(ms)
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function checkDuration(ms: number): void {
  if (typeof ms !== 'number')
    throw new TypeError(`Expected milliseconds as a number ≥ 0, got \`${String(ms)}\` (${typeof ms})`)
  if (!(ms >= 0)) throw new RangeError(`Expected milliseconds as a number ≥ 0, got \`${ms}\``)
}
