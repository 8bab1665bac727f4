/**
 * Arrays, plain objects, Map and Set: what holds other values. Each is remembered before its contents, so a value
 * may lead back to the container it is in.
 */
import { isArgumentsObject } from '../../platform/value-types.ts'
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { functionCodec } from './function-codec.ts'
import { writeWellKnown } from './write-object.ts'
import {
  KEY_END,
  TAG_ARRAY,
  TAG_ARRAY_WITH_PROPERTIES,
  TAG_HOLES,
  TAG_MAP,
  TAG_NULL_PROTOTYPE,
  TAG_OBJECT,
  TAG_SET,
  TAG_SHAPED,
  TAG_SPARSE_REST,
} from './tags.ts'

/** After this many missing elements in a row the rest is written by index, so `new Array(1e9)` takes no time. */
const MANY_HOLES = 256

export function writeArray(v: readonly unknown[], to: Encoder): void {
  // The cheapest count of all own enumerable properties (2 ns each; Object.keys makes a string of every index).
  const properties = Object.values(v).length
  const start = to.at
  to.u8(TAG_ARRAY)
  to.remember(v)
  const length = v.length
  to.uint(length)
  let holes = 0
  for (let i = 0; i < length; i++) {
    const item = v[i]
    if (item !== undefined || Object.hasOwn(v, i)) {
      to.value(item)
      continue
    }
    const end = endOfHoles(v, i, length)
    if (end - i >= MANY_HOLES && end < length) {
      writeSparseRest(v, i, to)
      holes = NaN
      break
    }
    to.u8(TAG_HOLES)
    to.uint(end - i)
    holes += end - i
    i = end - 1
  }
  if (properties !== length - holes) writeExtra(v, start, to)
}

/** Writes own enumerable properties that are no elements, if there are any, and notes at `start` that there are. */
function writeExtra(v: readonly unknown[], start: number, to: Encoder): void {
  const names = Object.keys(v).filter((name) => !isIndex(name))
  if (names.length === 0) return
  to.overwrite(start, TAG_ARRAY_WITH_PROPERTIES)
  writeProperties(v, names, to)
}

function isIndex(name: string): boolean {
  const first = name.charCodeAt(0)
  if (!(first >= 48 && first <= 57)) return false
  const index = Number(name)
  return index < 4294967295 && Number.isInteger(index) && String(index) === name
}

function endOfHoles(v: readonly unknown[], start: number, length: number): number {
  let end = start + 1
  const limit = Math.min(length, start + MANY_HOLES)
  while (end < limit && v[end] === undefined && !Object.hasOwn(v, end)) end++
  return end
}

function writeSparseRest(v: readonly unknown[], start: number, to: Encoder): void {
  to.u8(TAG_SPARSE_REST)
  for (const name of Object.keys(v)) {
    if (!isIndex(name) || Number(name) < start) continue
    to.uint(Number(name) + 1)
    to.value(v[Number(name)])
  }
  to.uint(0)
}

/** `from` stands behind the tag. */
export function readArray(from: Decoder, withProperties: boolean): unknown[] {
  const array: unknown[] = []
  from.remember(array)
  const length = from.uint()
  for (let i = 0; i < length; i++) {
    const tag = from.u8()
    if (tag === TAG_HOLES) {
      i += from.uint() - 1
    } else if (tag === TAG_SPARSE_REST) {
      for (let index = from.uint(); index !== 0; index = from.uint()) array[index - 1] = from.value()
      break
    } else {
      array[i] = from.tagged(tag)
    }
  }
  if (array.length !== length) array.length = length
  if (withProperties) from.properties(array)
  return array
}

export function writePlain(v: object, to: Encoder): void {
  const names = Object.keys(v)
  const first = names[0]
  // The engine is asked only where it may be so: an arguments object has the name '0' or none.
  if ((first === undefined || first === '0') && isArgumentsObject(v)) {
    to.refuse('it is an arguments object; send `[...arguments]`')
  }
  // A module's exports look like a plain object; only then is it worth asking.
  if (first !== undefined && functionCodec() !== undefined && holdsFunction(v, first)) {
    if (writeWellKnown(v, to, functionCodec())) return
  }
  const defined = to.shapes.count
  const shape = first === undefined ? -1 : to.shapes.numberOf(names)
  if (shape >= 0) return writeShaped(v, names, shape, shape === defined, to)
  to.u8(TAG_OBJECT)
  to.remember(v)
  writeProperties(v, names, to)
}

function writeShaped(v: object, names: readonly string[], shape: number, isNew: boolean, to: Encoder): void {
  to.u8(TAG_SHAPED)
  to.uint(shape)
  if (isNew) {
    for (const name of names) to.key(name)
    to.u8(KEY_END)
  }
  to.remember(v)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = (v as Record<string, unknown>)[name]
    if (value !== undefined || Object.hasOwn(v, name)) to.value(value)
    else to.pair(TAG_HOLES, 0)
  }
}

/** `names` is the list that the object's header named. */
export function readShaped(from: Decoder, names: readonly string[]): object {
  const object: Record<string, unknown> = {}
  from.remember(object)
  for (let i = 0; i < names.length; i++) {
    const tag = from.u8()
    if (tag === TAG_HOLES) from.u8()
    else object[names[i] as string] = from.tagged(tag)
  }
  return object
}

export function writeNullPrototype(v: object, to: Encoder): void {
  to.u8(TAG_NULL_PROTOTYPE)
  to.remember(v)
  writeProperties(v, Object.keys(v), to)
}

function holdsFunction(v: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(v, name)?.value === 'function'
}

/** Writes the properties `names` of `v` that still exist, calling their getters, and the end mark. */
export function writeProperties(v: object, names: readonly string[], to: Encoder): void {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = (v as Record<string, unknown>)[name]
    // Only a getter that ran before can have removed it; then structured clone leaves it out.
    if (value === undefined && !Object.hasOwn(v, name)) continue
    to.key(name)
    to.value(value)
  }
  to.u8(KEY_END)
}

export function writeMap(v: Map<unknown, unknown>, to: Encoder): void {
  to.u8(TAG_MAP)
  to.remember(v)
  // A copy first, as structured clone does: a getter inside may change the map while it is written.
  const entries: unknown[] = []
  Map.prototype.forEach.call(v, (value: unknown, key: unknown) => entries.push(key, value))
  to.uint(entries.length / 2)
  for (const item of entries) to.value(item)
}

export function readMap(from: Decoder): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>()
  from.remember(map)
  for (let left = from.uint(); left > 0; left--) {
    const key = from.value()
    map.set(key, from.value())
  }
  return map
}

export function writeSet(v: Set<unknown>, to: Encoder): void {
  to.u8(TAG_SET)
  to.remember(v)
  const items: unknown[] = []
  Set.prototype.forEach.call(v, (item: unknown) => items.push(item))
  to.uint(items.length)
  for (const item of items) to.value(item)
}

export function readSet(from: Decoder): Set<unknown> {
  const set = new Set<unknown>()
  from.remember(set)
  for (let left = from.uint(); left > 0; left--) set.add(from.value())
  return set
}
