/**
 * Encoders of this thread, kept for reuse. There can be need of a second one while the first is at work: a getter in
 * the value that is being written may itself start a thread or put something in a queue.
 */
import { Encoder } from './encoder.ts'

/** More than this are never at work at once in a sane program; the rest is garbage. */
const KEPT = 4
const free: Encoder[] = []

/** An encoder at the beginning of a message. Give it back when its bytes have been copied. */
export function takeEncoder(): Encoder {
  const encoder = free.pop() ?? new Encoder()
  encoder.begin()
  return encoder
}

/** Makes `encoder` available again; not calling this, as after an error, loses nothing but its memory. */
export function giveBackEncoder(encoder: Encoder): void {
  encoder.end()
  if (free.length < KEPT) free.push(encoder)
}
