/** `SimpleQueue`: a queue without bound, tasks or shutdown; putting never waits. The algorithm is core/queue.ts. */
import { TAG_SIMPLE_QUEUE } from '../core/layout.ts'
import { Q_MUTEX, QUEUE_BYTES } from '../core/queue-layout.ts'
import { countItems, FIRST_IN, initQueue } from '../core/queue.ts'
import { guardedBy, ObjectKind } from '../runtime/object-kind.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { releaseQueue, visitQueue } from './contents.ts'
import { getItem, getItemAsync, putItem } from './exchange.ts'
import type { Channel } from './exchange.ts'
import { GONE } from './gone.ts'

const kind = new ObjectKind<SimpleQueue>({
  tag: TAG_SIMPLE_QUEUE,
  bytes: QUEUE_BYTES,
  name: 'SimpleQueue',
  revive: () => new SimpleQueue(),
  release: releaseQueue,
  referents: visitQueue,
  guard: guardedBy(Q_MUTEX),
})

/**
 * A queue of any number of items, first in, first out; the same queue in every thread it crosses to.
 *
 * @example
 * const answers = new SimpleQueue<string>()
 * const thread = new Thread({ target: () => answers.put('hello') })
 * thread.start()
 * console.log(answers.get())  // hello
 *
 * @see Python `queue.SimpleQueue`.
 */
export class SimpleQueue<T = unknown> {
  /** GONE once it is disposed. */
  #channel: Channel

  /** @throws TypeError for any argument, as in Python. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('SimpleQueue() takes no arguments')
    const address = kind.claim(this, (block) => initQueue(block, FIRST_IN, 0))
    this.#channel = { address, sorts: false, handle: this }
  }

  /** Puts an item in; never waits. @throws CaptureError when it can't cross. */
  put(item: T): void {
    putItem(this.#channel, item, 0)
  }

  /** The same as {@link put}. */
  putNowait(item: T): void {
    this.put(item)
  }

  /**
   * Gets an item out; blocks this thread until there is one.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @throws Empty when the timeout passed first. @throws RangeError, TypeError for a bad timeout.
   */
  get(options?: WaitOptions): T {
    return getItem(this.#channel, options === undefined ? Infinity : timeoutOf(options)) as T
  }

  /** As {@link get}, without blocking the thread. */
  getAsync(options?: AsyncWaitOptions): Promise<T> {
    return getItemAsync(this.#channel, limitsOf(options)) as Promise<T>
  }

  /** Gets an item out if there is one. @throws Empty. */
  getNowait(): T {
    return getItem(this.#channel, 0) as T
  }

  /** How many items there are at this moment. */
  qsize(): number {
    return countItems(this.#channel.address)
  }

  /** Whether there is no item at this moment. */
  empty(): boolean {
    return this.qsize() === 0
  }

  /**
   * This thread lets go of the queue now, instead of when its handle is collected as garbage: the memory is free, with all
   * items, when no other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  [Symbol.dispose](): void {
    if (this.#channel === GONE) return
    kind.disposeIdle(this.#channel.address)
    this.#channel = GONE
  }

  toString(): string {
    if (this.#channel === GONE) return '<SimpleQueue, disposed>'
    return `<SimpleQueue at 0x${this.#channel.address.toString(16)}: qsize=${this.qsize()}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The queue crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#channel.address)
  }
}
