/**
 * Raw string access to byte arrays, as Node's Buffer offers it below its documented methods: no encoding name to
 * look up, no range checks twice. All of it accepts memory that is shared between threads.
 */
import { Buffer as NodeBuffer } from 'node:buffer'

/** A plain (not shared) byte array with fast string writers. */
export interface Bytes extends Uint8Array {
  latin1Write(text: string, at: number, length: number): number
  ucs2Write(text: string, at: number, length: number): number
}

interface Slicers {
  latin1Slice(start: number, end: number): string
  ucs2Slice(start: number, end: number): string
  latin1Write(text: string, at: number, length: number): number
  ucs2Write(text: string, at: number, length: number): number
  fill(source: Uint8Array, from: number, to: number): unknown
}

/** From here on the way into the engine is worth it. */
const LONG = 1024

const slicers = NodeBuffer.prototype as unknown as Slicers

/** `size` bytes with arbitrary contents, not taken from Node's pool. */
export function allocateBytes(size: number): Bytes {
  return NodeBuffer.allocUnsafeSlow(size) as unknown as Bytes
}

/** Memory of its own with arbitrary contents: for who fills all of it. */
export function allocateBuffer(size: number): ArrayBuffer {
  return size < LONG ? new ArrayBuffer(size) : (NodeBuffer.allocUnsafeSlow(size).buffer as ArrayBuffer)
}

/**
 * Copies `source` into `target` from `at` on; both may be shared. `set()` copies between shared memory and other byte by byte
 * where the two are not aligned alike (285 µs a MiB, 35 where they are); this is a memcpy (22 µs).
 */
export function copyBytes(source: Uint8Array, target: Uint8Array, at: number): void {
  if (source.length < LONG) target.set(source, at)
  else slicers.fill.call(target, source, at, at + source.length)
}

/** Bytes `start..end` as one character each. `bytes` may be any Uint8Array, also on shared memory. */
export function latin1Slice(bytes: Uint8Array, start: number, end: number): string {
  return slicers.latin1Slice.call(bytes, start, end)
}

/** Bytes `start..end` as UTF-16 code units (lone surrogates kept); `start` needs no alignment. */
export function ucs2Slice(bytes: Uint8Array, start: number, end: number): string {
  return slicers.ucs2Slice.call(bytes, start, end)
}

/** Writes a text of characters below U+0100, one byte each, from `at` on. */
export function writeLatin1(bytes: Uint8Array, text: string, at: number): void {
  slicers.latin1Write.call(bytes, text, at, text.length)
}

/** Writes any text as UTF-16 code units, two bytes each, from `at` on. */
export function writeUcs2(bytes: Uint8Array, text: string, at: number): void {
  slicers.ucs2Write.call(bytes, text, at, text.length * 2)
}
