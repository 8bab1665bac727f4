/**
 * `SharedList`: a list that threads share. Words and steps are core/place-list.ts and shared/elements.ts; this is the
 * object that users hold.
 *
 * Block of LIST_BYTES: the header of core/objects.ts and the words LS_….
 */
import { LIST_BYTES, LS_MUTEX, TAG_SHARED_LIST } from '../core/data-layout.ts'
import { guardedBy, ObjectKind } from '../runtime/object-kind.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { claimFilled } from './claim-filled.ts'
import { disposed } from '../runtime/disposed.ts'
import { copyWithinElements, fillElements } from './element-ranges.ts'
import { ElementReading } from './element-reading.ts'
import { spliceElements, takeElement } from './element-taking.ts'
import { givenValues } from './given-values.ts'
import {
  addElements,
  changeElement,
  clearElements,
  countElements,
  elementsOf,
  initElements,
  packElements,
  readElement,
  rearrange,
  releaseElements,
  removeValue,
  visitElements,
  writeElement,
} from './elements.ts'

import { isIndex, refuseOwnFields } from './own-fields.ts'

const ELEMENTS = 'the elements, such as [1, 2] or a Set'

const kind = new ObjectKind<SharedList>({
  tag: TAG_SHARED_LIST,
  bytes: LIST_BYTES,
  name: 'SharedList',
  revive: () => new SharedList(),
  release: releaseElements,
  referents: visitElements,
  guard: guardedBy(LS_MUTEX),
})

/**
 * A list in shared memory, the same list in every thread it crosses to. Each single call is one step for all threads.
 *
 * It has the methods of an Array; elements are reached by `at(index)` and `set(index, value)`. **Elements** are anything
 * that crosses between threads: a copy of it, shared objects as themselves. What `at()` returns is a new copy, too. What
 * only reads, and going through the list, works on a copy of the moment at which it began.
 *
 * At both ends adding and taking out cost the same however long the list is; in the middle all that follows is copied.
 *
 * @example
 * const list = new SharedList<number>([3])
 * const thread = new Thread({ target: () => list.push(1, 2) })
 * thread.start()
 * thread.join()
 * list.sort()
 * console.log([...list]) // [ 1, 2, 3 ]
 *
 * @see Python `list`, as free-threaded CPython has it, and `multiprocessing.Manager().list()`. Differs: an Array's names.
 */
export class SharedList<T = unknown> extends ElementReading<T> {
  /** 0 once it is disposed. */
  #address: number

  /**
   * @param values - The first elements.
   * @throws CaptureError when one can't cross. @throws ThreadError when the arena is full.
   */
  constructor(values?: Iterable<T> | null) {
    super()
    this.#address = kind.adopting
      ? kind.claim(this as never)
      : claimFilled(kind, this as never, packElements(givenValues(values, ELEMENTS)), initElements)
  }

  /** How many elements there are at this moment. */
  get length(): number {
    return countElements(this.#live())
  }

  override toArray(): T[] {
    return elementsOf(this.#live()) as T[]
  }

  /** The element at `index`, from the end if it is negative; undefined when there is none. */
  at(index: number): T | undefined {
    return readElement(this.#live(), checked(index)) as T | undefined
  }

  /**
   * Puts `value` in the place of the element at `index`, from the end if it is negative.
   * @throws RangeError when there is none. @throws CaptureError when the value can't cross. Nothing has changed then.
   */
  set(index: number, value: T): void {
    writeElement(this.#live(), checked(index), value)
  }

  /** Adds elements at the end. @returns how many there are then. @throws CaptureError, ThreadError: none was added. */
  push(...values: T[]): number {
    return addElements(this.#live(), values, false)
  }

  /** As {@link push}, before the first element. */
  unshift(...values: T[]): number {
    return addElements(this.#live(), values, true)
  }

  /**
   * Takes the last element out. @returns it, or undefined when there is none.
   * @throws ThreadError when this thread can't load a module that the element needs; nothing has been taken out then.
   */
  pop(): T | undefined {
    return takeElement(this.#live(), false) as T | undefined
  }

  /** As {@link pop}: the first element. */
  shift(): T | undefined {
    return takeElement(this.#live(), true) as T | undefined
  }

  /** Takes `count` elements from `start` on out and puts `values` there, as an Array's. @returns those taken out. @throws as {@link pop}. */
  splice(start: number, ...rest: [count?: number, ...values: T[]]): T[] {
    // as an Array's: no count is all that follow, and a count that is undefined is none
    const [count = 0, ...values] = rest.length === 0 ? [Infinity] : rest
    return spliceElements(this.#live(), checked(start), Math.trunc(count) || 0, values) as T[]
  }

  /** Puts `value` before the element at `index`; at the end when there is none. @see Python `list.insert`. */
  insert(index: number, value: T): void {
    spliceElements(this.#live(), checked(index), 0, [value])
  }

  /** Takes the first element out that is `value`. @returns whether there was one. @see Python `list.remove`. */
  remove(value: T): boolean {
    return removeValue(this.#live(), value)
  }

  /**
   * Sets the element at `index` to what `change` makes of it, in one step: no other thread reaches the list meanwhile.
   *
   * @param change - Called once, in this thread, with the element. Keep it short; it must not use this list.
   * @returns the new element.
   * @throws what `change` throws, and as {@link set}; nothing has changed then. @throws ThreadError when `change` uses
   *   the list.
   */
  update(index: number, change: (value: T) => T): T {
    if (typeof change !== 'function')
      throw new TypeError(`Expected a function that makes the new element, got \`${String(change)}\``)
    return changeElement(this.#live(), checked(index), change as (value: unknown) => unknown) as T
  }

  /** Sorts the elements, as an Array's, in one step; `compare` must not use this list. */
  sort(compare?: (one: T, other: T) => number): this {
    rearrange(this.#live(), (values) => sortedOrder(values as T[], compare))
    return this
  }

  /** Turns the order of the elements round. */
  reverse(): this {
    rearrange(this.#live(), (values) => values.map((_, place) => values.length - 1 - place))
    return this
  }

  /** Puts `value` in the place of all elements from `start` to before `end`, as an Array's. */
  fill(value: T, start: number = 0, end: number = Infinity): this {
    fillElements(this.#live(), value, start, end)
    return this
  }

  /** Copies the elements from `start` to before `end` over those from `target` on, as an Array's. */
  copyWithin(target: number, start: number, end: number = Infinity): this {
    copyWithinElements(this.#live(), target, start, end)
    return this
  }

  /** Takes all elements out. */
  clear(): void {
    clearElements(this.#live())
  }

  /** This thread lets go of the list now; any later use of this handle throws ThreadError. */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.dispose(this.#address)
    this.#address = 0
  }

  override toString(): string {
    return this.#address === 0
      ? '<SharedList, disposed>'
      : `<SharedList of ${this.length} at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The list crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('SharedList')
  }
}

refuseOwnFields(
  SharedList.prototype,
  (key) =>
    isIndex(key)
      ? `call \`set(${key}, value)\`, or \`push(value)\` for a new element`
      : 'a list has elements only; put it into a `shared({ … })` beside the list',
  (key) => `call \`at(${key})\``,
)

function checked(index: number): number {
  if (Number.isInteger(index)) return index
  throw new TypeError(`Expected an index, an integer, got \`${String(index)}\``)
}

/** Which element comes first, second, …: undefined last, as an Array sorts. */
function sortedOrder<T>(values: readonly T[], compare: ((one: T, other: T) => number) | undefined): number[] {
  const byText = (one: T, other: T): number => {
    const [left, right] = [String(one), String(other)]
    return left < right ? -1 : Number(left > right)
  }
  const inOrder = compare ?? byText
  const places = [...values.keys()]
  return places.sort((one, other) => {
    const [left, right] = [values[one], values[other]]
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined)
    return inOrder(left, right)
  })
}
