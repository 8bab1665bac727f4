/**
 * `Semaphore` and `BoundedSemaphore`: permits that threads take and give back. The algorithm is core/semaphore.ts.
 *
 * Block of SEMAPHORE_BYTES: the header of core/objects.ts, S_VALUE (free permits), S_SLEEPERS, S_LIST, S_BOUND (that
 * of a plain semaphore is what a word can count) and S_BOUNDED, which tells the two classes apart.
 */
import { load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { S_BOUND, S_BOUNDED, S_LIST, S_VALUE, SEMAPHORE_BYTES, TAG_SEMAPHORE } from '../core/layout.ts'
import { give, initSemaphore, MOST_PERMITS, take, tryTake, wakeForPermits } from '../core/semaphore.ts'
import { TimeoutError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Semaphore>({
  tag: TAG_SEMAPHORE,
  bytes: SEMAPHORE_BYTES,
  name: 'Semaphore',
  revive: (address) => (load(address + S_BOUNDED) === 0 ? new Semaphore() : new BoundedSemaphore()),
})

/**
 * A number of permits, the same in every thread it crosses to. `acquire()` takes one and waits while there is none;
 * `release()` gives one, whoever took it. A running thread may take a permit before the one that was woken for it.
 *
 * Memory: all that a thread wrote before `release()` is visible after the `acquire()` that takes what it gave.
 *
 * @example
 * const connections = new Semaphore(2) // at most two threads at once
 * const held = connections.hold()
 * try {
 *   // …
 * } finally {
 *   held[Symbol.dispose]()
 * }
 *
 * @see Python `threading.Semaphore`. Differs: milliseconds; `tryAcquire()` instead of `acquire(blocking=False)`.
 */
export class Semaphore {
  /** 0 once it is disposed. */
  #address: number
  readonly #bound: number

  /**
   * @param value - Permits at first: an integer from 0 to 2^31 − 1. Default 1.
   * @throws RangeError, TypeError for another value. @throws ThreadError when the arena is full.
   */
  constructor(value: number = 1) {
    checkValue(value)
    const bounded = this instanceof BoundedSemaphore
    this.#address = kind.claim(this, (address) => initSemaphore(address, value, bounded))
    this.#bound = load(this.#live() + S_BOUND)
  }

  /** Permits that are free at this moment. */
  get value(): number {
    return load(this.#live() + S_VALUE)
  }

  /**
   * Takes a permit; blocks this thread until there is one.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when a permit was taken, false when the timeout passed first.
   * @throws RangeError, TypeError for a bad timeout; nothing has changed then.
   */
  acquire(options?: WaitOptions): boolean {
    const timeoutMs = options === undefined ? Infinity : timeoutOf(options)
    return tryTake(this.#live()) || take(this.#live(), deadlineAfter(timeoutMs))
  }

  /** Takes a permit if there is one; never waits. */
  tryAcquire(): boolean {
    return tryTake(this.#live())
  }

  /** As {@link acquire}, without blocking the thread. */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    return awaitOn(
      this.#live() + S_LIST,
      () => tryTake(this.#live()),
      limitsOf(options),
      () => wakeForPermits(this.#live(), selfIdent),
    )
  }

  /**
   * Gives permits, and wakes as many who wait; any thread may do so.
   *
   * @param n - How many: an integer ≥ 1. Default 1.
   * @throws RangeError `n must be one or more`; `Semaphore released too many times` when a BoundedSemaphore would have
   *   more than at first, or any semaphore more than 2^31 − 1. The value is unchanged then.
   */
  release(n: number = 1): void {
    if (n !== 1) checkCount(n)
    if (!give(this.#live(), n, this.#bound, selfIdent))
      throw new RangeError('Semaphore released too many times')
  }

  /**
   * Takes a permit, as Python's `with semaphore:`; dispose of what is returned (`using _ = semaphore.hold()`) to give
   * it back.
   * @throws TimeoutError when the timeout passed first.
   */
  hold(options?: WaitOptions): Disposable {
    return this.#guard(this.acquire(options), options)
  }

  /** As {@link hold}, without blocking the thread: `using _ = await semaphore.holdAsync()`. */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.#guard(await this.acquireAsync(options), options)
  }

  /**
   * This thread lets go of the semaphore now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError. A method of its
   * own and no `Symbol.dispose`: `using` is for what {@link hold} gives.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  dispose(): void {
    if (this.#address === 0) return
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Semaphore, disposed>'
    const at = `at 0x${this.#live().toString(16)}`
    return this instanceof BoundedSemaphore
      ? `<BoundedSemaphore ${at}: value=${this.value}/${this.#bound}>`
      : `<Semaphore ${at}: value=${this.value}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The semaphore crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Semaphore')
  }

  #guard(taken: boolean, options: WaitOptions | undefined): Disposable {
    if (!taken) throw new TimeoutError(`the semaphore had no permit within ${timeoutOf(options)} ms`)
    let held = true
    return {
      [Symbol.dispose]: () => {
        if (held) this.release()
        held = false
      },
    }
  }
}

/**
 * A semaphore that never has more permits than at first: a `release()` too many is an error instead of a permit that
 * nobody meant to give.
 *
 * @example
 * const seats = new BoundedSemaphore(2)
 * seats.acquire()
 * seats.release()
 *
 * @see Python `threading.BoundedSemaphore`.
 */
export class BoundedSemaphore extends Semaphore {}

function checkValue(value: number): void {
  if (typeof value !== 'number')
    throw new TypeError(`Expected the semaphore's initial value to be a number, got \`${String(value)}\``)
  if (value < 0) throw new RangeError('semaphore initial value must be >= 0')
  if (!Number.isInteger(value) || value > MOST_PERMITS)
    throw new RangeError(
      `Expected the semaphore's initial value to be an integer from 0 to ${MOST_PERMITS}, got ${value}`,
    )
}

function checkCount(n: number): void {
  if (typeof n !== 'number') throw new TypeError(`Expected \`n\` to be a number, got \`${String(n)}\``)
  if (n < 1) throw new RangeError('n must be one or more')
  if (!Number.isInteger(n) || n > MOST_PERMITS)
    throw new RangeError(`Expected \`n\` to be an integer from 1 to ${MOST_PERMITS}, got ${n}`)
}
