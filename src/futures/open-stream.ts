/** `pool.stream()`: its arguments, their checks, and how a stream and its task are made. */
import { store } from '#atomics'
import { F_STREAM } from '../core/futures-layout.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { retainObject } from '../runtime/object-kind.ts'
import type { Future } from './future.ts'
import { StreamChannel } from './stream-channel.ts'
import { Stream } from './stream.ts'

/** What the function of a stream may return: a generator, an async one, or anything else to iterate over. */
export type Streamable<T, R> = Iterable<T, R, undefined> | AsyncIterable<T, R, undefined>
/** The function of a stream. */
export type StreamFunction<A extends readonly unknown[], T, R> = (
  ...args: A
) => Streamable<T, R> | PromiseLike<Streamable<T, R>>

/** How a stream is made. */
export interface StreamOptions {
  /** How many items the task may be ahead of the reader: an integer ≥ 1. Default 16. */
  readonly buffer?: number | undefined
}

const checkOptions = optionsOf<StreamOptions>('pool.stream()', { buffer: true })

const DEFAULT_BUFFER = 16
const MOST = 2 ** 31 - 1

/**
 * @param submit - submits the task; calls `prepare` with the address of its new future before anybody else knows it.
 * @throws TypeError, RangeError for a wrong buffer, and what `submit` throws.
 */
export function openStream<T, R>(
  pool: number,
  options: StreamOptions,
  submit: (prepare: (future: number) => void) => Future<unknown>,
): Stream<T, R> {
  checkOptions(options)
  const { buffer = DEFAULT_BUFFER } = options
  if (typeof buffer !== 'number')
    throw new TypeError(`Expected \`buffer\` to be a number, got \`${String(buffer)}\` (${typeof buffer})`)
  if (!Number.isInteger(buffer) || buffer < 1 || buffer > MOST)
    throw new RangeError(`Expected \`buffer\` to be an integer from 1 to ${MOST}, got \`${buffer}\``)
  const channel = new StreamChannel(buffer)
  const future = submit((address) => {
    retainObject(channel.address)
    store(address + F_STREAM, channel.address)
  })
  return new Stream<T, R>(channel, { future: future as Future<R>, pool })
}

/** The arguments of `stream()`: options may stand before the function. @throws TypeError when there is none. */
export function splitCall(call: readonly unknown[]): {
  readonly options: StreamOptions
  readonly fn: unknown
  readonly args: readonly unknown[]
} {
  const [first, second] = call
  if (typeof first === 'function') return { options: {}, fn: first, args: call.slice(1) }
  if (typeof first !== 'object' || first === null)
    throw new TypeError(
      `Expected a generator function to run, or options such as { buffer: 4 } and then one, got \`${String(first)}\` (${typeof first})`,
    )
  return { options: first, fn: second, args: call.slice(2) }
}
