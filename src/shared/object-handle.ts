/**
 * The handle of a shared object that is no array: a Proxy whose own fields are those in shared memory, and whose class is
 * that of the object.
 */
import { load, loadFloat } from '#atomics'
import { CELL_MARK } from '../core/cell.ts'
import { SLOT_FALSE, SLOT_KIND, SLOT_NULL, SLOT_TRUE, SLOT_UNDEFINED } from '../core/slot.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import { disposed } from '../runtime/disposed.ts'
import { packAny } from './object-build.ts'
import {
  ABSENT,
  changeField,
  deleteField,
  fieldNames,
  hasField,
  lacksField,
  readField,
  writeField,
  writeNumber,
} from './object-fields.ts'
import type { View } from './object-fields.ts'
import { cannotBecome, cannotFreeze, defineField, INSIDE } from './object-handler.ts'
import type { ObjectHandler, ObjectHome } from './object-handler.ts'
import { inspectWith } from './object-inspect.ts'
import { setterOf } from './object-setters.ts'
import { NO_NAMES } from './object-names.ts'
import type { Names } from './object-names.ts'

export class FieldsHandler implements ObjectHandler, View, ProxyHandler<object> {
  address: number
  names: Names = NO_NAMES
  cells = 0
  readonly proxy: object
  readonly #home: ObjectHome
  readonly #prototype: object | null

  constructor(address: number, prototype: object | null, home: ObjectHome) {
    this.address = address
    this.#prototype = prototype
    this.#home = home
    this.proxy = new Proxy(inspectWith(Object.create(prototype) as object, this), this)
  }

  live(): number {
    return this.address || disposed(`object of the class ${this.#className()}`)
  }

  #className(): string {
    const owner: unknown = this.#prototype?.constructor
    return typeof owner === 'function' ? owner.name : 'Object'
  }

  /** What the object is when it is printed. */
  copy(): object {
    const copy = Object.create(this.#prototype) as object
    for (const name of this.ownKeys()) {
      const value = readField(this, name)
      if (value !== ABSENT)
        Object.defineProperty(copy, name, { value, writable: true, enumerable: true, configurable: true })
    }
    return copy
  }

  toString(): string {
    return this.address === 0
      ? `<${this.#className()}, disposed>`
      : `<shared ${this.#className()} at 0x${this.address.toString(16)}>`
  }

  dispose(): void {
    if (this.address === 0) return
    this.#home.dispose(this.address)
    this.address = 0
    this.names = NO_NAMES
  }

  update(key: string, change: (value: unknown) => unknown): unknown {
    this.live()
    return changeField(this, key, change, (value) => {
      packAny(value, () => this.#where(key))
    })
  }

  #where(key: string): string {
    return `the field \`${key}\` of ${this.#className()}`
  }

  get(target: object, key: string | symbol, receiver: unknown): unknown {
    const offset = this.names.cells.get(key as string)
    if (offset !== undefined) {
      const cell = this.cells + offset
      const value = loadFloat(cell)
      if (value === value) return value
      const high = load(cell + 4)
      if ((high & CELL_MARK) === CELL_MARK) {
        switch (high & SLOT_KIND) {
          case SLOT_TRUE:
            return true
          case SLOT_FALSE:
            return false
          case SLOT_NULL:
            return null
          case SLOT_UNDEFINED:
            return undefined
        }
      }
    }
    return this.#getSlow(target, key, receiver)
  }

  #getSlow(target: object, key: string | symbol, receiver: unknown): unknown {
    if (typeof key === 'symbol') return this.#getSymbol(target, key, receiver)
    this.live()
    if (!lacksField(this, key)) {
      const value = readField(this, key)
      if (value !== ABSENT) return value
    }
    return this.#prototype === null ? undefined : (Reflect.get(this.#prototype, key, receiver) as unknown)
  }

  #getSymbol(target: object, key: symbol, receiver: unknown): unknown {
    if (key === INSIDE) return this
    if (key === SHARED) return () => this.#home.refer(this.live())
    if (key === Symbol.dispose && !(key in target)) return () => this.dispose()
    return Reflect.get(target, key, receiver) as unknown
  }

  set(_: object, key: string | symbol, value: unknown, receiver: unknown): boolean {
    if (typeof value === 'number' && receiver === this.proxy) {
      const offset = this.names.cells.get(key as string)
      if (offset !== undefined && writeNumber(this, offset, value)) return true
    }
    return this.#setSlow(key, value, receiver)
  }

  #setSlow(key: string | symbol, value: unknown, receiver: unknown): boolean {
    this.live()
    if (
      typeof key === 'symbol' ||
      (this.#prototype !== null && key in this.#prototype && !hasField(this, key))
    ) {
      const setter = setterOf(this.#prototype, key)
      if (setter === false) return false
      if (setter !== undefined) {
        Reflect.apply(setter, receiver, [value])
        return true
      }
    }
    if (receiver !== this.proxy) return defineField(receiver as object, key, value)
    this.#put(key, value)
    return true
  }

  #put(key: string | symbol, value: unknown): void {
    if (typeof key === 'symbol')
      throw new TypeError(
        `cannot share the field \`${String(key)}\` of ${this.#className()}: fields have strings as names`,
      )
    packAny(value, () => this.#where(key))
    writeField(this, key)
  }

  has(target: object, key: string | symbol): boolean {
    if (typeof key === 'symbol') return key === SHARED || key === INSIDE || Reflect.has(target, key)
    this.live()
    return hasField(this, key) || (this.#prototype !== null && key in this.#prototype)
  }

  deleteProperty(_: object, key: string | symbol): boolean {
    this.live()
    if (typeof key === 'string') deleteField(this, key)
    return true
  }

  /** As of any object: what looks like an index first, by size. */
  ownKeys(): string[] {
    this.live()
    const names = fieldNames(this)
    const indices = names.filter(isIndex)
    if (indices.length === 0) return [...names]
    return [
      ...indices.sort((one, other) => Number(one) - Number(other)),
      ...names.filter((name) => !isIndex(name)),
    ]
  }

  getOwnPropertyDescriptor(_: object, key: string | symbol): PropertyDescriptor | undefined {
    if (typeof key === 'symbol') return undefined
    this.live()
    const value = readField(this, key)
    return value === ABSENT ? undefined : { value, writable: true, enumerable: true, configurable: true }
  }

  defineProperty(_: object, key: string | symbol, property: PropertyDescriptor): boolean {
    this.live()
    const isNew = typeof key === 'symbol' || !hasField(this, key)
    const { writable = !isNew, enumerable = !isNew, configurable = !isNew } = property
    if ('get' in property || 'set' in property || !writable || !enumerable || !configurable)
      throw new TypeError(
        `cannot define the field \`${String(key)}\` of ${this.#className()}: fields of shared objects are ordinary ones, writable, enumerable and configurable`,
      )
    if (isNew || 'value' in property) this.#put(key, property.value)
    return true
  }

  /** Another thread may add fields at any time. */
  preventExtensions(): boolean {
    throw cannotFreeze(`the shared ${this.#className()}`)
  }

  setPrototypeOf(_: object, prototype: object | null): boolean {
    if (prototype !== this.#prototype) throw cannotBecome(`the shared ${this.#className()}`)
    return true
  }
}

function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1
}
