/**
 * The task's side of a stream: what a generator yields goes into the channel, as long as there is room.
 *
 * The generator is asked for the next item only when there is room for it, so it is never further ahead than that. When the
 * worker runs nothing else, it blocks until there is room. Else the reader may be a task of this very thread: then the task
 * goes on in the event loop, or, where the reader blocks, the reader asks the generator itself, `step()`.
 *
 * When the reader has gone, the generator's `return()` is called, which runs its `finally`.
 */
import { CancelledError, DeadlockError } from '../errors.ts'
import { helper } from './helping.ts'
import type { StreamChannel } from './stream-channel.ts'

/** How a generator ended. */
export type Ending = { readonly value: unknown } | { readonly error: unknown }

/** A generator that this thread runs. */
export interface Producer {
  /** Runs it up to its next item, or its end. @throws DeadlockError when that needs the event loop. */
  step(): void
  /** Has it end, where that can be waited for here. */
  stop(): void
  /** Undefined while it goes on. */
  readonly ending: Ending | undefined
}

/** Those that this thread has begun and not ended, by the stream's address. */
const producers = new Map<number, Producer>()

export function producerHere(stream: number): Producer | undefined {
  return producers.get(stream)
}

/**
 * Runs what the task's function has returned. @returns what the generator returns, or a promise of it.
 * @throws what the generator throws. @throws TypeError when it is nothing to iterate over.
 */
export function fill(channel: StreamChannel, made: unknown): unknown {
  if (isThenable(made)) return Promise.resolve(made).then((source) => fill(channel, source))
  const source = made as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined
  if (typeof source?.[Symbol.asyncIterator] === 'function')
    return new AsyncSource(channel, (source as AsyncIterable<unknown>)[Symbol.asyncIterator]()).run()
  if (typeof source?.[Symbol.iterator] === 'function')
    return new SyncSource(channel, (source as Iterable<unknown>)[Symbol.iterator]()).run()
  throw new TypeError(
    `Expected the function of a stream to be a generator, or to return something iterable, got \`${String(made)}\` (${typeof made})`,
  )
}

class SyncSource implements Producer {
  readonly #channel: StreamChannel
  readonly #items: Iterator<unknown, unknown, undefined>
  ending: Ending | undefined

  constructor(channel: StreamChannel, items: Iterator<unknown, unknown, undefined>) {
    this.#channel = channel
    this.#items = items
    producers.set(channel.address, this)
  }

  run(): unknown {
    for (;;) {
      this.#fillUp()
      if (this.ending !== undefined) return this.#comeTo(this.ending)
      if (!helper.isAlone()) return this.#runInLoop()
      this.#channel.waitForRoom()
    }
  }

  async #runInLoop(): Promise<unknown> {
    for (;;) {
      await this.#channel.waitForRoomAsync()
      this.#fillUp()
      // a step of the reader's may have ended it meanwhile
      if (this.ending !== undefined) return this.#comeTo(this.ending)
    }
  }

  step(): void {
    const channel = this.#channel
    try {
      if (channel.isEnded) {
        this.#items.return?.()
        this.#end({ value: undefined })
        return
      }
      const next = this.#items.next()
      if (next.done === true) this.#end({ value: next.value })
      else this.#put(next.value)
    } catch (error) {
      this.#end({ error })
    }
  }

  stop(): void {
    while (this.ending === undefined) this.step()
  }

  #fillUp(): void {
    const channel = this.#channel
    while (this.ending === undefined && !channel.isFull) this.step()
    if (this.ending !== undefined || !channel.isUnread) return
    try {
      // it may be through, and could not say so
      const next = this.#items.next()
      if (next.done !== true) this.#items.return?.()
      this.#end(next.done === true ? { value: next.value } : { error: nobodyReads() })
    } catch (error) {
      this.#end({ error })
    }
  }

  #put(value: unknown): void {
    try {
      this.#channel.put(value)
    } catch (error) {
      this.#items.return?.()
      throw error
    }
  }

  #end(ending: Ending): void {
    this.ending ??= ending
    producers.delete(this.#channel.address)
  }

  #comeTo(ending: Ending): unknown {
    if ('error' in ending) throw ending.error
    return ending.value
  }
}

class AsyncSource implements Producer {
  readonly #channel: StreamChannel
  readonly #items: AsyncIterator<unknown, unknown, undefined>
  readonly ending = undefined

  constructor(channel: StreamChannel, items: AsyncIterator<unknown, unknown, undefined>) {
    this.#channel = channel
    this.#items = items
    producers.set(channel.address, this)
  }

  async run(): Promise<unknown> {
    try {
      for (;;) {
        if (this.#channel.isFull) await this.#channel.waitForRoomAsync()
        if (this.#channel.isEnded) return await this.#leave()
        const unread = this.#channel.isFull
        const next = await this.#items.next()
        if (next.done === true) return next.value
        if (unread) return await this.#leave(nobodyReads())
        await this.#put(next.value)
      }
    } finally {
      producers.delete(this.#channel.address)
    }
  }

  /** Only a reader of this thread calls it, and it blocks. */
  step(): void {
    throw new DeadlockError(
      'a worker would wait for ever for an async generator that it runs itself: read the stream with `for await`',
    )
  }

  /** It will, in the event loop. */
  stop(): void {}

  async #leave(error?: Error): Promise<undefined> {
    await this.#items.return?.()
    if (error !== undefined) throw error
  }

  async #put(value: unknown): Promise<void> {
    try {
      this.#channel.put(value)
    } catch (error) {
      await this.#items.return?.()
      throw error
    }
  }
}

function nobodyReads(): CancelledError {
  return new CancelledError(
    'the stream had no room, and the thread that reads it waits for its pool to shut down',
  )
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
