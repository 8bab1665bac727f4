/**
 * Decides what an object is and hands it to the writer of that kind. Order matters: the common kinds first, and a
 * Proxy before anything that would run its traps.
 */
import { isProxy } from '../../platform/value-types.ts'
import { SHARED } from '../shared-registry.ts'
import type { SharedRef } from '../shared-registry.ts'
import { writeArray, writeNullPrototype, writePlain } from './containers.ts'
import { kindOf, writeKind } from './builtin-kinds.ts'
import type { Encoder } from './encoder.ts'
import { functionCodec } from './function-codec.ts'
import type { FunctionCodec } from './function-codec.ts'
import { writeHost, writeRef } from './attachments.ts'
import { refuseProxy, whyNoFunction, whyNoInstance, whyRefused } from './refusals.ts'
import { TAG_FUNCTION, TAG_INSTANCE, TAG_WELL_KNOWN } from './tags.ts'

const ObjectPrototype = Object.prototype
const ArrayPrototype = Array.prototype

/** Writes an object that was not met before in this message. */
export function writeObject(v: object, to: Encoder): void {
  if (isProxy(v)) {
    if (writeShared(v, to)) return
    return refuseProxy(to)
  }
  const prototype: object | null = Object.getPrototypeOf(v)
  if (prototype === ArrayPrototype && Array.isArray(v)) return writeArray(v, to)
  if (writeShared(v, to)) return
  if (prototype === ObjectPrototype) {
    const codec = functionCodec()
    if (codec !== undefined && Symbol.toStringTag in v && writeWellKnown(v, to, codec)) return
    return writePlain(v, to)
  }
  writeOther(v, prototype, to)
}

/** Writes a function that was not met before in this message. */
export function writeFunction(f: Function, to: Encoder): void {
  const codec = functionCodec()
  if (codec?.isKnown?.(f) !== true) {
    if (isProxy(f)) return refuseProxy(to)
    if (writeShared(f, to) || writeWellKnown(f, to, codec)) return
  }
  if (codec === undefined) to.refuse(whyNoFunction(f))
  to.u8(TAG_FUNCTION)
  codec.writeFunction(f, to)
}

/** Writes `v` as something every thread has, if it is. */
export function writeWellKnown(
  v: object | symbol | Function,
  to: Encoder,
  codec: FunctionCodec | undefined,
): boolean {
  if (codec?.wellKnown === undefined) return false
  const { at } = to
  to.u8(TAG_WELL_KNOWN)
  if (codec.wellKnown(v, to)) return true
  to.cut(at)
  return false
}

/** A handle of an object in the arena: what crosses is where it is. */
function writeShared(v: object, to: Encoder): boolean {
  const refer = (v as { [SHARED]?: unknown })[SHARED]
  if (typeof refer !== 'function') return false
  const ref = (refer as () => unknown).call(v) as Partial<SharedRef> | undefined
  if (typeof ref?.tag !== 'number' || typeof ref.address !== 'number') return false
  writeRef(ref as SharedRef, to)
  to.remember(v)
  return true
}

function writeOther(v: object, prototype: object | null, to: Encoder): void {
  const kind = kindOf(v, prototype)
  if (kind !== 0) return writeKind(kind, v, prototype, to)
  const codec = functionCodec()
  if (writeWellKnown(v, to, codec)) return
  if (prototype === null) return writeNullPrototype(v, to)
  if (isPlainElsewhere(prototype)) return writePlain(v, to)
  if (writeHost(v, to)) return
  const why = whyRefused(v)
  if (why !== undefined) to.refuse(why)
  if (codec === undefined) to.refuse(whyNoInstance(v))
  to.u8(TAG_INSTANCE)
  codec.writeInstance(v, to)
}

/** `Object.prototype` of another realm (a `vm` context, jest). */
function isPlainElsewhere(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}
