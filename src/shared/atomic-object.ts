/**
 * What all atomic values have in common: the block, waiting and notifying, crossing, dispose().
 *
 * Block of ATOMIC_BYTES: the header of core/objects.ts, A_VALUE (eight bytes of which the class knows the type), A_LIST.
 * Each class keeps the address of its value in a field of its own, 0 once it is disposed: a field of this class would be
 * read through one piece of code by objects of five classes, which the engine can't make fast.
 */
import { deadlineAfter } from '../core/clock.ts'
import { enlistExpecting, notifyWaiters, waitForNotify } from '../core/atomic-value.ts'
import type { WaitOutcome } from '../core/atomic-value.ts'
import { A_LIST, A_VALUE, ATOMIC_BYTES } from '../core/data-layout.ts'
import { TIMED_OUT } from '../core/ticket.ts'
import { awaitEnlisted, reasonOf } from '../runtime/async-wait.ts'
import { dropObject, ObjectKind, retainObject } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { disposed } from '../runtime/disposed.ts'

import { refuseOwnFields } from './own-fields.ts'

type AtomicKind = ObjectKind<AtomicObject<never>>

/** @returns the address of the value of an atomic object under construction. */
export let openBlock: <T>(
  object: AtomicObject<T>,
  kind: ObjectKind<AtomicObject<T>>,
  init: (value: number) => void,
) => number

export function atomicKind<T>(
  tag: number,
  name: string,
  revive: () => AtomicObject<T>,
): ObjectKind<AtomicObject<T>> {
  return new ObjectKind<AtomicObject<T>>({ tag, bytes: ATOMIC_BYTES, name, revive })
}

/** A value in shared memory that is read and changed in one step; the base of the `Atomic…` classes. */
export abstract class AtomicObject<T> {
  #block = 0
  #kind: AtomicKind | undefined

  static {
    openBlock = (object, kind, init) => {
      object.#kind = kind as unknown as AtomicKind
      object.#block = kind.claim(object, (block) => init(block + A_VALUE))
      return object.#block + A_VALUE
    }
  }

  /** The value at this moment. @throws ThreadError after dispose, as all methods do. */
  abstract load(): T

  /** @throws RangeError, TypeError when the type has no such value. */
  abstract store(value: T): void

  /** Stores `value`. @returns the value before. */
  abstract exchange(value: T): T

  /** Stores `value` if the value is `expected`. @returns the value before: `expected` when it was stored. */
  abstract compareExchange(expected: T, value: T): T

  /**
   * Blocks this thread until {@link notify} wakes it; returns at once when the value is not `expected`.
   *
   * Whoever was notified has not looked at the value again: look, and wait again if need be.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns `'ok'` when notified, `'not-equal'` when the value was another, `'timed-out'`.
   * @throws RangeError, TypeError for a bad timeout, and for what {@link store} would refuse.
   * @see `Atomics.wait`. Differs: every type can be waited for; who came first is woken first.
   */
  wait(expected: T, options?: WaitOptions): WaitOutcome {
    const timeoutMs = timeoutOf(options)
    const isExpected = this.#comparison(expected)
    if (!isExpected()) return 'not-equal'
    if (timeoutMs === 0) return 'timed-out'
    return waitForNotify(this.#block, self, selfIdent, deadlineAfter(timeoutMs), isExpected)
  }

  /** As {@link wait}, without blocking the thread. */
  waitAsync(expected: T, options?: AsyncWaitOptions): Promise<WaitOutcome> {
    const limits = limitsOf(options)
    const isExpected = this.#comparison(expected)
    if (limits.signal?.aborted) return Promise.reject(reasonOf(limits.signal))
    if (!isExpected()) return Promise.resolve('not-equal')
    if (limits.timeoutMs === 0) return Promise.resolve('timed-out')
    const block = this.#block
    const waiter = enlistExpecting(block, self, selfIdent, isExpected)
    if (waiter === 0) return Promise.resolve('not-equal')
    // the waiter stands on a list in the block, and this thread may dispose of its handle meanwhile
    retainObject(block)
    const whenGone = (code: number): void => {
      if (code !== TIMED_OUT) notifyWaiters(block, selfIdent, 1)
      dropObject(block)
    }
    return awaitEnlisted(block + A_LIST, waiter, limits, this, whenGone)
      .then((code) => (code === TIMED_OUT ? 'timed-out' : 'ok'))
      .finally(() => dropObject(block))
  }

  /**
   * Wakes those that have waited longest, blocked threads and promises alike.
   *
   * @param count - How many at most, an integer ≥ 0. Default `Infinity`: all.
   * @returns how many there were. Costs a look at one word when nobody waits.
   */
  notify(count: number = Infinity): number {
    if (typeof count !== 'number')
      throw new TypeError(`Expected \`count\` to be a number, got \`${String(count)}\``)
    if (!(count >= 0) || (count !== Infinity && !Number.isInteger(count)))
      throw new RangeError(`Expected \`count\` to be an integer ≥ 0, got \`${count}\``)
    return notifyWaiters(this.#live(), selfIdent, count)
  }

  /**
   * This thread lets go of the object now, instead of when its handle is collected as garbage: the memory is free when
   * no other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   */
  [Symbol.dispose](): void {
    if (this.#block === 0) return
    this.#kind?.dispose(this.#block)
    this.#block = 0
  }

  /** What `JSON.stringify()` writes: the value at this moment; a bigint it refuses, as it does any. */
  toJSON(): T {
    return this.load()
  }

  toString(): string {
    const name = this.constructor.name
    if (this.#block === 0) return `<${name}, disposed>`
    return `<${name} at 0x${this.#block.toString(16)}: ${String(this.load())}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The value crosses as itself. */
  [SHARED](): SharedRef {
    return (this.#kind as AtomicKind).refer(this.#live())
  }

  #live(): number {
    return this.#block === 0 ? disposed(this.constructor.name) : this.#block
  }

  /** Checks `expected` as a value of the type by a comparison that changes nothing. */
  #comparison(expected: T): () => boolean {
    this.compareExchange(expected, expected)
    // −0 is 0 to the integers, and NaN is NaN
    return () => [expected].includes(this.load())
  }
}

refuseOwnFields(AtomicObject.prototype, () => 'call `store(value)`, or `add(1)` to count')
