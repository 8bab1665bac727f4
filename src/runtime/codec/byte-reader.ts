/**
 * Reads what {@link ByteWriter} wrote, from any byte array: plain or shared, whole or a range of it.
 *
 * Makes no view and no Buffer of its own: for a small message that would cost more than reading it.
 */
import { allocateBuffer, copyBytes, latin1Slice, ucs2Slice } from '../../platform/bytes.ts'
import { KEY_END, KEY_STRING } from './tags.ts'
import { isInherited, knownKey, learnKey } from './key-table.ts'

/** Below this, joining characters beats the call into the engine. */
const LOOP_LENGTH = 12

const eight = new DataView(new ArrayBuffer(8))

export class ByteReader {
  readonly #bytes: Uint8Array
  #position: number
  /** Whether objects inherit a property of the last key's name, so that assigning it would not make an own one. */
  protected keyIsInherited = false

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes
    this.#position = start
  }

  /** Index of the next unread byte. */
  get position(): number {
    return this.#position
  }

  u8(): number {
    return this.#bytes[this.#position++] as number
  }

  uint(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#position++] as number
    if (byte < 128) return byte
    let value = byte & 127
    let scale = 128
    do {
      byte = bytes[this.#position++] as number
      value += (byte & 127) * scale
      scale *= 128
    } while (byte > 127)
    return value
  }

  int8(): number {
    return ((this.#bytes[this.#position++] as number) << 24) >> 24
  }

  int32(): number {
    const bytes = this.#bytes
    const at = this.#position
    this.#position = at + 4
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    )
  }

  f64(): number {
    this.#loadEight()
    return eight.getFloat64(0, true)
  }

  int64(): bigint {
    this.#loadEight()
    return eight.getBigInt64(0, true)
  }

  string(): string {
    const header = this.uint()
    const start = this.#position
    if ((header & 1) === 1) {
      const end = start + header - 1
      this.#position = end
      return ucs2Slice(this.#bytes, start, end)
    }
    const end = start + header / 2
    this.#position = end
    if (end - start >= LOOP_LENGTH) return latin1Slice(this.#bytes, start, end)
    let text = ''
    for (let i = start; i < end; i++) text += String.fromCharCode(this.#bytes[i] as number)
    return text
  }

  /** The next property's name, or undefined at the end of the properties. */
  key(): string | undefined {
    const header = this.u8()
    if (header === KEY_END) return undefined
    if (header === KEY_STRING) {
      const name = this.string()
      this.keyIsInherited = isInherited(name)
      return name
    }
    const start = this.#position
    const end = start + header - 1
    this.#position = end
    const known = knownKey(this.#bytes, start, end)
    if (known !== undefined) {
      this.keyIsInherited = false
      return known
    }
    const name = latin1Slice(this.#bytes, start, end)
    this.keyIsInherited = isInherited(name)
    if (!this.keyIsInherited) learnKey(name, this.#bytes, start, end)
    return name
  }

  /** A copy on memory of its own (never shared), whatever the message lies in. */
  bytes(): Uint8Array<ArrayBuffer> {
    const length = this.uint()
    const copy = new Uint8Array(allocateBuffer(length))
    this.copyInto(copy)
    return copy
  }

  /** Fills `target` with the next `target.length` bytes. */
  copyInto(target: Uint8Array): void {
    const start = this.#position
    this.#position = start + target.length
    copyBytes(this.#bytes.subarray(start, this.#position), target, 0)
  }

  #loadEight(): void {
    const bytes = this.#bytes
    const at = this.#position
    for (let i = 0; i < 8; i++) eight.setUint8(i, bytes[at + i] as number)
    this.#position = at + 8
  }
}
