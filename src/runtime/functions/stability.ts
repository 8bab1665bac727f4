/**
 * Whether a function can never differ from what was sent: all it captures is constant and deeply immutable (primitives, shared
 * objects, frozen data, functions and classes of which the same holds). Such a function is published once and then a number.
 */
import { isMap, isRegExp, isSet } from '../../platform/value-types.ts'
import { isShared } from '../shared-registry.ts'
import { knownDescription } from './describe.ts'
import type { Description } from './describe.ts'
import { hasPrototypeMethods } from './function-shape.ts'
import { addressOf } from './well-known.ts'

let answers = new WeakMap<Function, boolean>()

export function forgetStability(): void {
  answers = new WeakMap()
}

/** Beyond this a frozen structure is not searched: it is sent each time. */
const MAX_OBJECTS = 200

/** @param describe - describes functions met for the first time; may refuse them, by throwing */
export function isStable(f: Function, describe: (f: Function) => Description): boolean {
  const known = answers.get(f)
  if (known !== undefined) return known
  const visited = new Set<object>()
  const stable = functionIsStable(f, describe, visited)
  // A "yes" rests on everything that was visited, and holds for all of it; a "no" is noted where it was found.
  if (stable) for (const seen of visited) if (typeof seen === 'function') answers.set(seen, true)
  return stable
}

function functionIsStable(
  f: Function,
  describe: (f: Function) => Description,
  visited: Set<object>,
): boolean {
  const known = answers.get(f)
  if (known !== undefined) return known
  if (visited.has(f)) return true
  visited.add(f)
  const stable = addressOf(f) !== undefined || capturesOnlyStable(f, describe, visited)
  if (!stable) answers.set(f, false)
  return stable
}

function capturesOnlyStable(
  f: Function,
  describe: (f: Function) => Description,
  visited: Set<object>,
): boolean {
  const description = describe(f)
  if (knownDescription(f) === undefined) return false // a captured variable is assigned somewhere
  const check = (value: unknown): boolean => valueIsStable(value, describe, visited)
  if (description.form === 'imported') return true
  if (description.form === 'bound')
    return [description.target, description.self, ...description.args].every(check)
  if (Object.keys(f).length > 0 || hasPrototypeMethods(f)) return false
  return description.values.every(check)
}

function valueIsStable(
  value: unknown,
  describe: (f: Function) => Description,
  visited: Set<object>,
): boolean {
  if (typeof value === 'function') return isShared(value) || functionIsStable(value, describe, visited)
  if (typeof value !== 'object' || value === null || visited.has(value) || isShared(value)) return true
  if (isRegExp(value)) return !value.global && !value.sticky && Object.keys(value).length === 0
  if (addressOf(value) !== undefined) return true
  if (!Object.isFrozen(value) || isMap(value) || isSet(value) || visited.size > MAX_OBJECTS) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return false
  visited.add(value)
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (property) => 'value' in property && valueIsStable(property.value, describe, visited),
  )
}
