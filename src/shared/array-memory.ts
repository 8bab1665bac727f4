/**
 * The memory of shared arrays: a piece of the arena that a typed array lies on, for as long as anybody in this thread
 * has any view of it.
 *
 * Each array has a SharedArrayBuffer object of its own in each thread, though all of them are the one memory of the
 * arena. Whatever views the program makes (`subarray()`, a DataView, a Buffer) keep that object alive: it is the handle
 * that is counted, and the block stays until the last view of it is gone. `structuredClone()` makes such an object in
 * 1-10 µs.
 *
 * Block: the header of core/objects.ts, AR_TYPE, AR_LENGTH, written once, and from AR_DATA on the elements, which belong
 * to the program.
 */
import { load, store } from '#atomics'
import { AR_DATA, AR_LENGTH, AR_TYPE, TAG_ARRAY, TAG_ARRAY_MEMORY } from '../core/data-layout.ts'
import { u8 } from '../core/memory.ts'
import { recogniseMemory } from '../runtime/codec/attachments.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { ARRAY_TYPES } from './array-types.ts'
import type { TypedArray } from './array-types.ts'
import { disposed } from '../runtime/disposed.ts'

type Memory = SharedArrayBuffer
type ViewClass = new (memory: Memory, offset: number, length: number) => TypedArray

interface Home {
  /** Of the block; 0 once it is disposed. */
  address: number
  /** The array itself, of which other views are parts. */
  readonly array: TypedArray
}

/** By the buffer object that is this array's alone in this thread. */
const homes = new WeakMap<Memory, Home>()

const kind = new ObjectKind<Memory>({
  tag: TAG_ARRAY,
  bytes: bytesOf,
  name: 'SharedArray',
  revive(address) {
    const memory = makeMemory()
    settle(memory, address)
    return memory
  },
})

function bytesOf(address: number): number {
  return AR_DATA + load(address + AR_LENGTH) * typeAt(address).BYTES_PER_ELEMENT
}

function typeAt(address: number): (typeof ARRAY_TYPES)[number] {
  return ARRAY_TYPES[load(address + AR_TYPE)] as (typeof ARRAY_TYPES)[number]
}

/** Another object of the arena's memory. */
function makeMemory(): Memory {
  return structuredClone(u8.buffer)
}

function view(memory: Memory, address: number): TypedArray {
  const type = typeAt(address) as unknown as ViewClass
  return new type(memory, address + AR_DATA, load(address + AR_LENGTH))
}

function settle(memory: Memory, address: number): void {
  const array = view(memory, address)
  homes.set(memory, { address, array })
  // not enumerable: the array is compared, printed and copied as any other
  Object.defineProperty(array, SHARED, { value: referToArray })
  Object.defineProperty(array, Symbol.dispose, { value: disposeArray })
}

/**
 * A new array, all zeros.
 * @param type - number of its type: place in ARRAY_TYPES.
 * @param fill - sets its first elements; not called for a twin of module level, which has them.
 * @throws ThreadError when the arena is full.
 */
export function makeArray(type: number, length: number, fill: (array: TypedArray) => void): TypedArray {
  const bytes = AR_DATA + length * (ARRAY_TYPES[type]?.BYTES_PER_ELEMENT ?? 1)
  const memory = kind.open((block) => {
    store(block + AR_TYPE, type)
    store(block + AR_LENGTH, length)
    fill(view(u8.buffer, block))
  }, bytes)
  return (homes.get(memory) as Home).array
}

/** Whether the value is a view of a shared array's memory, whole or part. */
export function isSharedView(value: unknown): value is ArrayBufferView<SharedArrayBuffer> {
  return ArrayBuffer.isView(value) && homes.has(value.buffer as Memory)
}

/** @throws TypeError for what is no view of a shared array. */
export function disposeMemory(view: ArrayBufferView): void {
  const memory = view.buffer as Memory
  const home = homes.get(memory)
  if (home === undefined)
    throw new TypeError(`Expected a shared array, got ${Object.prototype.toString.call(view)}`)
  if (home.address !== 0) kind.dispose(home.address)
  home.address = 0
}

function referToArray(this: TypedArray): SharedRef {
  return refer(this.buffer as Memory, TAG_ARRAY)
}

function disposeArray(this: TypedArray): void {
  disposeMemory(this)
}

function refer(memory: Memory, tag: number): SharedRef {
  const address = homes.get(memory)?.address ?? 0
  if (address === 0) disposed('SharedArray')
  return { ...kind.refer(address), tag }
}

function arrayOf(address: number): TypedArray {
  return (homes.get(kind.at(address)) as Home).array
}

recogniseMemory((memory) => (homes.has(memory) ? refer(memory, TAG_ARRAY_MEMORY) : undefined))
// the array itself crosses as the array; any other view crosses as a view of its memory
registerShared(TAG_ARRAY, arrayOf, dropObject)
registerShared(TAG_ARRAY_MEMORY, (address) => kind.at(address), dropObject)
