/**
 * `Queue`, `LifoQueue`, `PriorityQueue`: items from thread to thread. The algorithm is core/queue.ts; these are the
 * objects that users hold.
 *
 * Block of QUEUE_BYTES: the header of core/objects.ts and the words Q_…; Q_ORDER says which of the three it is.
 */
import { load } from '#atomics'
import { TAG_QUEUE } from '../core/layout.ts'
import { Q_MAXSIZE, Q_MUTEX, Q_ORDER, Q_UNFINISHED, QUEUE_BYTES } from '../core/queue-layout.ts'
import {
  countItems,
  FIRST_IN,
  initQueue,
  isFull,
  isShutDown,
  LAST_IN,
  setMaxsize,
  shutDown,
  SMALLEST,
} from '../core/queue.ts'
import { dropObject, guardedBy, ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { freeItems, releaseQueue, visitQueue } from './contents.ts'
import {
  finishTask,
  getItem,
  getItemAsync,
  joinTasks,
  joinTasksAsync,
  putItem,
  putItemAsync,
} from './exchange.ts'
import type { Channel } from './exchange.ts'
import { GONE } from './gone.ts'
import { itemsOf, itemsOfAsync } from './iterate.ts'
import { maxsizeOf } from './maxsize.ts'
import type { QueueOptions } from './maxsize.ts'
import { isImmediate } from './shutdown-options.ts'
import type { ShutdownOptions } from './shutdown-options.ts'
import { dress, keepMaking } from './subclass.ts'

const NEVER_WAIT = 0

const kind = new ObjectKind<Queue>({
  tag: TAG_QUEUE,
  bytes: QUEUE_BYTES,
  name: 'Queue',
  revive(address) {
    const [Class] = CLASSES.find(([, order]) => order === load(address + Q_ORDER)) ?? [Queue]
    return new Class()
  },
  release: releaseQueue,
  referents: visitQueue,
  guard: guardedBy(Q_MUTEX),
})

/**
 * A queue that any threads put items in and get them out of, first in, first out; the same queue in every thread it
 * crosses to.
 *
 * An item is anything that crosses between threads: a copy of it, shared objects as themselves. Numbers, booleans and
 * short texts are the fastest. Who waits is served about in the order of coming, but a running thread may be faster.
 *
 * A class derived from it crosses with its class and its public fields; its constructor does not run again.
 *
 * Memory: all that the putting thread wrote before `put()` is visible after the `get()` of that item.
 *
 * @example
 * const queue = new Queue<number>(10)
 * const thread = new Thread({ target: () => [...queue] })
 * thread.start()
 * for (let n = 0; n < 3; n++) queue.put(n)
 * queue.shutdown()
 * console.log(thread.result())  // [0, 1, 2]
 *
 * @see Python `queue.Queue`. Differs: milliseconds; `putNowait()` instead of `block=False`; no hooks to override.
 */
export class Queue<T = unknown> {
  #channel: Channel
  /** Whether this thread has constructed it, or got it from another one. */
  readonly #made: boolean

  /**
   * @param maxsize - Items that it holds at most, as a number or as `{ maxsize }`; 0 and less: any number. Default 0.
   * @throws TypeError, RangeError for another `maxsize`. @throws ThreadError when the arena is full.
   */
  constructor(maxsize: number | QueueOptions = 0) {
    const room = maxsizeOf(maxsize)
    this.#made = !kind.adopting
    const order = orderOf(this)
    const address = kind.claim(this, (block) => initQueue(block, order, room))
    this.#channel = { address, sorts: order === SMALLEST, handle: this }
  }

  /** Items that it holds at most, 0 for any number. May be changed at any time; what is in it stays. */
  get maxsize(): number {
    return load(this.#channel.address + Q_MAXSIZE)
  }

  set maxsize(maxsize: number) {
    setMaxsize(this.#channel.address, selfIdent, maxsizeOf(maxsize))
  }

  /**
   * Puts an item in; blocks this thread while there is no room.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @throws Full when the timeout passed first. @throws ShutDown when the queue was shut down.
   * @throws CaptureError when the item can't cross. @throws TypeError when a PriorityQueue can't compare it.
   * @throws RangeError, TypeError for a bad timeout. Nothing has changed then.
   */
  put(item: T, options?: WaitOptions): void {
    putItem(this.#channel, item, options === undefined ? Infinity : timeoutOf(options))
  }

  /** As {@link put}, without blocking the thread. */
  putAsync(item: T, options?: AsyncWaitOptions): Promise<void> {
    return putItemAsync(this.#channel, item, limitsOf(options))
  }

  /** Puts an item in if there is room. @throws Full, and as {@link put}. */
  putNowait(item: T): void {
    putItem(this.#channel, item, NEVER_WAIT)
  }

  /**
   * Gets an item out; blocks this thread until there is one.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @throws Empty when the timeout passed first. @throws ShutDown when the queue was shut down and no item is left.
   * @throws RangeError, TypeError for a bad timeout.
   */
  get(options?: WaitOptions): T {
    return getItem(this.#channel, options === undefined ? Infinity : timeoutOf(options)) as T
  }

  /** As {@link get}, without blocking the thread. */
  getAsync(options?: AsyncWaitOptions): Promise<T> {
    return getItemAsync(this.#channel, limitsOf(options)) as Promise<T>
  }

  /** Gets an item out if there is one. @throws Empty, ShutDown. */
  getNowait(): T {
    return getItem(this.#channel, NEVER_WAIT) as T
  }

  /** How many items there are at this moment. */
  qsize(): number {
    return countItems(this.#channel.address)
  }

  /** Whether there is no item at this moment. */
  empty(): boolean {
    return this.qsize() === 0
  }

  /** Whether there is no room at this moment. */
  full(): boolean {
    return isFull(this.#channel.address)
  }

  /** Items that were put and for which nobody has called {@link taskDone} yet. */
  get unfinishedTasks(): number {
    return load(this.#channel.address + Q_UNFINISHED)
  }

  /** Says that the work for one item, got before, is done. @throws RangeError when that was said for all of them. */
  taskDone(): void {
    finishTask(this.#channel)
  }

  /**
   * Blocks this thread until {@link taskDone} was called for every item that was put.
   * @returns true; false when the timeout passed first.
   */
  join(options?: WaitOptions): boolean {
    return joinTasks(this.#channel, timeoutOf(options))
  }

  /** As {@link join}, without blocking the thread. */
  joinAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return joinTasksAsync(this.#channel, limitsOf(options))
  }

  /**
   * From here on every put throws ShutDown, and every get as soon as no item is left; those who wait are woken.
   *
   * @param options.immediate - Throws away what is in the queue, as if it had been got and done. Default false.
   */
  shutdown(options?: ShutdownOptions): void {
    const { address } = this.#channel
    const drained = shutDown(address, selfIdent, isImmediate(options))
    if (drained !== undefined) freeItems(drained, load(address + Q_ORDER))
  }

  /** Whether {@link shutdown} was called. */
  get isShutdown(): boolean {
    return isShutDown(this.#channel.address)
  }

  /** Gets items, blocking, until the queue is shut down and empty. */
  [Symbol.iterator](): Generator<T, void, undefined> {
    return itemsOf(this)
  }

  /** As the iterator, without blocking the thread: `for await (const item of queue)`. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return itemsOfAsync(this)
  }

  /**
   * This thread lets go of the queue: its memory is free when nobody else has it. @throws ThreadError when it awaits it.
   */
  [Symbol.dispose](): void {
    if (this.#channel === GONE) return
    kind.disposeIdle(this.#channel.address)
    this.#channel = GONE
  }

  toString(): string {
    if (this.#channel === GONE) return '<Queue, disposed>'
    const room = this.maxsize > 0 ? `/${this.maxsize}` : ''
    const closed = this.isShutdown ? ' shutdown' : ''
    const at = `0x${this.#channel.address.toString(16)}`
    return `<${this.constructor.name} at ${at}: qsize=${this.qsize()}${room}${closed}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The queue crosses as itself. */
  [SHARED](): SharedRef {
    const { address } = this.#channel
    const own = CLASSES.find(([Class]) => this instanceof Class)?.[0] ?? Queue
    if (this.#made && Object.getPrototypeOf(this) !== own.prototype) keepMaking(this, address, own)
    return kind.refer(address)
  }

  static {
    registerShared(
      TAG_QUEUE,
      (address) => {
        const queue = kind.at(address)
        if (!queue.#made) dress(queue, address)
        return queue
      },
      dropObject,
    )
  }
}

/**
 * A queue whose last item put is the first one got.
 *
 * @example
 * const stack = new LifoQueue<string>()
 * stack.put('a')
 * stack.put('b')
 * console.log(stack.get())  // b
 *
 * @see Python `queue.LifoQueue`.
 */
export class LifoQueue<T = unknown> extends Queue<T> {}

/**
 * A queue whose smallest item is the first one got; equal ones in the order in which they were put.
 *
 * Items compare as in Python: numbers (bigints and booleans too) by value, strings by code points, arrays element by
 * element, an object by what its `valueOf()` gives (so Dates by time). What an array holds behind the first difference
 * need not compare: `[priority, data]`. NaN comes last.
 *
 * @example
 * const jobs = new PriorityQueue<[number, string]>()
 * jobs.put([2, 'later'])
 * jobs.put([1, 'now'])
 * console.log(jobs.get())  // [ 1, 'now' ]
 *
 * @see Python `queue.PriorityQueue`. Differs: equal items keep their order; only `put()` refuses what can't be compared.
 */
export class PriorityQueue<T = unknown> extends Queue<T> {}

const CLASSES: readonly (readonly [typeof Queue, number])[] = [
  [LifoQueue, LAST_IN],
  [PriorityQueue, SMALLEST],
  [Queue, FIRST_IN],
]

function orderOf(queue: Queue): number {
  return CLASSES.find(([Class]) => queue instanceof Class)?.[1] ?? FIRST_IN
}
