/**
 * Values as messages in the arena: the codec on one side, blocks of shared memory on the other, and parcels for what
 * lies in neither.
 */
import { u8 } from '../core/memory.ts'
import { useArenaBuffer } from './codec/attachments.ts'
import { Decoder } from './codec/decoder.ts'
import { giveBackEncoder, takeEncoder } from './codec/encoder-pool.ts'
import type { Encoder } from './codec/encoder.ts'
import { installFunctionCodec, receive, sealCaptured, useBlobStore } from './functions/index.ts'
import { allocateMessage, bytesAt, endOf, messageBytes, parcelOf, writeMessage } from './message.ts'
import { dropParcel, sendParcel, takeParcel } from './parcels.ts'

let isReady = false

function ready(): void {
  if (isReady) return
  installFunctionCodec()
  // blobs have no parcels: what parts hold refuses attachments (functions/write-part.ts)
  useBlobStore({ put: writeMessage, get: messageBytes })
  useArenaBuffer(u8.buffer)
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

/** Has memory of the caller's for a message of so many bytes with these references ({@link placeMessage}), or gives 0. */
export type PlaceFor = (length: number, references: readonly number[]) => number

/**
 * As {@link encodeMessage}; `write` says what to encode and names the parts in `encoder.path`.
 * @param placeFor - asked once all has been written; what it throws ends the encoding as an error of `write` does.
 */
export function encodeWith(write: (to: Encoder) => void, placeFor?: PlaceFor): number {
  ready()
  // Not one for all: a logger that is written may have to publish itself first, a getter may start a thread.
  const to = takeEncoder()
  try {
    write(to)
    const message = to.attachments.length === 0 ? place(to, placeFor) : allocateWithParcel(to)
    to.copyTo(u8, bytesAt(message))
    to.giveReferences()
    giveBackEncoder(to)
    return message
  } catch (error) {
    to.dropReferences()
    throw error
  }
}

function place({ length, references }: Encoder, placeFor: PlaceFor | undefined): number {
  return placeFor?.(length, references) || allocateMessage(length, 0, references)
}

/** The parcel is on its way before the message has an address: whoever reads that will get it. */
function allocateWithParcel(to: Encoder): number {
  const { attachments, attachmentPaths, references } = to
  const parcel = sendParcel(attachments, attachmentPaths)
  attachments.length = 0
  try {
    return allocateMessage(to.length, parcel, references)
  } catch (error) {
    dropParcel(parcel)
    throw error
  }
}

function attachmentsOf(address: number): readonly unknown[] | undefined {
  const parcel = parcelOf(address)
  return parcel === 0 ? undefined : takeParcel(parcel)
}

/** The value in the message; the message stays the caller's. Modules that it needs are loaded at once, or fail. */
export function decodeMessage(address: number): unknown {
  return address === 0 ? undefined : decodeWith(address, (from) => from.value())
}

/** As {@link decodeMessage}, for messages of {@link encodeWith}. */
export function decodeWith<T>(address: number, read: (from: Decoder) => T): T {
  ready()
  const value = read(new Decoder(messageBytes(address), attachmentsOf(address)))
  sealCaptured()
  return value
}

/**
 * Decodes with `read`, which must have no effects: it runs again when modules had to be loaded first.
 * @param atOnce - whether to load them without the event loop where they allow that, because the caller blocks it.
 * @returns what `read` returned, or a promise of it.
 */
export function receiveMessage<T>(
  address: number,
  read: (from: Decoder) => T,
  atOnce = false,
): T | Promise<T> {
  ready()
  return receive(u8, bytesAt(address), endOf(address), attachmentsOf(address), read, atOnce)
}
