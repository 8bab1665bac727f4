/**
 * Captured data is a copy in the receiving thread. A write to it would be lost without a word, so it is made to throw: arrays,
 * objects and instances are frozen; Map, Set and Date get methods of their own that throw and name the captured variable.
 *
 * Typed arrays cannot be frozen: they stay private copies (put shared memory under them to share). RegExp stays as it is
 * (`lastIndex` must move), errors too.
 */
import { isDate, isMap, isNativeError, isProxy, isRegExp, isSet } from '../../platform/value-types.ts'
import { isShared } from '../shared-registry.ts'
import { PendingClass } from './pending.ts'

/** Objects that are this thread's own (modules, globals), never copies. */
const belongsHere = new WeakSet<object>()
let captured: [value: unknown, name: string][] = []

export function noteReference(object: unknown): void {
  if (typeof object === 'object' && object !== null) belongsHere.add(object)
}

/** Marks a captured value; it is made read-only by {@link sealCaptured}, when all of the message has been read. */
export function noteCaptured(value: unknown, name: string): void {
  if (typeof value === 'object' && value !== null && !PendingClass.is(value)) captured.push([value, name])
}

/** Makes everything that was captured read-only. Call it after a message was read and before anything of it runs. */
export function sealCaptured(): void {
  if (captured.length === 0) return
  const list = captured
  captured = []
  for (const [value, name] of list) seal(value, name)
}

/** Forgets what was noted by a decoding that is void. */
export function dropCaptured(): void {
  captured = []
}

function seal(root: unknown, name: string): void {
  const open: unknown[] = [root]
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== 'object' || value === null || isProxy(value)) continue
    // Whatever was decoded is extensible, so what is frozen was visited before.
    if (Object.isFrozen(value) || belongsHere.has(value) || isShared(value)) continue
    if (ArrayBuffer.isView(value) || isRegExp(value) || isNativeError(value)) continue
    if (isMap(value)) {
      forbid(value, ['set', 'delete', 'clear', 'getOrInsert', 'getOrInsertComputed'], name)
      for (const [key, item] of Map.prototype.entries.call(value)) open.push(key, item)
    } else if (isSet(value)) {
      forbid(value, ['add', 'delete', 'clear'], name)
      for (const item of Set.prototype.values.call(value)) open.push(item)
    } else if (isDate(value)) forbid(value, dateSetters(), name)
    for (const property of Object.values(Object.getOwnPropertyDescriptors(value))) {
      if ('value' in property) open.push(property.value)
    }
    Object.freeze(value)
  }
}

function dateSetters(): string[] {
  return Object.getOwnPropertyNames(Date.prototype).filter((key) => key.startsWith('set'))
}

function forbid(object: object, methods: readonly string[], name: string): void {
  for (const method of methods) {
    if (!(method in object)) continue
    const refuse = (): never => {
      throw new TypeError(`${readOnlyText(name)} (.${method}() was called)`)
    }
    Object.defineProperty(object, method, { value: refuse, configurable: true, writable: true })
  }
}

export function readOnlyText(name: string): string {
  return (
    `\`${name}\` is a copy in this thread and read-only; ` +
    'use a shared object (shared(...), a Lock, a Queue) or return the value'
  )
}
