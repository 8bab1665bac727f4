/** What `pool.options()` gives: the pool, with other terms for the tasks that are submitted by way of it. */
import type { CallOptions, CheckedCall } from './call-options.ts'
import { checkedCall } from './call-options.ts'
import type { Future } from './future.ts'
import type { Intake, Submitted } from './intake.ts'
import { mapWith } from './map.ts'
import type { MapArguments, Mapped } from './map.ts'
import { openStream, splitCall } from './open-stream.ts'
import type { StreamFunction, StreamOptions } from './open-stream.ts'
import type { Stream } from './stream.ts'
import type { Callable } from './task.ts'

/**
 * A pool as seen through `pool.options()`. Belongs to the thread that made it.
 *
 * @example
 * const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
 * const urgent = pool.options({ priority: 1, timeout: 1000, name: 'square' })
 * console.log(urgent.submit((n: number) => n * n, 12).result())  // 144
 */
export class PoolView {
  readonly #options: CallOptions
  readonly #call: CheckedCall
  readonly #pool: Intake

  constructor(options: CallOptions, pool: Intake) {
    this.#call = checkedCall(options)
    this.#options = { ...options }
    this.#pool = pool
  }

  /** As {@link ThreadPoolExecutor.submit}; with an aborted `signal` the future is cancelled, and nothing is queued. */
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    return this.#pool.submit(this.#call, fn as unknown as Callable, args) as Future<Awaited<R>>
  }

  /** As {@link ThreadPoolExecutor.submitAsync}; a `signal` that aborts meanwhile ends the wait, and the future is cancelled. */
  async submitAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Promise<Submitted<Awaited<R>>> {
    return this.#pool.submitAsync(this.#call, fn as unknown as Callable, args) as Promise<
      Submitted<Awaited<R>>
    >
  }

  /** As {@link ThreadPoolExecutor.map}: the options are those of each call. @throws TypeError for `transfer`. */
  map<A extends readonly unknown[], R>(fn: (...args: A) => R, ...rest: MapArguments<A>): Mapped<Awaited<R>> {
    this.#refuseTransfer('map')
    return mapWith(this, fn as unknown as (...args: never[]) => R, rest as readonly unknown[])
  }

  /**
   * As {@link ThreadPoolExecutor.stream}, on these terms: `timeout` counts for the whole generator. With an aborted `signal`
   * the stream is cancelled.
   */
  stream<A extends readonly unknown[], T, R>(fn: StreamFunction<A, T, R>, ...args: A): Stream<T, R>
  stream<A extends readonly unknown[], T, R>(
    options: StreamOptions,
    fn: StreamFunction<A, T, R>,
    ...args: A
  ): Stream<T, R>
  stream(...call: readonly unknown[]): Stream<unknown> {
    const { options, fn, args } = splitCall(call)
    const pool = this.#pool
    return openStream(pool.address, options, (prepare) =>
      pool.submit(this.#call, fn as Callable, args, prepare),
    )
  }

  /**
   * As {@link ThreadPoolExecutor.runOnAll}, on these terms: `timeout` counts for each worker. A priority means nothing here,
   * as these tasks come before all that are queued. @throws TypeError for `transfer`.
   */
  runOnAll<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>>[] {
    this.#refuseTransfer('runOnAll')
    return this.#pool.runOnAll(this.#call, fn as unknown as Callable, args) as Future<Awaited<R>>[]
  }

  /** The same with some options changed. @throws TypeError, RangeError. */
  options(options: CallOptions): PoolView {
    checkedCall(options)
    return new PoolView({ ...this.#options, ...options }, this.#pool)
  }

  #refuseTransfer(method: string): void {
    if (this.#call.transfer.length > 0)
      throw new TypeError(`Expected no \`transfer\` for ${method}(): a buffer can move to one task only`)
  }
}
