/** `AtomicUint32`: a shared unsigned 32-bit integer. */
import { add, and, compareExchange, exchange, load, or, store, xor } from '#atomics'
import { TAG_ATOMIC_UINT32 } from '../core/data-layout.ts'
import { atomicKind, AtomicObject, openBlock } from './atomic-object.ts'
import { disposed } from '../runtime/disposed.ts'
import { refuseInteger } from './number-checks.ts'

const kind = atomicKind<number>(TAG_ATOMIC_UINT32, 'AtomicUint32', () => new AtomicUint32())

/**
 * An unsigned 32-bit integer, the same in every thread it crosses to. Each method is one step that no other thread can
 * divide.
 *
 * Memory: every operation is sequentially consistent; what a thread wrote before it is visible to whoever reads what it
 * stored.
 *
 * @example
 * const bits = new AtomicUint32(0xf0)
 * bits.or(0x0f)
 * console.log(bits.load()) // 255
 *
 * @see `Atomics` of the language, and C++ `std::atomic`. Python has none: there it is a `Value` and its lock.
 */
export class AtomicUint32 extends AtomicObject<number> {
  /** Address of the value, 0 once it is disposed. */
  #at: number

  /**
   * @param initial - an integer from 0 to 2^32 − 1. Default 0.
   * @throws RangeError, TypeError for another value. @throws ThreadError when the arena is full.
   */
  constructor(initial: number = 0) {
    super()
    check(initial)
    this.#at = openBlock(this, kind, (at) => store(at, initial))
  }

  override load(): number {
    return load(this.#at || disposed('AtomicUint32')) >>> 0
  }

  override store(value: number): void {
    check(value)
    store(this.#at || disposed('AtomicUint32'), value)
  }

  /** Adds `value`, wrapping around at the ends of the range. @returns the value before. */
  add(value: number): number {
    check(value)
    return add(this.#at || disposed('AtomicUint32'), value) >>> 0
  }

  /** Subtracts `value`, wrapping around at the ends of the range. @returns the value before. */
  sub(value: number): number {
    check(value)
    return add(this.#at || disposed('AtomicUint32'), -value) >>> 0
  }

  /** Bitwise and with `value`. @returns the value before. */
  and(value: number): number {
    check(value)
    return and(this.#at || disposed('AtomicUint32'), value) >>> 0
  }

  /** Bitwise or with `value`. @returns the value before. */
  or(value: number): number {
    check(value)
    return or(this.#at || disposed('AtomicUint32'), value) >>> 0
  }

  /** Bitwise exclusive or with `value`. @returns the value before. */
  xor(value: number): number {
    check(value)
    return xor(this.#at || disposed('AtomicUint32'), value) >>> 0
  }

  override exchange(value: number): number {
    check(value)
    return exchange(this.#at || disposed('AtomicUint32'), value) >>> 0
  }

  override compareExchange(expected: number, value: number): number {
    check(expected)
    check(value)
    return compareExchange(this.#at || disposed('AtomicUint32'), expected, value) >>> 0
  }

  override [Symbol.dispose](): void {
    this.#at = 0
    super[Symbol.dispose]()
  }
}

function check(value: number): void {
  if (typeof value !== 'number' || value >>> 0 !== value) refuseInteger(value, 'AtomicUint32', 0, 2 ** 32 - 1)
}
