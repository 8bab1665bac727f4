/**
 * Values as messages in the arena: the codec on one side, blocks of shared memory on the other.
 */
import { CaptureError } from '../errors.ts'
import { Decoder } from './codec/decoder.ts'
import { Encoder } from './codec/encoder.ts'
import { installFunctionCodec, prepare, useBlobStore } from './functions/index.ts'
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

/** The value in the message; the message stays the caller's. All modules it needs must be loaded. */
export function decodeMessage(address: number): unknown {
  if (address === 0) return undefined
  ready()
  return new Decoder(messageBytes(address)).value()
}

/** Loads the modules that the message needs. @returns undefined when it can be decoded at once. */
export function prepareMessage(address: number): Promise<void> | undefined {
  if (address === 0) return undefined
  ready()
  return prepare(messageBytes(address))
}
