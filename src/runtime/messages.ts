/**
 * Values as messages in the arena: the codec on one side, blocks of shared memory on the other.
 */
import { CaptureError } from '../errors.ts'
import { Decoder } from './codec/decoder.ts'
import { giveBackEncoder, takeEncoder } from './codec/encoder-pool.ts'
import type { Encoder } from './codec/encoder.ts'
import { installFunctionCodec, receive, sealCaptured, useBlobStore } from './functions/index.ts'
import { messageBytes, writeMessage } from './message.ts'

let isReady = false

function ready(): void {
  if (isReady) return
  installFunctionCodec()
  useBlobStore({ put: writeMessage, get: messageBytes })
  isReady = true
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
  ready()
  // Not one for all: a logger that is written may have to publish itself first, a getter may start a thread.
  const to = takeEncoder()
  write(to)
  const bytes = to.finish()
  if (to.attachments.length > 0) {
    throw new CaptureError(
      'cannot send a message with values that only postMessage can carry (ports, foreign shared memory, key objects)',
    )
  }
  const message = writeMessage(bytes)
  giveBackEncoder(to)
  return message
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
