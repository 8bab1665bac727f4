/**
 * Writes numbers, strings and bytes into memory that grows: the bottom of the encoder, and what the codecs of
 * functions and errors use for their own fields.
 */
import { allocateBytes, copyBytes } from '../../platform/bytes.ts'
import type { Bytes } from '../../platform/bytes.ts'
import { LATE_LENGTH, LateBytes } from './late-bytes.ts'
import { KEY_SHORT_MAX, KEY_STRING } from './tags.ts'

const FIRST_CAPACITY = 1024
/** A buffer larger than this is let go after its message, so one big message does not pin its memory. */
const KEEP_CAPACITY = 1 << 20
/** Below this a loop beats the test for wide characters and the call into the engine (20 of them: 25 to 120 ns). */
const LOOP_LENGTH = 24

/**
 * Matches a character above U+00FF. On a string stored one byte per character the engine knows the answer without
 * looking at it (30 ns whatever the length).
 */
const WIDE = /[\u0100-\uffff]/

export class ByteWriter {
  /** Bytes 0..position are written; replaced when it grows. */
  protected buffer: Bytes
  /** The buffer's memory, all of it. */
  protected memory: ArrayBufferLike
  #view: DataView
  protected position = 0
  readonly #late = new LateBytes()

  constructor() {
    this.buffer = allocateBytes(FIRST_CAPACITY)
    this.memory = this.buffer.buffer
    this.#view = new DataView(this.memory)
  }

  /** Number of bytes written since the message began. */
  get length(): number {
    return this.position + this.#late.length
  }

  /** Where the next byte is written: for {@link cut} and {@link overwrite}. */
  get at(): number {
    return this.position
  }

  /** Copies the message into `target` from `offset` on; `target` may be shared memory. */
  copyTo(target: Uint8Array, offset: number): void {
    const { buffer, position } = this
    if (this.#late.length > 0) this.#late.copyTo(target, offset, buffer, position)
    else if (position > 96) copyBytes(buffer.subarray(0, position), target, offset)
    else for (let i = 0; i < position; i++) target[offset + i] = buffer[i] as number
  }

  /** Takes back the bytes behind {@link at} as it was. */
  cut(at: number): void {
    this.position = at
    if (this.#late.length > 0) this.#late.cut(at)
  }

  u8(n: number): void {
    if (this.position === this.buffer.length) this.#grow(1)
    this.buffer[this.position++] = n
  }

  /** Changes the byte at `at`, which was written before. */
  overwrite(at: number, n: number): void {
    this.buffer[at] = n
  }

  /** Two bytes. */
  pair(first: number, second: number): void {
    const at = this.position
    if (at + 2 > this.buffer.length) this.#grow(2)
    this.buffer[at] = first
    this.buffer[at + 1] = second
    this.position = at + 2
  }

  /** An integer 0..2^53-1, seven bits per byte, lowest first. */
  uint(n: number): void {
    if (this.position + 8 > this.buffer.length) this.#grow(8)
    const buffer = this.buffer
    let at = this.position
    while (n > 127) {
      buffer[at++] = (n % 128) | 128
      n = Math.floor(n / 128)
    }
    buffer[at++] = n
    this.position = at
  }

  /** Four bytes, two's complement. */
  int32(n: number): void {
    if (this.position + 4 > this.buffer.length) this.#grow(4)
    this.#view.setInt32(this.position, n, true)
    this.position += 4
  }

  f64(n: number): void {
    if (this.position + 8 > this.buffer.length) this.#grow(8)
    this.#view.setFloat64(this.position, n, true)
    this.position += 8
  }

  int64(n: bigint): void {
    if (this.position + 8 > this.buffer.length) this.#grow(8)
    this.#view.setBigInt64(this.position, n, true)
    this.position += 8
  }

  /** Any string, lone surrogates included: length * 2 + wide, then one or two bytes per character. */
  string(text: string): void {
    const length = text.length
    if (length < LOOP_LENGTH) {
      if (this.position + 1 + length > this.buffer.length) this.#grow(1 + length)
      const buffer = this.buffer
      let at = this.position
      buffer[at++] = length << 1
      for (let i = 0; i < length; i++) {
        const unit = text.charCodeAt(i)
        if (unit > 255) return this.#wideString(text)
        buffer[at++] = unit
      }
      this.position = at
    } else if (WIDE.test(text)) {
      this.#wideString(text)
    } else {
      this.uint(length * 2)
      if (this.position + length > this.buffer.length) this.#grow(length)
      this.buffer.latin1Write(text, this.position, length)
      this.position += length
    }
  }

  /** A property's name, as `ByteReader.key` reads it. */
  key(name: string): void {
    const length = name.length
    if (length > KEY_SHORT_MAX) {
      this.u8(KEY_STRING)
      return this.string(name)
    }
    if (this.position + 1 + length > this.buffer.length) this.#grow(1 + length)
    const buffer = this.buffer
    let at = this.position
    buffer[at++] = length + 1
    for (let i = 0; i < length; i++) {
      const unit = name.charCodeAt(i)
      if (unit > 255) {
        this.u8(KEY_STRING)
        return this.string(name)
      }
      buffer[at++] = unit
    }
    this.position = at
  }

  /** Length, then the bytes themselves, which must not change before the message is copied. */
  bytes(bytes: Uint8Array): void {
    const length = bytes.length
    this.uint(length)
    if (length >= LATE_LENGTH) return this.#late.add(bytes, this.position)
    if (this.position + length > this.buffer.length) this.#grow(length)
    this.buffer.set(bytes, this.position)
    this.position += length
  }

  protected restart(): void {
    if (this.buffer.length > KEEP_CAPACITY) this.#replace(FIRST_CAPACITY)
    this.position = 0
    this.forgetLate()
  }

  /** The message has been copied. */
  protected forgetLate(): void {
    if (this.#late.length > 0) this.#late.cut(0)
  }

  #wideString(text: string): void {
    const size = text.length * 2
    this.uint(size + 1)
    if (this.position + size > this.buffer.length) this.#grow(size)
    this.buffer.ucs2Write(text, this.position, size)
    this.position += size
  }

  #grow(size: number): void {
    const old = this.buffer
    this.#replace(Math.max(old.length * 2, this.position + size))
    this.buffer.set(old.subarray(0, this.position))
  }

  #replace(capacity: number): void {
    this.buffer = allocateBytes(capacity)
    this.memory = this.buffer.buffer
    this.#view = new DataView(this.memory)
  }
}
