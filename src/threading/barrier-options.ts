/** What a Barrier is made of: the checks of its arguments, and its first words. */
import { load, store } from '#atomics'
import { B_ACTS, B_PARTIES, B_TIMEOUT } from '../core/layout.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { checkSynchronous } from './synchronous.ts'
import { timeoutOf } from './timeout.ts'

export interface BarrierOptions {
  /** Runs once per cycle, in the thread that came last, before anybody goes on. Must be synchronous. */
  readonly action?: (() => unknown) | undefined
  /** Milliseconds that a `wait()` without a timeout of its own waits at most, ≥ 0. Default `Infinity`. */
  readonly timeout?: number | undefined
}

const checkOptions = optionsOf<BarrierOptions>('Barrier', { action: true, timeout: true })

const MOST_PARTIES = 2 ** 31 - 1
/** A float and the two words it takes in the arena. */
const float = new Float64Array(1)
const halves = new Int32Array(float.buffer)

/** @throws TypeError, RangeError. */
export function checkBarrierOptions(parties: number, options: BarrierOptions | undefined): void {
  if (typeof parties !== 'number')
    throw new TypeError(`Expected \`parties\` to be a number, got \`${String(parties)}\` (${typeof parties})`)
  if (parties < 1) throw new RangeError('parties must be >= 1')
  if (!Number.isInteger(parties) || parties > MOST_PARTIES)
    throw new RangeError(`Expected \`parties\` to be an integer from 1 to ${MOST_PARTIES}, got ${parties}`)
  timeoutOf(options)
  if (options !== undefined) checkOptions(options)
  if (options?.action !== undefined) checkSynchronous(options.action, '`action`')
}

/** First state of a new block. */
export function initBarrier(address: number, parties: number, options: BarrierOptions | undefined): void {
  store(address + B_PARTIES, parties)
  store(address + B_ACTS, options?.action === undefined ? 0 : 1)
  float[0] = timeoutOf(options)
  store(address + B_TIMEOUT, halves[0] ?? 0)
  store(address + B_TIMEOUT + 4, halves[1] ?? 0)
}

/** The barrier's own timeout in milliseconds. */
export function ownTimeout(address: number): number {
  halves[0] = load(address + B_TIMEOUT)
  halves[1] = load(address + B_TIMEOUT + 4)
  return float[0] ?? Infinity
}
