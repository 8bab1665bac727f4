/**
 * A message: encoded bytes in a block of the arena, { length, parcel, bytes… }, owned by whoever holds its address.
 *
 * `parcel` is the number under which the supervisor keeps what the bytes only refer to, 0 for nearly all messages.
 */
import { load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { u8 } from '../core/memory.ts'
import { dropParcel } from './parcels.ts'

const PARCEL = 4
const HEADER = 8

/**
 * Copies `bytes` into the arena.
 * @param parcel - the number of a parcel that is the message's from here on.
 * @throws ThreadError when the arena is full.
 */
export function writeMessage(bytes: Uint8Array, parcel: number = 0): number {
  const address = allocate(HEADER + bytes.length)
  store(address, bytes.length)
  store(address + PARCEL, parcel)
  u8.set(bytes, address + HEADER)
  return address
}

/** A view of the message's bytes; valid until {@link freeMessage}. */
export function messageBytes(address: number): Uint8Array {
  return u8.subarray(address + HEADER, address + HEADER + load(address))
}

/** The number of the message's parcel, or 0. */
export function parcelOf(address: number): number {
  return load(address + PARCEL)
}

export function freeMessage(address: number): void {
  const parcel = parcelOf(address)
  if (parcel !== 0) dropParcel(parcel)
  free(address, HEADER + load(address))
}
