/** `Executor.map`: results in the order of their inputs, taken while the tasks run. */
import { deadlineAfter, remaining } from '../core/clock.ts'
import { markSeen } from '../core/future.ts'
import { TimeoutError } from '../errors.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { timeoutOf } from '../threading/timeout.ts'
import type { MapOptions } from './executor.ts'
import { addressOf } from './future.ts'
import type { Future } from './future.ts'
import { MapProgress, progressOf } from './map-progress.ts'

/** The iterables of a `map()`, one for each parameter, and perhaps options after them. */
export type MapArguments<A extends readonly unknown[]> =
  | { readonly [K in keyof A]: Iterable<A[K]> }
  | readonly [...{ readonly [K in keyof A]: Iterable<A[K]> }, MapOptions]

/** The results of a `map()`: for `for`, which blocks, or `for await`. Can be gone through once. */
export interface Mapped<R> extends Iterable<R>, AsyncIterable<R> {
  [Symbol.iterator](): IterableIterator<R, undefined, undefined>
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined, undefined>
}

const checkOptions = optionsOf<MapOptions>('pool.map()', {
  timeout: true,
  chunksize: true,
  buffersize: true,
  progress: true,
})

interface Submits {
  submit<R>(fn: (...args: never[]) => R, ...args: never[]): Future<Awaited<R>>
}

/** @throws TypeError, RangeError for wrong options, and what `submit()` throws. */
export function mapWith<R>(
  executor: object,
  fn: (...args: never[]) => R,
  rest: readonly unknown[],
): Mapped<Awaited<R>> {
  const { iterables, options } = split(rest)
  const timeoutMs = timeoutOf({ timeout: options.timeout })
  const room = buffersizeOf(options)
  checkChunksize(options.chunksize)
  const shown = progressOf(options.progress)
  const inputs = iterables.map((iterable) => iterable[Symbol.iterator]())
  return new Results<Awaited<R>>(timeoutMs, room, new MapProgress(shown), () => {
    const args = nextInputs(inputs)
    return args && (executor as Submits).submit(fn, ...(args as never[]))
  })
}

/** The first iterable that ends, ends all. */
function nextInputs(inputs: readonly Iterator<unknown>[]): unknown[] | undefined {
  if (inputs.length === 0) return undefined
  const args: unknown[] = []
  for (const input of inputs) {
    const next = input.next()
    if (next.done === true) return undefined
    args.push(next.value)
  }
  return args
}

class Results<R> implements Mapped<R> {
  readonly #timeoutMs: number
  readonly #deadlineMs: number
  readonly #progress: MapProgress
  readonly #submit: () => Future<R> | undefined
  /** A place is empty once its future was taken: results that the program has let go of are not kept here. */
  readonly #queued: (Future<R> | undefined)[] = []
  #next = 0
  /** How many results have been given. */
  #given = 0
  #exhausted = false

  constructor(timeoutMs: number, room: number, progress: MapProgress, submit: () => Future<R> | undefined) {
    this.#timeoutMs = timeoutMs
    this.#deadlineMs = deadlineAfter(timeoutMs)
    this.#progress = progress
    this.#submit = submit
    try {
      while (this.#queued.length < room && this.#refill());
    } catch (error) {
      this.#cancel()
      throw error
    }
  }

  [Symbol.iterator](): IterableIterator<R, undefined, undefined> {
    const iterator: IterableIterator<R, undefined, undefined> = {
      next: () => {
        const future = this.#take()
        if (future === undefined) return { done: true, value: undefined }
        try {
          return this.#give(future.result(this.#left()))
        } catch (error) {
          throw this.#fail(future, error)
        }
      },
      return: () => {
        this.#cancel()
        return { done: true, value: undefined }
      },
      [Symbol.iterator]: () => iterator,
    }
    return iterator
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined, undefined> {
    const iterator: AsyncIterableIterator<R, undefined, undefined> = {
      next: async () => {
        const future = this.#take()
        if (future === undefined) return { done: true, value: undefined }
        try {
          return this.#give(await future.resultAsync(this.#left()))
        } catch (error) {
          throw this.#fail(future, error)
        }
      },
      return: () => {
        this.#cancel()
        return Promise.resolve({ done: true, value: undefined })
      },
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  #refill(): boolean {
    const future = this.#exhausted ? undefined : this.#submit()
    if (future === undefined) this.#exhausted = true
    else {
      this.#queued.push(future)
      this.#progress.added()
    }
    return future !== undefined
  }

  #take(): Future<R> | undefined {
    const future = this.#queued[this.#next]
    if (future === undefined) {
      this.#progress.ended()
      return undefined
    }
    this.#progress.asked()
    this.#queued[this.#next] = undefined
    this.#next += 1
    if (this.#next === 1024) {
      this.#queued.splice(0, this.#next)
      this.#next = 0
    }
    // as Python: the next input is read before the result is waited for
    this.#refill()
    return future
  }

  #give(value: R): { done: false; value: R } {
    this.#given += 1
    this.#progress.taken()
    return { done: false, value }
  }

  #left(): { timeout: number } {
    return { timeout: Math.max(0, remaining(this.#deadlineMs)) }
  }

  /** @returns what the reader is told: of the time of the whole, where that is what has passed. */
  #fail(future: Future<R>, error: unknown): unknown {
    const isLate = error instanceof TimeoutError && !future.done()
    forgo(future)
    this.#cancel()
    if (!isLate) return error
    return new TimeoutError(
      `map() was not done within ${this.#timeoutMs} ms: result ${this.#given} is missing`,
    )
  }

  /** Nobody wants the other results. */
  #cancel(): void {
    this.#exhausted = true
    this.#progress.ended()
    for (const future of this.#queued.splice(0)) if (future !== undefined) forgo(future)
    this.#next = 0
  }
}

/** Nobody can ask for it any more: what can't be cancelled is not to complain about that. */
function forgo<R>(future: Future<R>): void {
  if (!future.cancel()) markSeen(addressOf(future as Future<unknown>))
}

function split(rest: readonly unknown[]): { iterables: Iterable<unknown>[]; options: MapOptions } {
  const last = rest.at(-1)
  const hasOptions = typeof last === 'object' && last !== null && !(Symbol.iterator in last)
  const iterables = (hasOptions ? rest.slice(0, -1) : rest) as Iterable<unknown>[]
  for (const iterable of iterables) {
    if (typeof (iterable as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function')
      throw new TypeError(`Expected iterables to map over, got \`${String(iterable)}\` (${typeof iterable})`)
  }
  if (hasOptions) checkOptions(last)
  return { iterables, options: hasOptions ? last : {} }
}

function buffersizeOf({ buffersize }: MapOptions): number {
  if (buffersize === undefined || buffersize === null) return Infinity
  if (!Number.isInteger(buffersize))
    throw new TypeError(`buffersize must be an integer or null, got \`${String(buffersize)}\``)
  if (buffersize < 1) throw new RangeError(`buffersize must be null or > 0, got \`${buffersize}\``)
  return buffersize
}

function checkChunksize(chunksize: number | undefined): void {
  if (chunksize !== undefined && !(Number.isInteger(chunksize) && chunksize >= 1))
    throw new RangeError(`chunksize must be >= 1, got \`${String(chunksize)}\``)
}
