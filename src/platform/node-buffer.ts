/**
 * Node's Buffer class, for telling its views from plain Uint8Arrays and for making them again.
 */
import { Buffer as NodeBuffer } from 'node:buffer'

export function isNodeBuffer(view: ArrayBufferView): boolean {
  return view instanceof NodeBuffer
}

/** A Buffer on `length` bytes of `memory`, not a copy; without `length`, up to its end. */
export function nodeBufferOn(memory: ArrayBufferLike, offset: number, length?: number): Uint8Array {
  return NodeBuffer.from(memory as ArrayBuffer, offset, length)
}
