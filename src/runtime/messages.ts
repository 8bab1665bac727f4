/**
 * Values as messages in the arena: the codec on one side, blocks of shared memory on the other.
 */
import { CaptureError } from '../errors.ts'
import { Decoder } from './codec/decoder.ts'
import { Encoder } from './codec/encoder.ts'
import { installFunctionCodec, receive, sealCaptured, useBlobStore } from './functions/index.ts'
import { messageBytes, writeMessage } from './message.ts'

let encoder: Encoder | undefined

function ready(): Encoder {
  if (encoder !== undefined) return encoder
  installFunctionCodec()
  useBlobStore({ put: writeMessage, get: messageBytes })
  encoder = new Encoder()
  return encoder
}

/**
 * Encodes `value` into a new message.
 * @returns its address, 0 for `undefined`; the caller owns it.
 * @throws CaptureError naming what can't cross; nothing has been allocated then.
 */
export function encodeMessage(value: unknown): number {
  if (value === undefined) return 0
  return encodeWith((to) => to.value(value))
}

/** As {@link encodeMessage}; `write` says what to encode and names the parts in `encoder.path`. */
export function encodeWith(write: (to: Encoder) => void): number {
  const to = ready()
  to.begin()
  write(to)
  const bytes = to.finish()
  if (to.attachments.length > 0) {
    throw new CaptureError(
      'cannot send a message with values that only postMessage can carry (ports, foreign shared memory, key objects)',
    )
  }
  return writeMessage(bytes)
}

/** The value in the message; the message stays the caller's. Modules that it needs are loaded at once, or fail. */
export function decodeMessage(address: number): unknown {
  if (address === 0) return undefined
  ready()
  const value = new Decoder(messageBytes(address)).value()
  sealCaptured()
  return value
}

/**
 * Decodes with `read`, which must have no effects: it runs again when modules had to be loaded first.
 * @returns what `read` returned, or a promise of it.
 */
export function receiveMessage<T>(address: number, read: (from: Decoder) => T): T | Promise<T> {
  ready()
  return receive(messageBytes(address), undefined, read)
}
