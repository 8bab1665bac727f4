/**
 * `CountDownLatch`: threads wait until a number of things have happened. The algorithm is core/latch.ts.
 *
 * Block of LATCH_BYTES: the header of core/objects.ts, LATCH_COUNT, LATCH_SLEEPERS, LATCH_LIST.
 */
import { store } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { countDown, countOf, waitForZero } from '../core/latch.ts'
import { LATCH_BYTES, LATCH_COUNT, LATCH_LIST, TAG_LATCH } from '../core/layout.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const MOST = 2 ** 31 - 1

const kind = new ObjectKind<CountDownLatch>({
  tag: TAG_LATCH,
  bytes: LATCH_BYTES,
  name: 'CountDownLatch',
  revive: () => new CountDownLatch(0),
})

/**
 * A count that falls to 0, once, and then lets all pass who wait; the same latch in every thread it crosses to. Unlike a
 * Barrier, who counts down need not wait, and it can't be used again.
 *
 * Memory: all that a thread wrote before `countDown()` is visible after a `wait()` that has succeeded.
 *
 * @example
 * const ready = new CountDownLatch(2)
 * for (let n = 0; n < 2; n++) new Thread({ target: () => ready.countDown() }).start()
 * ready.wait()
 *
 * @see Java `CountDownLatch`, C++ `std::latch`. Python has none.
 */
export class CountDownLatch {
  /** 0 once it is disposed. */
  #address: number

  /**
   * @param count - An integer from 0 to 2^31 − 1.
   * @throws RangeError, TypeError for another value. @throws ThreadError when the arena is full.
   */
  constructor(count: number) {
    checkInteger('count', count, 0)
    this.#address = kind.claim(this, (address) => store(address + LATCH_COUNT, count))
  }

  /** What is left to count at this moment. */
  get count(): number {
    return countOf(this.#live())
  }

  /**
   * Lowers the count; at 0 all who wait go on. At 0 it stays.
   * @param n - An integer from 1 to 2^31 − 1. Default 1.
   * @throws RangeError, TypeError for another value; the count is unchanged then.
   */
  countDown(n: number = 1): void {
    checkInteger('n', n, 1)
    countDown(this.#live(), n, selfIdent)
  }

  /**
   * Blocks this thread until the count is 0; returns at once when it is.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when the count is 0, false when the timeout passed first.
   * @throws RangeError, TypeError for a bad timeout.
   */
  wait(options?: WaitOptions): boolean {
    return waitForZero(this.#live(), deadlineAfter(timeoutOf(options)))
  }

  /** As {@link wait}, without blocking the thread. */
  waitAsync(options?: AsyncWaitOptions): Promise<boolean> {
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    return awaitOn(this.#live() + LATCH_LIST, () => countOf(this.#live()) === 0, limitsOf(options))
  }

  /**
   * This thread lets go of the latch now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<CountDownLatch, disposed>'
    return `<CountDownLatch at 0x${this.#live().toString(16)}: count=${this.count}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The latch crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('CountDownLatch')
  }
}

function checkInteger(name: string, value: number, least: number): void {
  if (typeof value !== 'number')
    throw new TypeError(`Expected \`${name}\` to be a number, got \`${String(value)}\` (${typeof value})`)
  if (!Number.isInteger(value) || value < least || value > MOST)
    throw new RangeError(`Expected \`${name}\` to be an integer from ${least} to ${MOST}, got ${value}`)
}
