/**
 * `Value`: one number in shared memory, and its lock.
 *
 * Block of VALUE_BYTES: the header of core/objects.ts, V_TYPE, V_LOCK (address of the lock's block, with a reference),
 * both written once; V_DATA, written by plain stores under the lock, if there is one.
 */
import { load, store } from '#atomics'
import { TAG_VALUE, V_DATA, V_LOCK, V_TYPE, VALUE_BYTES } from '../core/data-layout.ts'
import { L_STATE, O_TAG } from '../core/layout.ts'
import { freeLock, takeLock } from '../core/lock-block.ts'
import { holder, tryAcquire } from '../core/mutex.ts'
import { ThreadError } from '../errors.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { reviveShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { Lock } from '../threading/lock.ts'
import { RLock } from '../threading/rlock.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { disposed } from '../runtime/disposed.ts'
import { NUMBER_TYPES, TYPE_NAMES, typeNamed } from './number-types.ts'
import type { NumberType, TypeName, TypeValue } from './number-types.ts'

export interface ValueOptions {
  /** What guards the value: true for a new RLock, false for nothing, or a lock that exists. Default true. */
  readonly lock?: boolean | Lock | RLock | undefined
}

import { refuseOwnFields } from './own-fields.ts'

const kind = new ObjectKind<Value>({
  tag: TAG_VALUE,
  bytes: VALUE_BYTES,
  name: 'Value',
  revive: () => new Value('bool', false),
  release(value) {
    const lock = load(value + V_LOCK)
    if (lock !== 0) dropObject(lock)
  },
  referents(value, visit) {
    const lock = load(value + V_LOCK)
    if (lock !== 0) visit.object(lock)
  },
})

/**
 * A number of a fixed type in shared memory, the same in every thread it crosses to, with a lock.
 *
 * Each read and each write of `value` takes the lock for its own time; `value.value += 1` is two of them, so hold the
 * lock around it. Where the new value follows from the old one alone, an `AtomicInt32` does it in one step.
 *
 * @example
 * const balance = new Value('float64', 100)
 * const held = balance.hold()
 * try {
 *   balance.value += 20
 * } finally {
 *   held[Symbol.dispose]()
 * }
 * console.log(balance.value) // 120
 *
 * @see Python `multiprocessing.Value`. Differs: names of types instead of type codes; a value out of the type's range is
 *   refused, where C wraps it around.
 */
export class Value<N extends TypeName = TypeName> {
  /** 0 once it is disposed. */
  #address: number
  readonly #type: NumberType
  /** 0 for none. */
  readonly #lockAddress: number

  /**
   * @param type - `'int8'`, `'uint8'`, … `'int64'`, `'uint64'` (bigints), `'float32'`, `'float64'` or `'bool'`.
   * @param initial - Default 0, 0n or false.
   * @throws TypeError, RangeError for another type, for a value the type does not have, for a lock that is none.
   * @throws ThreadError when the arena is full.
   */
  constructor(type: N, initial?: TypeValue<N>, options?: ValueOptions) {
    this.#address = kind.adopting
      ? kind.claim(this as never)
      : claimWith(this as never, type, initial, options)
    this.#type = NUMBER_TYPES[TYPE_NAMES[load(this.#address + V_TYPE)] as TypeName]
    this.#lockAddress = load(this.#address + V_LOCK)
  }

  /** The name of the type. */
  get type(): N {
    return this.#type.name as N
  }

  /**
   * The value. Waits while another thread holds the lock, so that no one sees what that thread has half done.
   * @throws TypeError, RangeError for a value that the type does not have; what the wait for the lock throws.
   */
  get value(): TypeValue<N> {
    const at = this.#live() + V_DATA
    const lock = this.#lockAddress
    const mayTouch = lock === 0 || holder(lock + L_STATE) === selfIdent
    if (!mayTouch) take(lock)
    const value = this.#type.read(at) as TypeValue<N>
    if (!mayTouch) freeLock(lock, selfIdent)
    return value
  }

  set value(value: TypeValue<N>) {
    const at = this.#live() + V_DATA
    this.#type.check(value as never)
    const lock = this.#lockAddress
    const mayTouch = lock === 0 || holder(lock + L_STATE) === selfIdent
    if (!mayTouch) take(lock)
    this.#type.write(at, value as never)
    if (!mayTouch) freeLock(lock, selfIdent)
  }

  /** The lock: the same object wherever it has crossed by itself. @throws ThreadError when it was made without one. */
  getLock(): Lock | RLock {
    this.#live()
    if (this.#lockAddress === 0) throw new ThreadError('this Value was made without a lock')
    return reviveShared(load(this.#lockAddress + O_TAG), this.#lockAddress) as Lock | RLock
  }

  /** As the lock's: {@link RLock.acquire}. */
  acquire(options?: WaitOptions): boolean {
    return this.getLock().acquire(options)
  }

  /** As the lock's: {@link RLock.acquireAsync}. */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return this.getLock().acquireAsync(options)
  }

  /** As the lock's: {@link RLock.release}. */
  release(): void {
    this.getLock().release()
  }

  /** As the lock's: {@link RLock.hold}. */
  hold(options?: WaitOptions): Disposable {
    return this.getLock().hold(options)
  }

  /** As the lock's: {@link RLock.holdAsync}. */
  holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.getLock().holdAsync(options)
  }

  /** What `JSON.stringify()` writes: {@link value}, for which it waits; a bigint it refuses, as it does any. */
  toJSON(): TypeValue<N> {
    return this.value
  }

  /** This thread lets go of the value now; any later use of this handle throws ThreadError. */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.dispose(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Value, disposed>'
    return `<Value(${this.type}, ${String(this.#type.read(this.#address + V_DATA))}) at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The value crosses as itself, with its lock. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Value')
  }
}

refuseOwnFields(
  Value.prototype,
  () => 'its number is `value`; several fields are a `record()` or a `shared({ … })`',
)

/** Nothing that can throw comes between this and the freeing. */
function take(lock: number): void {
  if (!tryAcquire(lock + L_STATE, selfIdent)) takeLock(lock, selfIdent, Infinity, true)
}

/** @returns the block, new or a twin's. The lock's reference is the block's. */
function claimWith<N extends TypeName>(
  handle: Value,
  name: N,
  initial: TypeValue<N> | undefined,
  options: ValueOptions | undefined,
): number {
  const type = typeNamed(name)
  if (initial !== undefined) type.check(initial as never)
  const lock = lockOf(options)
  return kind.claim(handle, (value) => {
    store(value + V_TYPE, TYPE_NAMES.indexOf(type.name))
    store(value + V_LOCK, lock === undefined ? 0 : lock[SHARED]().address)
    if (initial !== undefined) type.write(value + V_DATA, initial as never)
  })
}

const checkOptions = optionsOf<ValueOptions>('Value', { lock: true })

function lockOf(options: ValueOptions | undefined): Lock | RLock | undefined {
  if (options !== undefined && (typeof options !== 'object' || options === null))
    throw new TypeError(`Expected an options object such as { lock: false }, got \`${String(options)}\``)
  if (options !== undefined) checkOptions(options)
  const lock = options?.lock ?? true
  if (lock === false) return undefined
  if (lock === true) return new RLock()
  if (lock instanceof Lock || lock instanceof RLock) return lock
  throw new TypeError(`Expected \`lock\` to be true, false, a Lock or an RLock, got \`${String(lock)}\``)
}
