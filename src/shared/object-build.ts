/**
 * Objects of this thread become shared ones: an object or array, and all objects and arrays that its fields lead to, circles
 * included. First everything is looked at, so that what can't be shared is refused before there is anything new; then the
 * blocks are made.
 */
import { store } from '#atomics'
import { cellHand, storeCell } from '../core/cell.ts'
import { cellAt, freeCells, makeCells } from '../core/cells.ts'
import { poke } from '../core/guarded.ts'
import { O_REFS } from '../core/layout.ts'
import {
  AS_ARRAY,
  NO_PROTOTYPE,
  OB_CELLS,
  OB_LENGTH,
  OB_NAMES,
  OB_TYPE,
  OBJECT_BYTES,
  TAG_OBJECT,
} from '../core/object-layout.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { dropObject, newObject, retainObject } from '../runtime/object-kind.ts'
import { kindOfField, refuse } from './field-kinds.ts'
import { packField, packShared } from './field-value.ts'
import { namesFor } from './object-names.ts'
import { becomeTable } from './object-table.ts'
import { letTypeCross, typeOf } from './object-types.ts'

interface Node {
  readonly source: object
  /** Undefined for an array. */
  readonly names: readonly string[] | undefined
  /** Sparse for an array with holes. */
  readonly values: readonly unknown[]
  address: number
}

/**
 * A shared object with the fields of `value`.
 * @param where - what the value is called in errors.
 * @returns its address, with a reference that is the caller's.
 * @throws TypeError naming the field that can't be shared; CaptureError for a class that can't cross; ThreadError when the
 *   arena is full.
 */
export function buildObject(value: object, where: () => string): number {
  ensureArena()
  const nodes = survey(value, where)
  const made: number[] = []
  try {
    for (const node of nodes.values()) made.push((node.address = makeBlock(node)))
    for (const node of nodes.values()) fillBlock(node, nodes)
  } catch (error) {
    for (const address of made) dropObject(address)
    throw error
  }
  for (const address of made.slice(1)) dropObject(address)
  return made[0] as number
}

/** The first of them is `value` itself. */
function survey(value: object, where: () => string): Map<object, Node> {
  const nodes = new Map<object, Node>()
  const open: { value: object; where: () => string }[] = [{ value, where }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (nodes.has(at.value)) continue
    const outer = at.where
    const isArray = Array.isArray(at.value)
    const node = isArray ? arrayNode(at.value as unknown[], outer) : objectNode(at.value, outer)
    nodes.set(at.value, node)
    node.values.forEach((each, index) => {
      const inner = (): string => `${fieldText(node.names?.[index] ?? index)} of ${outer()}`
      if (kindOfField(each, inner) !== 'value') open.push({ value: each as object, where: inner })
    })
  }
  return nodes
}

function fieldText(name: string | number): string {
  return typeof name === 'number' ? `element ${name}` : `the field \`${name}\``
}

function objectNode(source: object, where: () => string): Node {
  const names: string[] = []
  const values: unknown[] = []
  for (const key of Reflect.ownKeys(source)) {
    if (typeof key === 'symbol')
      refuse(where, `it has the field \`${String(key)}\`; fields have strings as names`)
    const property = Object.getOwnPropertyDescriptor(source, key)
    if (property === undefined) continue
    if (!('value' in property))
      refuse(
        () => `${fieldText(key)} of ${where()}`,
        'it is a getter or setter of the object itself; put it into a class',
      )
    names.push(key)
    values.push(property.value)
  }
  return { source, names, values, address: 0 }
}

function arrayNode(source: readonly unknown[], where: () => string): Node {
  const extra = Reflect.ownKeys(source).find(
    (key) => key !== 'length' && !(typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key)),
  )
  if (extra !== undefined) refuse(where, `it is an array with a field of its own, \`${String(extra)}\``)
  return { source, names: undefined, values: source.slice(), address: 0 }
}

/** @returns the address of a block with room for all values; one reference is the caller's. */
function makeBlock({ source, names, values }: Node): number {
  const type = names === undefined ? 0 : typeFor(source)
  if (type > NO_PROTOTYPE) letTypeCross(type)
  const layout = names === undefined ? undefined : namesFor(names)
  const cells = makeCells(values.length)
  return newObject(TAG_OBJECT, OBJECT_BYTES, (object) => {
    store(object + O_REFS, 1)
    poke(object + OB_CELLS, cells)
    if (names === undefined) {
      poke(object + OB_LENGTH, values.length)
      poke(object + OB_NAMES, AS_ARRAY)
    } else if (layout === undefined) {
      try {
        becomeTable(object, names)
      } catch (error) {
        freeCells(object)
        throw error
      }
    } else poke(object + OB_NAMES, layout.layout)
    poke(object + OB_TYPE, type)
    if (type > NO_PROTOTYPE) retainObject(type)
  })
}

function typeFor(source: object): number {
  const prototype = Object.getPrototypeOf(source) as object | null
  if (prototype === null) return NO_PROTOTYPE
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
    ? 0
    : typeOf(prototype)
}

function fillBlock({ values, address }: Node, nodes: ReadonlyMap<object, Node>): void {
  values.forEach((value, number) => {
    const inner = typeof value === 'object' && value !== null ? nodes.get(value) : undefined
    if (inner === undefined) packField(cellHand, value)
    else {
      retainObject(inner.address)
      packShared(cellHand, inner.address, TAG_OBJECT, 0)
    }
    storeCell(cellAt(address, number), cellHand)
  })
}

/** The value of a field into the hand of cells: an object or array becomes a shared one. @throws as {@link buildObject}. */
export function packAny(value: unknown, where: () => string): void {
  if (kindOfField(value, where) === 'value') packField(cellHand, value)
  else {
    const address = buildObject(value as object, where)
    packShared(cellHand, address, TAG_OBJECT, 0)
  }
}
