/**
 * Values that bytes cannot carry but `postMessage` can: memory shared outside the arena, ports, keys, compiled
 * modules. They are collected beside the message, which holds their indices.
 */
import { isCryptoKey, isKeyObject } from '../../platform/value-types.ts'
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { isCounted } from '../shared-registry.ts'
import type { SharedRef } from '../shared-registry.ts'
import { TAG_ARENA_BUFFER, TAG_ATTACHMENT, TAG_SHARED } from './tags.ts'

let arena: SharedArrayBuffer | undefined

/** Tells the codec of this thread which shared memory every thread has anyway: its views need no attachment. */
export function useArenaBuffer(buffer: SharedArrayBuffer): void {
  arena = buffer
}

let refer: ((buffer: SharedArrayBuffer) => SharedRef | undefined) | undefined

/**
 * Tells the codec which shared memory is a shared object's: it crosses as that object, and so do all views of it.
 * @param find - adds a reference, as {@link SharedObject} does; undefined for memory that is none.
 */
export function recogniseMemory(find: (buffer: SharedArrayBuffer) => SharedRef | undefined): void {
  refer = find
}

export function writeSharedBuffer(v: SharedArrayBuffer, to: Encoder): void {
  const ref = refer?.(v)
  if (ref !== undefined) {
    writeRef(ref, to)
    return to.remember(v)
  }
  if (v === arena) {
    to.u8(TAG_ARENA_BUFFER)
    return to.remember(v)
  }
  attach(v, to)
}

/** A handle of an object in the arena: what crosses is where it is. */
export function writeRef(ref: SharedRef, to: Encoder): void {
  if (isCounted(ref.tag)) to.references.push(ref.address)
  to.u8(TAG_SHARED)
  to.uint(ref.tag)
  to.uint(ref.address)
  to.uint(ref.part ?? 0)
  to.string(ref.module ?? '')
}

export function readArenaBuffer(from: Decoder): SharedArrayBuffer {
  if (arena === undefined) throw new Error('bug: a view of the arena arrived before the arena')
  from.remember(arena)
  return arena
}

/** Writes `v` as an attachment if it is of a class that `postMessage` sends. */
export function writeHost(v: object, to: Encoder): boolean {
  if (!isHost(v)) return false
  attach(v, to)
  return true
}

function attach(v: object, to: Encoder): void {
  to.u8(TAG_ATTACHMENT)
  to.attachmentPaths.push(to.where())
  to.uint(to.attachments.push(v) - 1)
  to.remember(v)
}

export function readAttachment(from: Decoder): unknown {
  const index = from.uint()
  if (from.attachments === undefined || index >= from.attachments.length) {
    throw new TypeError(
      `Attachment ${index} of the message is missing: expected the values that were collected while it was encoded` +
        `, got ${from.attachments?.length ?? 'none'}; pass encoder.attachments on and give them to the Decoder`,
    )
  }
  const value = from.attachments[index]
  if (typeof value === 'object' && value !== null) from.remember(value)
  return value
}

/** Classes found by name first, because touching a global of Node may load what stands behind it. */
const HOST_CLASSES: ReadonlySet<string> = new Set(['MessagePort', 'Blob', 'File', 'Memory', 'Module'])

function isHost(v: object): boolean {
  if (isKeyObject(v) || isCryptoKey(v)) return true
  const name: unknown = (v as { constructor?: { name?: unknown } }).constructor?.name
  if (typeof name !== 'string' || !HOST_CLASSES.has(name)) return false
  const owner = name === 'Memory' || name === 'Module' ? member(globalThis, 'WebAssembly') : globalThis
  const host = member(owner, name)
  return typeof host === 'function' && v instanceof host
}

function member(of: unknown, name: string): unknown {
  return (of as Record<string, unknown>)[name]
}
