/** `Stream`: what a generator yields in a worker, for the thread that reads it. */
import { markSeen, PENDING, stateOf } from '../core/future.ts'
import { setUnread } from '../core/stream.ts'
import { CancelledError } from '../errors.ts'
import { selfIdent } from '../runtime/self.ts'
import { onThreadEnd } from '../runtime/thread-end.ts'
import { addressOf } from './future.ts'
import type { Future } from './future.ts'
import { helper } from './helping.ts'
import { producerHere } from './produce.ts'
import type { Producer } from './produce.ts'
import { END } from './stream-channel.ts'
import type { Got, StreamChannel } from './stream-channel.ts'

/** What has to be known to read: addresses of the future and of its pool. */
interface Source<R> {
  readonly future: Future<R>
  readonly pool: number
}

/** Streams of which this thread is the reader, and their pools, until they end. */
const open = new Map<StreamChannel, number>()

/** A stream that nobody has any more: its task is not to wait for a reader. */
const abandoned = new FinalizationRegistry<StreamChannel>(leave)

function leave(channel: StreamChannel): void {
  if (open.delete(channel)) channel.end()
}

/** This thread reads none of its streams any further. */
export function endStreamsHere(): void {
  for (const channel of open.keys()) leave(channel)
}

onThreadEnd(endStreamsHere)

/** Runs `wait`, in which this thread blocks for the end of the pool's tasks: those that need room for more items fail. */
export function whileUnread(pool: number, wait: () => void): void {
  const streams = [...open].filter(([, its]) => its === pool).map(([channel]) => channel.address)
  for (const stream of streams) setUnread(stream, selfIdent, true)
  try {
    wait()
  } finally {
    for (const stream of streams) setUnread(stream, selfIdent, false)
  }
}

/**
 * What a task yields, item by item: for `for`, which blocks, and for `for await`. It can be gone through once.
 *
 * The task begins at once and runs ahead of the reader by as many items as the stream has room for; then it waits. Leaving
 * the loop ends the generator in its worker, `finally` included, and waits for that, as with any generator.
 *
 * Belongs to the thread that made it; does not cross to others.
 *
 * @example
 * const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
 * function* squares(count: number) {
 *   for (let n = 1; n <= count; n++) yield n * n
 * }
 * for (const square of pool.stream(squares, 3)) console.log(square)  // 1, 4, 9
 * pool.shutdown()
 */
export class Stream<T, R = unknown> implements Iterable<T, R, undefined>, AsyncIterable<T, R, undefined> {
  /** The task: what the generator returns, or throws. */
  readonly future: Future<R>
  readonly #channel: StreamChannel
  readonly #task: number
  readonly #pool: number
  #isOver = false
  /** The generator, once this thread has had to run it itself. */
  #producer: Producer | undefined

  /** @internal */
  constructor(channel: StreamChannel, { future, pool }: Source<R>) {
    this.future = future
    this.#channel = channel
    this.#task = addressOf(future as Future)
    this.#pool = pool
    open.set(channel, pool)
    abandoned.register(this, channel, channel)
  }

  /**
   * Items for a blocking `for`. @throws in `next()`: what the generator throws, after the items it has yielded before;
   * CancelledError; ThreadDiedError when the worker's thread ended; BrokenThreadPool; DeadlockError in a worker that runs the
   * async generator itself.
   */
  [Symbol.iterator](): IterableIterator<T, R, undefined> {
    const iterator: IterableIterator<T, R, undefined> = {
      next: () => this.#next(),
      return: (value) => {
        this.#leave()
        return { done: true, value: value as R }
      },
      [Symbol.iterator]: () => iterator,
    }
    return iterator
  }

  /** Items for `for await`. Throws as the blocking one does. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, R, undefined> {
    const iterator: AsyncIterableIterator<T, R, undefined> = {
      next: () => this.#nextAsync(),
      return: async (value) => {
        await this.#leaveAsync()
        return { done: true, value: (await value) as R }
      },
      [Symbol.asyncIterator]: () => iterator,
    }
    return iterator
  }

  /** Ends the generator, and waits for that. @throws what its `finally` throws. */
  [Symbol.dispose](): void {
    this.#leave()
  }

  /** As the other one, without blocking the thread. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leaveAsync()
  }

  #next(): IteratorResult<T, R> {
    if (this.#isOver) return this.#nothing()
    const got = this.#take()
    if (got !== END) return { done: false, value: got.item as T }
    this.#close()
    const ending = this.#producer?.ending
    if (ending === undefined) return { done: true, value: this.future.result() }
    if ('error' in ending) {
      this.#errorSeen()
      throw ending.error
    }
    return { done: true, value: ending.value as R }
  }

  #take(): Got {
    const channel = this.#channel
    try {
      for (;;) {
        const got = channel.tryGet()
        if (got !== undefined) return got
        const producer = producerHere(channel.address)
        if (producer !== undefined) (this.#producer = producer).step()
        else if (this.#producer?.ending !== undefined) return END
        else if (!this.#runsTask()) return channel.get(this.#task)
      }
    } catch (error) {
      this.#end()
      throw error
    }
  }

  /** A worker of the pool runs what is queued before the stream's task, and begins that. @returns false when it need not. */
  #runsTask(): boolean {
    return helper.servesHere(this.#pool) && stateOf(this.#task) === PENDING && helper.runOne(this.#pool)
  }

  async #nextAsync(): Promise<IteratorResult<T, R>> {
    if (this.#isOver) return this.#nothing()
    const got = await this.#channel.getAsync(this.#task, this.#pool).catch((error: unknown) => {
      this.#end()
      throw error
    })
    if (got !== END) return { done: false, value: got.item as T }
    this.#close()
    return { done: true, value: await this.future.resultAsync() }
  }

  #nothing(): IteratorReturnResult<R> {
    return { done: true, value: undefined as R }
  }

  #close(): void {
    this.#isOver = true
    open.delete(this.#channel)
    abandoned.unregister(this.#channel)
  }

  #leave(): void {
    if (!this.#end()) return
    const producer = producerHere(this.#channel.address)
    if (producer === undefined) {
      ignoreCancelled(() => this.future.result())
      return
    }
    producer.stop()
    if (producer.ending === undefined || !('error' in producer.ending)) return
    this.#errorSeen()
    throw producer.ending.error
  }

  async #leaveAsync(): Promise<void> {
    if (!this.#end()) return
    try {
      await this.future.resultAsync()
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
    }
  }

  /** The reader has got the error before the future comes to it. */
  #errorSeen(): void {
    void this.future.exceptionAsync().catch(() => undefined)
  }

  /** Nobody reads on. @returns whether a generator that runs has to be waited for. */
  #end(): boolean {
    if (this.#isOver) return false
    this.#close()
    const wasDone = this.future.done()
    if (wasDone) markSeen(this.#task)
    this.#channel.end()
    // what it threw further on than the reader has come would not have been thrown if it had not run ahead
    return !wasDone && !this.future.cancel()
  }
}

function ignoreCancelled(wait: () => void): void {
  try {
    wait()
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
  }
}
