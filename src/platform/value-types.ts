/**
 * What only the engine knows about a value: its internal slots, whatever its prototype says.
 */
import { inspect, types } from 'node:util'
import { Buffer as NodeBuffer } from 'node:buffer'
import * as workerThreads from 'node:worker_threads'

export const isProxy: (value: unknown) => boolean = types.isProxy
export const isNativeError: (value: unknown) => value is Error = types.isNativeError
export const isDate: (value: unknown) => value is Date = types.isDate
export const isRegExp: (value: unknown) => value is RegExp = types.isRegExp
export const isMap: (value: unknown) => boolean = types.isMap
export const isSet: (value: unknown) => boolean = types.isSet
export const isArrayBuffer: (value: unknown) => boolean = types.isArrayBuffer
export const isSharedArrayBuffer: (value: unknown) => boolean = types.isSharedArrayBuffer
export const isBoxedPrimitive: (value: unknown) => boolean = types.isBoxedPrimitive
export const isPromise: (value: unknown) => boolean = types.isPromise
export const isGeneratorObject: (value: unknown) => boolean = types.isGeneratorObject
export const isWeakMap: (value: unknown) => boolean = types.isWeakMap
export const isWeakSet: (value: unknown) => boolean = types.isWeakSet
export const isArgumentsObject: (value: unknown) => boolean = types.isArgumentsObject
export const isKeyObject: (value: unknown) => boolean = types.isKeyObject
export const isCryptoKey: (value: unknown) => boolean = types.isCryptoKey

/**
 * Whether this memory is the slab from which Node cuts small Buffers: its views belong together by accident only.
 * Node 20 has no way to ask, there the slab's size has to do.
 */
export function isBufferPool(buffer: ArrayBuffer): boolean {
  const size = buffer.byteLength
  if (size < NodeBuffer.poolSize || size > NodeBuffer.poolSize + 64) return false
  const isMarked = (workerThreads as { isMarkedAsUntransferable?: (value: object) => boolean })
    .isMarkedAsUntransferable
  return isMarked === undefined || isMarked(buffer)
}

/** One line that shows what a value is, for messages; runs no code of the program. */
export function describeBriefly(value: unknown): string {
  const text = inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: 60, customInspect: false })
  return text.length > 100 ? text.slice(0, 97) + '...' : text.replaceAll('\n', ' ')
}
