/**
 * Large byte arrays of a message: they are copied once, to where the message goes to, not into the writer's buffer first,
 * which would have to grow for them. Until then they stay where they are.
 */
import { copyBytes } from '../../platform/bytes.ts'

/** From here on a second copy costs more than the care (a microsecond). */
export const LATE_LENGTH: number = 1 << 14

export class LateBytes {
  readonly #pieces: Uint8Array[] = []
  /** Index in the writer's buffer before which each piece belongs. */
  readonly #places: number[] = []
  /** Bytes of all pieces. */
  length = 0

  add(bytes: Uint8Array, place: number): void {
    this.#pieces.push(bytes)
    this.#places.push(place)
    this.length += bytes.length
  }

  /** Forgets the pieces that were added behind the first `end` bytes of the buffer, and with 0 all of them. */
  cut(end: number): void {
    while (this.#pieces.length > 0 && (end === 0 || (this.#places.at(-1) ?? 0) > end)) {
      this.#places.pop()
      this.length -= this.#pieces.pop()?.length ?? 0
    }
  }

  /** Copies the first `end` bytes of the buffer with the pieces between them. */
  copyTo(target: Uint8Array, offset: number, buffer: Uint8Array, end: number): void {
    let from = 0
    let to = offset
    for (const [n, piece] of this.#pieces.entries()) {
      const place = this.#places[n] ?? 0
      target.set(buffer.subarray(from, place), to)
      to += place - from
      copyBytes(piece, target, to)
      to += piece.length
      from = place
    }
    target.set(buffer.subarray(from, end), to)
  }
}
