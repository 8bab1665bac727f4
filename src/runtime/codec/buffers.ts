/**
 * ArrayBuffer and its views. A view crosses with its whole buffer, so views of one buffer share one buffer again
 * after crossing. The exception is a Buffer cut from Node's pool: the pool's other contents are nobody's business.
 */
import { allocateBuffer } from '../../platform/bytes.ts'
import { isNodeBuffer, nodeBufferOn } from '../../platform/node-buffer.ts'
import { isBufferPool, isSharedArrayBuffer } from '../../platform/value-types.ts'
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import {
  TAG_ARRAY_BUFFER,
  TAG_POOLED_BUFFER,
  TAG_RESIZABLE_ARRAY_BUFFER,
  TAG_TRACKING_VIEW,
  TAG_VIEW,
} from './tags.ts'

/** What Node 20 has beyond the ES2023 types. */
interface ResizableBuffer extends ArrayBuffer {
  readonly resizable?: boolean
  readonly maxByteLength?: number
  resize?(byteLength: number): void
}

type ViewClass = new (buffer: ArrayBufferLike, offset?: number, length?: number) => ArrayBufferView

/** A view's class crosses as its place in this list; 0 is Node's Buffer. Only Float16Array may be missing. */
const VIEW_NAMES = [
  'Buffer',
  'DataView',
  'Uint8Array',
  'Int8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const
const BUFFER = 0
const DATA_VIEW = 1

export function writeArrayBuffer(v: ResizableBuffer, to: Encoder): void {
  const bytes = bytesOf(v, to)
  const resizable = v.resizable === true
  to.u8(resizable ? TAG_RESIZABLE_ARRAY_BUFFER : TAG_ARRAY_BUFFER)
  to.remember(v)
  if (resizable) to.uint(v.maxByteLength ?? v.byteLength)
  to.bytes(bytes)
}

function bytesOf(v: ArrayBuffer, to: Encoder): Uint8Array {
  try {
    return new Uint8Array(v)
  } catch {
    return to.refuse('it is an ArrayBuffer that was transferred away, so its contents are gone')
  }
}

export function readArrayBuffer(from: Decoder): ArrayBuffer {
  const buffer = allocateBuffer(from.uint())
  from.remember(buffer)
  from.copyInto(new Uint8Array(buffer))
  return buffer
}

export function readResizableArrayBuffer(from: Decoder): ArrayBuffer {
  const maxByteLength = from.uint()
  const Resizable = ArrayBuffer as new (size: number, options: { maxByteLength: number }) => ArrayBuffer
  const buffer = new Resizable(from.uint(), { maxByteLength })
  from.remember(buffer)
  from.copyInto(new Uint8Array(buffer))
  return buffer
}

export function writeView(v: ArrayBufferView, to: Encoder): void {
  const memory: ArrayBufferLike = v.buffer
  const view = viewIndex(v)
  if (view === BUFFER && !isSharedArrayBuffer(memory) && isBufferPool(memory as ArrayBuffer)) {
    to.u8(TAG_POOLED_BUFFER)
    to.remember(v)
    return to.bytes(v as Uint8Array)
  }
  if (!isSharedArrayBuffer(memory)) bytesOf(memory as ArrayBuffer, to)
  const tracking = isTracking(v, to)
  to.u8(tracking ? TAG_TRACKING_VIEW : TAG_VIEW)
  to.u8(view)
  to.uint(v.byteOffset)
  if (!tracking) to.uint(view === DATA_VIEW ? v.byteLength : (v as Uint8Array).length)
  // The buffer first: it cannot refer to the view, and the view cannot be made without it.
  to.value(memory)
  to.remember(v)
}

export function readView(from: Decoder, tracking: boolean): ArrayBufferView {
  const index = from.u8()
  const offset = from.uint()
  const length = tracking ? undefined : from.uint()
  const memory = from.value() as ArrayBufferLike
  const view =
    index === BUFFER ? nodeBufferOn(memory, offset, length) : makeView(index, memory, offset, length)
  from.remember(view)
  return view
}

export function readPooledBuffer(from: Decoder): Uint8Array {
  const bytes = from.bytes()
  const buffer = nodeBufferOn(bytes.buffer, 0, bytes.length)
  from.remember(buffer)
  return buffer
}

function makeView(index: number, memory: ArrayBufferLike, offset: number, length?: number): ArrayBufferView {
  const View = (globalThis as unknown as Record<string, ViewClass>)[VIEW_NAMES[index] as string] as ViewClass
  return new View(memory, offset, length)
}

function viewIndex(v: ArrayBufferView): number {
  if (isNodeBuffer(v)) return BUFFER
  if (v instanceof DataView) return DATA_VIEW
  const name = Object.getOwnPropertyDescriptor(TypedArrayPrototype, Symbol.toStringTag)?.get?.call(
    v,
  ) as string
  return name === undefined ? DATA_VIEW : VIEW_NAMES.indexOf(name as 'Uint8Array')
}

const TypedArrayPrototype: object = Object.getPrototypeOf(Uint8Array.prototype)

/**
 * Whether the view grows with its buffer. No property says so, so where it may be, the buffer is resized by one
 * element and back: a tracking view follows, a fixed one does not. Nobody else can see it, this memory is not shared;
 * a view of shared memory that ends where the memory ends is taken for a tracking one.
 */
function isTracking(v: ArrayBufferView, to: Encoder): boolean {
  const memory = v.buffer as ResizableBuffer & { readonly growable?: boolean }
  if (memory.resizable !== true && memory.growable !== true) return false
  const size = memory.byteLength
  if (v.byteOffset > size) to.refuse('its buffer was resized to less than the view needs')
  const element = (v as Partial<Uint8Array>).BYTES_PER_ELEMENT ?? 1
  const rest = size - v.byteOffset - v.byteLength
  if (rest >= element) return false
  return memory.growable === true || followsResize(v, memory, element)
}

function followsResize(v: ArrayBufferView, memory: ResizableBuffer, element: number): boolean {
  const size = memory.byteLength
  const length = v.byteLength
  if (size + element <= (memory.maxByteLength ?? size)) {
    memory.resize?.(size + element)
    const follows = v.byteLength !== length
    memory.resize?.(size)
    return follows
  }
  // An empty view at the very end of a full buffer: both kinds behave alike for ever.
  if (length === 0) return true
  const last = new Uint8Array(memory)[size - 1] as number
  memory.resize?.(size - 1)
  const follows = isInBounds(v)
  memory.resize?.(size)
  new Uint8Array(memory)[size - 1] = last
  return follows
}

/** False for a fixed view whose buffer became too short for it; such a view refuses every method. */
function isInBounds(v: ArrayBufferView): boolean {
  try {
    if (v instanceof DataView) return v.byteLength >= 0
    ;(v as Uint8Array).keys()
    return true
  } catch {
    return false
  }
}
