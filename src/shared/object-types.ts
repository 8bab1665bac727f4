/**
 * The classes of shared objects, the same in every thread. Each has a block, { header, OT_MAKING }; a class is encoded when an
 * object of it may be found by another thread, and the message never changes.
 *
 * Whatever crosses may lead to objects of other classes, by its fields. So once something of this thread has crossed, each
 * class is encoded before an object of it becomes a field; before that, when the first object crosses.
 */
import { compareExchange, load } from '#atomics'
import {
  NO_PROTOTYPE,
  OB_TYPE,
  OBJECT_TYPE_BYTES,
  OT_MAKING,
  TAG_OBJECT_TYPE,
} from '../core/object-layout.ts'
import { CaptureError, ThreadError } from '../errors.ts'
import { prepareKept } from '../runtime/kept-message.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage, encodeMessage } from '../runtime/messages.ts'
import { ObjectKind } from '../runtime/object-kind.ts'

type ObjectClass = Function & { readonly prototype: object }

const types = new WeakMap<ObjectClass, number>()
/** Types of this thread that are not encoded yet; those that could not be. */
const pending = new Map<number, ObjectClass>()
const failed = new Set<number>()
/** Classes that are being encoded: they may well refer to objects of their own. */
const encoding = new Set<number>()
let anyCrossed = false
/** The class of the object that is being shared, at whose place another thread may have shared one before. */
let expected: ObjectClass | undefined

const kind = new ObjectKind<ObjectClass>({
  tag: TAG_OBJECT_TYPE,
  bytes: OBJECT_TYPE_BYTES,
  name: 'class of shared objects',
  revive: adoptClass,
  release(type) {
    const making = load(type + OT_MAKING)
    if (making !== 0) freeMessage(making)
  },
})

/** The type of the class that has this prototype. */
export function typeOf(prototype: object): number {
  const as = prototype.constructor as ObjectClass
  const known = types.get(as)
  if (known !== undefined) return known
  const type = kind.enter(as, () => undefined, OBJECT_TYPE_BYTES)
  types.set(as, type)
  pending.set(type, as)
  return type
}

/** What objects of the type inherit from in this thread. */
export function prototypeOf(type: number): object | null {
  if (type === 0) return Object.prototype
  return type === NO_PROTOTYPE ? null : kind.at(type).prototype
}

/** An object that came from another thread, or from another object: fields of it may be found by all threads. */
export function noteCrossed(): void {
  anyCrossed = true
}

/**
 * Other threads may come to the object from here on.
 * @param now - it crosses itself; else it becomes part of an object that may have crossed.
 * @throws CaptureError when its class can't cross.
 */
export function letCross(object: number, now: boolean): void {
  if (now) anyCrossed = true
  if (!anyCrossed || pending.size === 0) return
  const own = load(object + OB_TYPE)
  for (const type of pending.keys()) if (type === own || !failed.has(type)) encode(type, type === own)
}

/** As {@link letCross}, of a class, whose objects are about to become fields. */
export function letTypeCross(type: number): void {
  if (anyCrossed && pending.has(type)) encode(type, true)
}

function encode(type: number, must: boolean): void {
  const as = pending.get(type)
  if (as === undefined || encoding.has(type)) return
  encoding.add(type)
  try {
    const message = encodeMessage(as)
    if (compareExchange(type + OT_MAKING, 0, message) !== 0) freeMessage(message)
    pending.delete(type)
    failed.delete(type)
  } catch (error) {
    failed.add(type)
    if (must || !(error instanceof CaptureError)) throw error
  } finally {
    encoding.delete(type)
  }
}

/** While `find` runs, the class of an object that it finds is that of `value`: at the same place stands the same class. */
export function withClassOf<R>(value: object, find: () => R): R {
  const outer = expected
  const prototype = Object.getPrototypeOf(value) as object | null
  expected = prototype === null ? undefined : (prototype.constructor as ObjectClass)
  try {
    return find()
  } finally {
    expected = outer
  }
}

/** A class of another thread, as it arrives here: the module's own, where it is one's. */
function adoptClass(type: number): ObjectClass {
  // the module that has the class may still be at its top level: it could not be imported
  if (expected !== undefined) return expected
  const making = load(type + OT_MAKING)
  if (making === 0)
    throw new ThreadError(
      'the class of this shared object could not be sent to this thread: pass an object of it to a thread directly to learn why',
    )
  const as = decodeMessage(making) as ObjectClass
  if (!types.has(as)) types.set(as, type)
  return as
}

/**
 * While a message is being received that names an object: whether the modules of its class are there. If not they are
 * loaded, and the message is received once more; where nobody can wait, they have been loaded at once.
 */
export function isPrepared(object: number): boolean {
  const type = load(object + OB_TYPE)
  if (type === 0 || type === NO_PROTOTYPE || kind.knows(type)) return true
  const message = load(type + OT_MAKING)
  return message === 0 || prepareKept(message)
}
