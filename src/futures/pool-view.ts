/** What `pool.options()` gives: the pool, with other terms for the tasks that are submitted by way of it. */
import type { CallOptions, CheckedCall } from './call-options.ts'
import { checkedCall } from './call-options.ts'
import type { Future } from './future.ts'
import { mapWith } from './map.ts'
import type { MapArguments, Mapped } from './map.ts'
import type { Callable } from './task.ts'

/** Submits to the pool itself. */
export type Submit = (call: CheckedCall, fn: Callable, args: readonly unknown[]) => Future

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
  readonly #submit: Submit

  constructor(options: CallOptions, submit: Submit) {
    this.#call = checkedCall(options)
    this.#options = { ...options }
    this.#submit = submit
  }

  /** As {@link ThreadPoolExecutor.submit}; with an aborted `signal` the future is cancelled, and nothing is queued. */
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    return this.#submit(this.#call, fn as unknown as Callable, args) as Future<Awaited<R>>
  }

  /** As {@link ThreadPoolExecutor.map}: the options are those of each call. @throws TypeError for `transfer`. */
  map<A extends readonly unknown[], R>(fn: (...args: A) => R, ...rest: MapArguments<A>): Mapped<Awaited<R>> {
    if (this.#call.transfer.length > 0)
      throw new TypeError('Expected no `transfer` for map(): a buffer can move to one task only')
    return mapWith(this, fn as unknown as (...args: never[]) => R, rest as readonly unknown[])
  }

  /** The same with some options changed. @throws TypeError, RangeError. */
  options(options: CallOptions): PoolView {
    checkedCall(options)
    return new PoolView({ ...this.#options, ...options }, this.#submit)
  }
}
