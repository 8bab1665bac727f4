/** The handle of a shared array: a Proxy whose elements are in shared memory, and which is an Array in all other respects. */
import { load, loadFloat } from '#atomics'
import { MOVED_HIGH } from '../core/cell.ts'
import { capacityOf, firstCell } from '../core/cells.ts'
import { CELL_BYTES, OB_LENGTH } from '../core/object-layout.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import { ARRAY_METHODS } from './array-methods.ts'
import {
  changeElement,
  copyCells,
  deleteElement,
  hasElement,
  MOST_ELEMENTS,
  readElement,
  setLength,
  writeElement,
} from './array-steps.ts'
import { valuesOf } from './cell-words.ts'
import { disposed } from '../runtime/disposed.ts'
import { packAny } from './object-build.ts'
import { ABSENT, enterObject, leaveObject } from './object-fields.ts'
import { cannotBecome, cannotFreeze, defineField, INSIDE } from './object-handler.ts'
import type { ObjectHandler, ObjectHome } from './object-handler.ts'
import { inspectWith } from './object-inspect.ts'

const NONE = -1

export class ArrayHandler implements ObjectHandler, ProxyHandler<unknown[]> {
  address: number
  /** Address of the first cell, or of one that was it once: all of those say that they have moved. */
  #cells = 0
  /** How many there are behind it. */
  #capacity = 0
  readonly proxy: object
  readonly #home: ObjectHome

  constructor(address: number, home: ObjectHome) {
    this.address = address
    this.#home = home
    this.proxy = new Proxy(inspectWith<unknown[]>([], this), this)
  }

  live(): number {
    return this.address || disposed('array')
  }

  get length(): number {
    return load(this.live() + OB_LENGTH) >>> 0
  }

  copy(): unknown[] {
    const values = valuesOf(copyCells(this.live()))
    values.length = Math.max(values.length, this.length)
    return values
  }

  toString(): string {
    return this.address === 0 ? '<array, disposed>' : `<shared array at 0x${this.address.toString(16)}>`
  }

  dispose(): void {
    if (this.address === 0) return
    this.#home.dispose(this.address)
    this.address = 0
    this.#capacity = 0
  }

  update(key: string, change: (value: unknown) => unknown): unknown {
    const index = indexOf(key)
    if (index === NONE) throw new TypeError(`Expected an index of the array, got \`${key}\``)
    return changeElement(this.live(), index, change, (value) => this.pack(value, index))
  }

  /** The value of an element into the hand of cells. */
  pack(value: unknown, index: number): void {
    packAny(value, () => `element ${index} of the array`)
  }

  get(target: unknown[], key: string | symbol, receiver: unknown): unknown {
    if (typeof key === 'symbol') return this.#getSymbol(target, key, receiver)
    const index = indexOf(key)
    if (index === NONE) return this.#getNamed(target, key, receiver)
    if (index < this.#capacity) {
      const cell = this.#cells + index * CELL_BYTES
      const value = loadFloat(cell)
      if (value === value) return value
      if (load(cell + 4) === MOVED_HIGH) this.#look()
    } else this.#look()
    const value = readElement(this.address, index)
    return value === ABSENT ? undefined : value
  }

  /** Learns where the cells are now. */
  #look(): void {
    const array = this.live()
    enterObject(array)
    try {
      this.#cells = firstCell(array)
      this.#capacity = capacityOf(array)
    } finally {
      leaveObject(array)
    }
  }

  #getNamed(target: unknown[], key: string, receiver: unknown): unknown {
    if (key === 'length') return this.length
    return ARRAY_METHODS[key] ?? (Reflect.get(target, key, receiver) as unknown)
  }

  #getSymbol(target: unknown[], key: symbol, receiver: unknown): unknown {
    if (key === INSIDE) return this
    if (key === SHARED) return () => this.#home.refer(this.live())
    if (key === Symbol.dispose) return () => this.dispose()
    return Reflect.get(target, key, receiver) as unknown
  }

  set(_: unknown[], key: string | symbol, value: unknown, receiver: unknown): boolean {
    if (receiver !== this.proxy) return defineField(receiver as object, key, value)
    this.#put(key, value)
    return true
  }

  #put(key: string | symbol, value: unknown): void {
    const array = this.live()
    if (key === 'length') {
      const length = Number(value)
      if (length >>> 0 !== length) throw new RangeError('Invalid array length')
      return setLength(array, length)
    }
    const index = typeof key === 'symbol' ? NONE : indexOf(key)
    if (index === NONE)
      throw new TypeError(
        `cannot share the field \`${String(key)}\` of an array: shared arrays have elements only`,
      )
    this.pack(value, index)
    writeElement(array, index)
  }

  has(target: unknown[], key: string | symbol): boolean {
    if (typeof key === 'symbol') return key === SHARED || key === INSIDE || Reflect.has(target, key)
    const index = indexOf(key)
    return index === NONE ? Reflect.has(target, key) : hasElement(this.live(), index)
  }

  deleteProperty(_: unknown[], key: string | symbol): boolean {
    if (key === 'length') return false
    const index = typeof key === 'symbol' ? NONE : indexOf(key)
    if (index !== NONE) deleteElement(this.live(), index)
    return true
  }

  ownKeys(): string[] {
    const names: string[] = []
    this.copy().forEach((_, index) => names.push(String(index)))
    names.push('length')
    return names
  }

  getOwnPropertyDescriptor(_: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    if (typeof key === 'symbol') return undefined
    if (key === 'length')
      return { value: this.length, writable: true, enumerable: false, configurable: false }
    const index = indexOf(key)
    const value = index === NONE ? ABSENT : readElement(this.live(), index)
    return value === ABSENT ? undefined : { value, writable: true, enumerable: true, configurable: true }
  }

  defineProperty(_: unknown[], key: string | symbol, property: PropertyDescriptor): boolean {
    const index = typeof key === 'symbol' ? NONE : indexOf(key)
    const isNew = index === NONE || !hasElement(this.live(), index)
    if (key !== 'length') {
      const { writable = !isNew, enumerable = !isNew, configurable = !isNew } = property
      if ('get' in property || 'set' in property || !writable || !enumerable || !configurable)
        throw new TypeError(
          `cannot define element ${String(key)} of the array: elements of shared arrays are ordinary ones, writable, enumerable and configurable`,
        )
    }
    if ('value' in property || isNew) this.#put(key, property.value)
    return true
  }

  /** Another thread may add elements at any time. */
  preventExtensions(): boolean {
    throw cannotFreeze('the shared array')
  }

  setPrototypeOf(target: unknown[], prototype: object | null): boolean {
    if (prototype !== Reflect.getPrototypeOf(target)) throw cannotBecome('the shared array')
    return true
  }
}

const ZERO = 48
const NINE = 57

/** The index that a name says, −1 for any other name. */
function indexOf(key: string): number {
  const length = key.length
  const first = key.charCodeAt(0)
  if (!(first >= ZERO && first <= NINE) || length > 10) return NONE
  let index = first - ZERO
  if (index === 0) return length === 1 ? 0 : NONE
  for (let at = 1; at < length; at++) {
    const digit = key.charCodeAt(at) - ZERO
    if (!(digit >= 0 && digit <= 9)) return NONE
    index = index * 10 + digit
  }
  return index < MOST_ELEMENTS ? index : NONE
}
