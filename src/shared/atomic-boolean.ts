/** `AtomicBoolean`: a shared boolean. */
import { and, compareExchange, exchange, load, or, store, xor } from '#atomics'
import { TAG_ATOMIC_BOOLEAN } from '../core/data-layout.ts'
import { atomicKind, AtomicObject, openBlock } from './atomic-object.ts'
import { disposed } from '../runtime/disposed.ts'
import { refuseBoolean } from './number-checks.ts'

const kind = atomicKind<boolean>(TAG_ATOMIC_BOOLEAN, 'AtomicBoolean', () => new AtomicBoolean())

/**
 * A boolean, the same in every thread it crosses to. Each method is one step that no other thread can divide.
 *
 * Memory: every operation is sequentially consistent; what a thread wrote before it is visible to whoever reads what it
 * stored.
 *
 * @example
 * const begun = new AtomicBoolean()
 * if (!begun.exchange(true)) console.log('only the first thread comes here')
 *
 * @see `Atomics` of the language, and C++ `std::atomic`. Python has none: there it is a `Value` and its lock.
 */
export class AtomicBoolean extends AtomicObject<boolean> {
  /** Address of the value, 0 once it is disposed. */
  #at: number

  /**
   * @param initial - true or false. Default false.
   * @throws TypeError for anything else. @throws ThreadError when the arena is full.
   */
  constructor(initial: boolean = false) {
    super()
    check(initial)
    this.#at = openBlock(this, kind, (at) => store(at, initial ? 1 : 0))
  }

  override load(): boolean {
    return load(this.#at || disposed('AtomicBoolean')) === 1
  }

  override store(value: boolean): void {
    check(value)
    store(this.#at || disposed('AtomicBoolean'), value ? 1 : 0)
  }

  /** True only if it was and `value` is. @returns the value before. */
  and(value: boolean): boolean {
    check(value)
    return and(this.#at || disposed('AtomicBoolean'), value ? 1 : 0) === 1
  }

  /** True if it was or `value` is. @returns the value before. */
  or(value: boolean): boolean {
    check(value)
    return or(this.#at || disposed('AtomicBoolean'), value ? 1 : 0) === 1
  }

  /** Turned over if `value` is true. @returns the value before. */
  xor(value: boolean): boolean {
    check(value)
    return xor(this.#at || disposed('AtomicBoolean'), value ? 1 : 0) === 1
  }

  override exchange(value: boolean): boolean {
    check(value)
    return exchange(this.#at || disposed('AtomicBoolean'), value ? 1 : 0) === 1
  }

  override compareExchange(expected: boolean, value: boolean): boolean {
    check(expected)
    check(value)
    return compareExchange(this.#at || disposed('AtomicBoolean'), expected ? 1 : 0, value ? 1 : 0) === 1
  }

  override [Symbol.dispose](): void {
    this.#at = 0
    super[Symbol.dispose]()
  }
}

function check(value: boolean): void {
  if (typeof value !== 'boolean') refuseBoolean(value, 'AtomicBoolean')
}
