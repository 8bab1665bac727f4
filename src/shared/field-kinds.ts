/** What a field can be: a value that is kept as such, an object or array that becomes a shared one, or nothing that is shared. */
import {
  isArrayBuffer,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isProxy,
  isRegExp,
  isSet,
  isSharedArrayBuffer,
} from '../platform/value-types.ts'
import { privateMember } from '../runtime/codec/index.ts'
import { foreignClass } from '../runtime/functions/index.ts'
import { isShared } from '../runtime/shared-registry.ts'
import { ARRAY_TYPES } from './array-types.ts'
import { handlerOf } from './object-handler.ts'

export type FieldKind = 'value' | 'object' | 'array'

/** @param where - names the field in errors. @throws TypeError for what can't be shared. */
export function kindOfField(value: unknown, where: () => string): FieldKind {
  if (typeof value === 'function' && !isShared(value))
    refuse(where, `it is the function \`${value.name || '(anonymous)'}\`; make it a method of the class`)
  if (typeof value === 'symbol') refuse(where, `it is \`${String(value)}\`; use a string`)
  if (typeof value !== 'object' || value === null || handlerOf(value) !== undefined) return 'value'
  if (isProxy(value) && !isShared(value)) refuse(where, 'it is a Proxy')
  if (isShared(value) || isDate(value) || isRegExp(value) || isNativeError(value)) return 'value'
  if (isSharedArrayBuffer(value)) return 'value'
  if (ArrayBuffer.isView(value)) {
    if (isOnSharedMemory(value) || ARRAY_TYPES.some((each) => value instanceof each)) return 'value'
    refuse(where, 'it is a DataView of memory that only this thread has; use a typed array')
  }
  if (isArrayBuffer(value))
    refuse(
      where,
      'it is an ArrayBuffer, memory that only this thread has; use a typed array of it, which becomes a shared array',
    )
  const prototype = Object.getPrototypeOf(value) as object | null
  if (Array.isArray(value)) {
    if (prototype === Array.prototype || isOfOtherRealm(prototype)) return 'array'
    refuse(
      where,
      `it is of a class derived from Array, ${nameOfClass(prototype)}; use an array, or a field of your class`,
    )
  }
  if (isMap(value)) refuse(where, 'it is a Map; use a SharedMap')
  if (isSet(value)) refuse(where, 'it is a Set; use a SharedSet')
  if (isBoxedPrimitive(value))
    refuse(where, 'it is a wrapper object; use the number, string or boolean itself')
  if (prototype !== null && prototype !== Object.prototype && !isOfOtherRealm(prototype))
    checkClass(prototype, where)
  return 'object'
}

/** Whether other threads can have the same memory: such a view stays one, and others are copied. */
export function isOnSharedMemory(view: ArrayBufferView): boolean {
  return isSharedArrayBuffer(view.buffer)
}

function isOfOtherRealm(prototype: object | null): boolean {
  if (prototype === null) return false
  const above = Object.getPrototypeOf(prototype) as object | null
  return above === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

export function refuse(where: () => string, why: string): never {
  throw new TypeError(`cannot share ${where()}: ${why}`)
}

function nameOfClass(prototype: object | null): string {
  const owner: unknown = prototype?.constructor
  return typeof owner === 'function' && owner.name !== '' ? owner.name : '(anonymous)'
}

const accepted = new WeakSet<Function>()

/** The class must be one whose objects are their fields and nothing more. */
function checkClass(prototype: object, where: () => string): void {
  const owner = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown
  if (typeof owner !== 'function' || owner.prototype !== prototype)
    refuse(where, 'its prototype is not a class that can be found; use a plain object such as `{ ...it }`')
  if (accepted.has(owner)) return
  const foreign = foreignClass(prototype)
  if (foreign !== undefined) refuse(where, `it is a ${foreign}, which belongs to this thread`)
  for (
    let at: unknown = owner;
    typeof at === 'function' && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const name = privateMember(Function.prototype.toString.call(at))
    if (name === undefined) continue
    refuse(
      where,
      `its class ${owner.name} has the private member ${name}, which no other object can stand in for; use \`private\` of TypeScript, or a public field`,
    )
  }
  accepted.add(owner)
}
