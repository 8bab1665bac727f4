/**
 * Values that bytes cannot carry but `postMessage` can: memory shared outside the arena, ports, keys, compiled
 * modules. They are collected beside the message, which holds their indices.
 */
import { isCryptoKey, isKeyObject } from '../../platform/value-types.ts'
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { TAG_ARENA_BUFFER, TAG_ATTACHMENT } from './tags.ts'

let arena: SharedArrayBuffer | undefined

/** Tells the codec of this thread which shared memory every thread has anyway: its views need no attachment. */
export function useArenaBuffer(buffer: SharedArrayBuffer): void {
  arena = buffer
}

export function writeSharedBuffer(v: SharedArrayBuffer, to: Encoder): void {
  if (v === arena) {
    to.u8(TAG_ARENA_BUFFER)
    return to.remember(v)
  }
  attach(v, to)
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
