/**
 * `SharedSet`: a set that threads share: the keys of shared/keyed.ts, without values.
 *
 * Block of KEYED_BYTES, as a map's; the values of its entries are undefined.
 */
import { KEYED_BYTES, TAG_SHARED_SET } from '../core/data-layout.ts'
import { endFreeze, tryFreeze } from '../core/keyed-freeze.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { claimFilled } from './claim-filled.ts'
import { disposed } from '../runtime/disposed.ts'
import { givenValues } from './given-values.ts'
import { addKey, countOf, deleteKey, hasKey } from './keyed.ts'
import { popLast } from './keyed-take.ts'
import { clearKeyed, initKeyed, keysOf, packEntries, releaseKeyed, visitKeyed } from './keyed-contents.ts'
import {
  difference,
  intersection,
  isDisjointFrom,
  isSubsetOf,
  isSupersetOf,
  symmetricDifference,
  union,
} from './set-algebra.ts'
import type { SetLike } from './set-algebra.ts'

import { refuseOwnFields } from './own-fields.ts'

const ELEMENTS = 'the elements, such as [1, 2] or a Set'

const kind = new ObjectKind<SharedSet>({
  tag: TAG_SHARED_SET,
  bytes: KEYED_BYTES,
  name: 'SharedSet',
  revive: () => new SharedSet(),
  release: releaseKeyed,
  referents: visitKeyed,
  guard: { begin: (address) => tryFreeze(address, selfIdent), end: endFreeze },
})

/**
 * A `Set` in shared memory, the same set in every thread it crosses to. Each single call is one step for all threads.
 *
 * Elements are what keys of a {@link SharedMap} can be. Going through the set goes through a copy of the moment at which it
 * began.
 *
 * @example
 * const seen = new SharedSet<string>()
 * console.log(seen.tryAdd('page'), seen.tryAdd('page')) // true false
 *
 * @see Python `set`, as free-threaded CPython has it. Differs: a Set's names; `pop()` takes out what was added last, and
 *   gives undefined where Python raises KeyError.
 */
export class SharedSet<T = unknown> {
  /** 0 once it is disposed. */
  #address: number

  /**
   * @param values - As for `new Set()`.
   * @throws TypeError when one can't be an element. @throws ThreadError when the arena is full.
   */
  constructor(values?: Iterable<T> | null) {
    this.#address = kind.adopting
      ? kind.claim(this as never)
      : claimFilled(
          kind,
          this as never,
          packEntries(givenValues(values, ELEMENTS).map((value) => [value, undefined])),
          initKeyed,
        )
  }

  /** How many elements there are at this moment. */
  get size(): number {
    return countOf(this.#live())
  }

  /** Whether the element is there. @throws ThreadError after dispose, as all methods do. */
  has(value: T): boolean {
    return hasKey(this.#live(), value)
  }

  /**
   * Adds the element, if it is not there; a new one comes last in the order of the set.
   * @throws TypeError when it can't be an element. @throws ThreadError when the arena is full.
   */
  add(value: T): this {
    addKey(this.#live(), value)
    return this
  }

  /** As {@link add}. @returns whether it is new: of several threads that add the same, one gets true. */
  tryAdd(value: T): boolean {
    return addKey(this.#live(), value)
  }

  /** Takes the element out. @returns whether it was there. */
  delete(value: T): boolean {
    return deleteKey(this.#live(), value)
  }

  /** Takes out the element that was added last. @returns it; undefined when the set is empty. @see Python `set.pop`. */
  pop(): T | undefined {
    return popLast(this.#live())?.[0] as T | undefined
  }

  /** Takes all elements out. */
  clear(): void {
    clearKeyed(this.#live())
  }

  /** The elements of this moment, in the order in which they were added. */
  values(): ArrayIterator<T> {
    return (keysOf(this.#live()) as T[]).values()
  }

  /** As {@link values}. */
  keys(): ArrayIterator<T> {
    return this.values()
  }

  /** Pairs of each element with itself, as a Set has them. */
  entries(): ArrayIterator<[T, T]> {
    return [...this.values()].map((value): [T, T] => [value, value]).values()
  }

  /** As {@link values}. */
  [Symbol.iterator](): ArrayIterator<T> {
    return this.values()
  }

  /** Calls `visit` with each element of this moment, twice, as a Set does; it may use the set. */
  forEach(visit: (value: T, same: T, set: this) => void): void {
    for (const value of this.values()) visit(value, value, this)
  }

  /** The elements of this set and of the other one, as an ordinary Set: so all that make a new one. */
  union<U>(other: SetLike<U>): Set<T | U> {
    return union(new Set(this), other)
  }

  intersection<U>(other: SetLike<U>): Set<T & U> {
    return intersection(new Set(this), other)
  }

  difference(other: SetLike<unknown>): Set<T> {
    return difference(new Set(this), other)
  }

  symmetricDifference<U>(other: SetLike<U>): Set<T | U> {
    return symmetricDifference(new Set(this), other)
  }

  isSubsetOf(other: SetLike<unknown>): boolean {
    return isSubsetOf(new Set(this), other)
  }

  isSupersetOf(other: SetLike<unknown>): boolean {
    return isSupersetOf(new Set(this), other)
  }

  isDisjointFrom(other: SetLike<unknown>): boolean {
    return isDisjointFrom(new Set(this), other)
  }

  /** What `JSON.stringify()` writes: an array of the elements of this moment. */
  toJSON(): T[] {
    return keysOf(this.#live()) as T[]
  }

  /** This thread lets go of the set now; any later use of this handle throws ThreadError. */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.dispose(this.#address)
    this.#address = 0
  }

  toString(): string {
    return this.#address === 0
      ? '<SharedSet, disposed>'
      : `<SharedSet of ${this.size} at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The set crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('SharedSet')
  }
}

refuseOwnFields(SharedSet.prototype, () => 'call `add(value)` for an element')
