/** `AtomicBigInt64`: a shared signed 64-bit integer. */
import { addBig, andBig, compareExchangeBig, exchangeBig, loadBig, orBig, storeBig, xorBig } from '#atomics'
import { TAG_ATOMIC_BIGINT64 } from '../core/data-layout.ts'
import { atomicKind, AtomicObject, openBlock } from './atomic-object.ts'
import { disposed } from '../runtime/disposed.ts'
import { refuseBig } from './number-checks.ts'

const kind = atomicKind<bigint>(TAG_ATOMIC_BIGINT64, 'AtomicBigInt64', () => new AtomicBigInt64())

/**
 * A signed 64-bit integer, as a bigint, the same in every thread it crosses to. Each method is one step that no other
 * thread can divide.
 *
 * Memory: every operation is sequentially consistent; what a thread wrote before it is visible to whoever reads what it
 * stored.
 *
 * @example
 * const bytes = new AtomicBigInt64()
 * bytes.add(2n ** 40n)
 * console.log(bytes.load()) // 1099511627776n
 *
 * @see `Atomics` of the language, and C++ `std::atomic`. Python has none: there it is a `Value` and its lock.
 */
export class AtomicBigInt64 extends AtomicObject<bigint> {
  /** Address of the value, 0 once it is disposed. */
  #at: number

  /**
   * @param initial - a bigint from −2^63 to 2^63 − 1. Default 0n.
   * @throws RangeError, TypeError for another value. @throws ThreadError when the arena is full.
   */
  constructor(initial: bigint = 0n) {
    super()
    check(initial)
    this.#at = openBlock(this, kind, (at) => storeBig(at, initial))
  }

  override load(): bigint {
    return loadBig(this.#at || disposed('AtomicBigInt64'))
  }

  override store(value: bigint): void {
    check(value)
    storeBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  /** Adds `value`, wrapping around at the ends of the range. @returns the value before. */
  add(value: bigint): bigint {
    check(value)
    return addBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  /** Subtracts `value`, wrapping around at the ends of the range. @returns the value before. */
  sub(value: bigint): bigint {
    check(value)
    return addBig(this.#at || disposed('AtomicBigInt64'), -value)
  }

  /** Bitwise and with `value`. @returns the value before. */
  and(value: bigint): bigint {
    check(value)
    return andBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  /** Bitwise or with `value`. @returns the value before. */
  or(value: bigint): bigint {
    check(value)
    return orBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  /** Bitwise exclusive or with `value`. @returns the value before. */
  xor(value: bigint): bigint {
    check(value)
    return xorBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  override exchange(value: bigint): bigint {
    check(value)
    return exchangeBig(this.#at || disposed('AtomicBigInt64'), value)
  }

  override compareExchange(expected: bigint, value: bigint): bigint {
    check(expected)
    check(value)
    return compareExchangeBig(this.#at || disposed('AtomicBigInt64'), expected, value)
  }

  override [Symbol.dispose](): void {
    this.#at = 0
    super[Symbol.dispose]()
  }
}

function check(value: bigint): void {
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value)
    refuseBig(value, 'AtomicBigInt64', -(2n ** 63n), 2n ** 63n - 1n)
}
