/** `AtomicFloat64`: a shared number. */
import { addFloat, compareExchangeFloat, exchangeFloat, loadFloat, storeFloat } from '#atomics'
import { TAG_ATOMIC_FLOAT64 } from '../core/data-layout.ts'
import { atomicKind, AtomicObject, openBlock } from './atomic-object.ts'
import { disposed } from '../runtime/disposed.ts'
import { refuseFloat } from './number-checks.ts'

const kind = atomicKind<number>(TAG_ATOMIC_FLOAT64, 'AtomicFloat64', () => new AtomicFloat64())

/**
 * A number, the same in every thread it crosses to. Each method is one step that no other thread can divide.
 *
 * Values are compared as by `Object.is`: NaN is equal to itself, 0 and −0 differ.
 *
 * Memory: every operation is sequentially consistent; what a thread wrote before it is visible to whoever reads what it
 * stored.
 *
 * @example
 * const total = new AtomicFloat64()
 * total.add(0.5)
 * console.log(total.load()) // 0.5
 *
 * @see `Atomics` of the language, and C++ `std::atomic`. Python has none: there it is a `Value` and its lock.
 */
export class AtomicFloat64 extends AtomicObject<number> {
  /** Address of the value, 0 once it is disposed. */
  #at: number

  /**
   * @param initial - any number. Default 0.
   * @throws TypeError for what is none. @throws ThreadError when the arena is full.
   */
  constructor(initial: number = 0) {
    super()
    check(initial)
    this.#at = openBlock(this, kind, (at) => storeFloat(at, initial))
  }

  override load(): number {
    return loadFloat(this.#at || disposed('AtomicFloat64'))
  }

  override store(value: number): void {
    check(value)
    storeFloat(this.#at || disposed('AtomicFloat64'), value)
  }

  /** Adds `value`. @returns the value before. */
  add(value: number): number {
    check(value)
    return addFloat(this.#at || disposed('AtomicFloat64'), value)
  }

  /** Subtracts `value`. @returns the value before. */
  sub(value: number): number {
    check(value)
    return addFloat(this.#at || disposed('AtomicFloat64'), -value)
  }

  override exchange(value: number): number {
    check(value)
    return exchangeFloat(this.#at || disposed('AtomicFloat64'), value)
  }

  override compareExchange(expected: number, value: number): number {
    check(expected)
    check(value)
    return compareExchangeFloat(this.#at || disposed('AtomicFloat64'), expected, value)
  }

  override [Symbol.dispose](): void {
    this.#at = 0
    super[Symbol.dispose]()
  }
}

function check(value: number): void {
  if (typeof value !== 'number') refuseFloat(value, 'AtomicFloat64')
}
