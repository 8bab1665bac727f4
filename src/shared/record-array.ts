/**
 * `RecordArray`: records side by side in one block, without an object for each.
 *
 * Block: the header of core/objects.ts, R_TYPE (with a reference), R_COUNT, both written once, and from R_DATA on the
 * records, each as many bytes as its type says.
 */
import { load, store } from '#atomics'
import { R_COUNT, R_DATA, R_TYPE, RT_BYTES, TAG_RECORD_ARRAY } from '../core/data-layout.ts'
import { dropObject, ObjectKind, retainObject } from '../runtime/object-kind.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { disposed } from '../runtime/disposed.ts'
import type { RecordObject } from './record-class.ts'
import { handleAt } from './record-objects.ts'
import type { RecordHome } from './record-objects.ts'
import { isPrepared, keepMaking, typeAt, typeOf } from './record-types.ts'
import type { RecordType } from './record-types.ts'

import { isIndex, refuseOwnFields } from './own-fields.ts'

const kind = new ObjectKind<RecordArray<object>>({
  tag: TAG_RECORD_ARRAY,
  bytes: (array) => R_DATA + load(array + R_COUNT) * load(load(array + R_TYPE) + RT_BYTES),
  name: 'RecordArray',
  revive: (array) => new RecordArray(typeAt(load(array + R_TYPE)).as, load(array + R_COUNT)),
  release: (array) => dropObject(load(array + R_TYPE)),
  referents: (array, visit) => visit.object(load(array + R_TYPE)),
})

/**
 * A fixed number of records in shared memory, the same in every thread it crosses to; made by `Type.array(length)`.
 *
 * `at(index)` gives a record that stands at that place: an ordinary record of the class, but no copy. In a loop over
 * many, make one and move it: `points.move(point, index)`.
 *
 * @example
 * const Point = record({ x: 'float64', y: 'float64' })
 * const points = Point.array(1000)
 * const point = points.at(0)
 * for (let n = 0; n < points.length; n++) points.move(point, n).x = n
 * console.log(points.at(999).x) // 999
 */
export class RecordArray<T extends object> implements RecordHome {
  /** 0 once it is disposed. */
  #block: number
  readonly #type: RecordType
  readonly #bytes: number
  /** How many records there are. */
  readonly length: number

  /** Not to be called by programs: `Type.array(length)`. */
  constructor(as: Function, length: number) {
    const type = typeOf(as)
    if (!Number.isSafeInteger(length) || length < 0)
      throw new RangeError(`Expected the array's length to be an integer ≥ 0, got \`${String(length)}\``)
    this.#type = type
    this.#bytes = type.layout.bytes
    this.length = length
    this.#block = kind.claim(
      this,
      (block) => {
        store(block + R_TYPE, type.address)
        retainObject(type.address)
        store(block + R_COUNT, length)
      },
      R_DATA + length * this.#bytes,
    )
  }

  /**
   * A record that stands at the place `index`; each call makes another object for it.
   * @throws RangeError when there is no such place.
   */
  at(index: number): T {
    return handleAt(this.#type, this.#placeOf(index), this) as T
  }

  /**
   * Moves a record that {@link at} has given to another place of the array.
   * @returns the record. @throws RangeError when there is no such place, TypeError for a record of something else.
   */
  move(record: T, index: number): T {
    const { inside } = this.#type
    if (!inside.owns(record) || inside.home(record) !== this)
      throw new TypeError('Expected a record that at() of this array has given')
    inside.move(record, this.#placeOf(index))
    return record
  }

  /**
   * All records in turn, an object for each.
   * @yields a record as {@link at} gives it.
   */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let index = 0; index < this.length; index++) yield this.at(index)
  }

  /**
   * This thread lets go of the array now; any later use of this handle throws ThreadError. **Records that `at()` has
   * given must not be touched any more**: they can't be taken away, and their memory may be somebody else's.
   */
  [Symbol.dispose](): void {
    if (this.#block === 0) return
    kind.dispose(this.#block)
    this.#block = 0
  }

  /** What `JSON.stringify()` writes: an array of the records, each an object with its fields. */
  toJSON(): T[] {
    return [...this]
  }

  toString(): string {
    const name = this.#type.as.name
    return this.#block === 0
      ? `<RecordArray of ${name}, disposed>`
      : `<RecordArray of ${this.length} ${name} at 0x${this.#block.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** How a record of the array crosses. */
  referToPart(at: number): SharedRef {
    return { ...this[SHARED](), part: 1 + (at - R_DATA - this.#block) / this.#bytes }
  }

  /** The array crosses as itself. */
  [SHARED](): SharedRef {
    const block = this.#live()
    keepMaking(this.#type.address)
    return kind.refer(block)
  }

  #placeOf(index: number): number {
    const block = this.#live()
    // one comparison: also false for negative numbers and NaN; a fraction is none of the places
    if (!(index >= 0 && index < this.length) || (index | 0) !== index)
      throw new RangeError(
        `Expected an index from 0 to ${this.length - 1} of the ${this.length} records, got \`${String(index)}\``,
      )
    return block + R_DATA + index * this.#bytes
  }

  #live(): number {
    return this.#block || disposed('RecordArray')
  }
}

refuseOwnFields(
  RecordArray.prototype,
  (key) =>
    isIndex(key)
      ? `set the fields of the record that \`at(${key})\` gives`
      : 'put it into a `shared({ … })` beside the array',
  (key) => `call \`at(${key})\``,
)

function partOf(array: RecordArray<RecordObject>, part: number): object {
  return part === 0 ? array : array.at(part - 1)
}

registerShared(
  TAG_RECORD_ARRAY,
  (array, part) => (isPrepared(load(array + R_TYPE)) ? partOf(kind.at(array), part) : {}),
  dropObject,
)
