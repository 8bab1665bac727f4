/** The option `maxsize` of queues, and its check. */

import { optionsOf } from '../runtime/known-options.ts'

/** What the constructors of queues take instead of a number. */
export interface QueueOptions {
  /** Items that the queue holds at most; 0 and less: any number. Default 0. */
  readonly maxsize?: number | undefined
}

const checkOptions = optionsOf<QueueOptions>('a queue', { maxsize: true })

const MOST = 2 ** 31 - 1

/** @returns the number, 0 for "any number". @throws TypeError, RangeError. */
export function maxsizeOf(maxsize: number | QueueOptions): number {
  const most: unknown = typeof maxsize === 'object' && maxsize !== null ? fromOptions(maxsize) : maxsize
  if (typeof most !== 'number')
    throw new TypeError(`Expected \`maxsize\` to be a number, got \`${String(most)}\` (${typeof most})`)
  if (most <= 0 || most === Infinity) return 0
  if (!Number.isInteger(most) || most > MOST)
    throw new RangeError(`Expected \`maxsize\` to be an integer up to ${MOST}, or Infinity, got ${most}`)
  return most
}

function fromOptions(options: QueueOptions): unknown {
  checkOptions(options)
  return options.maxsize ?? 0
}
