/** What every executor offers. */
import type { Future } from './future.ts'
import type { MapArguments, Mapped } from './map.ts'
import type { ShutdownOptions } from './shutdown-options.ts'

/** Options of {@link Executor.map}. */
export interface MapOptions {
  /** Milliseconds from the call of `map()` to the last result. Default `Infinity`. */
  readonly timeout?: number | undefined
  /** Has no effect in a pool of threads, as in Python; an integer ≥ 1. Default 1. */
  readonly chunksize?: number | undefined
  /** How many results that nobody has taken may be on their way; an integer ≥ 1. Default: any number. */
  readonly buffersize?: number | null | undefined
  /**
   * Whether a bar on stderr shows how many of the results have been taken; nothing is shown where stderr is no terminal.
   * Default false.
   */
  readonly progress?: boolean | undefined
}

/** Something that runs functions elsewhere. @see Python `concurrent.futures.Executor`. */
export interface Executor {
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>>
  map<A extends readonly unknown[], R>(fn: (...args: A) => R, ...rest: MapArguments<A>): Mapped<Awaited<R>>
  shutdown(options?: ShutdownOptions): void
  shutdownAsync(options?: ShutdownOptions): Promise<void>
  [Symbol.dispose](): void
  [Symbol.asyncDispose](): Promise<void>
}
