/**
 * A message: encoded bytes in a block of the arena, { length, parcel, count, bytes…, references… }, owned by whoever holds
 * its address.
 *
 * `parcel` is the number under which the supervisor keeps what the bytes only refer to, 0 for nearly all messages. The
 * `count` words behind the bytes are the addresses of shared objects that the bytes name: the message has a reference
 * to each, so none is freed while it is under way.
 *
 * A small one may lie within another block, whose owner keeps that until the message has been freed: `parcel` is WITHIN.
 *
 * All of it is written before anybody else has the address, which is handed over under a mutex or by an atomic store.
 */
import { allocate, free } from '../core/arena.ts'
import { peek, poke } from '../core/guarded.ts'
import { u8 } from '../core/memory.ts'
import { countMessage } from './holdings.ts'
import { dropParcel } from './parcels.ts'
import { dropShared } from './shared-registry.ts'

const PARCEL = 4
const COUNT = 8
const HEADER = 12
const WITHIN = -1
const NONE: readonly number[] = []

/**
 * Copies `bytes` into the arena.
 * @throws ThreadError when the arena is full.
 */
export function writeMessage(bytes: Uint8Array): number {
  const address = allocateMessage(bytes.length)
  u8.set(bytes, address + HEADER)
  return address
}

/**
 * A message whose `length` bytes the caller copies to {@link bytesAt}.
 * @param parcel - the number of a parcel that is the message's from here on.
 * @param references - addresses of shared objects, with a reference to each that is the message's from here on.
 * @throws ThreadError when the arena is full.
 */
export function allocateMessage(
  length: number,
  parcel: number = 0,
  references: readonly number[] = NONE,
): number {
  const size = sizeOf(length, references.length)
  const address = allocate(size)
  countMessage(1, size)
  return begin(address, length, parcel, references)
}

/** Whether {@link placeMessage} may be asked for such a message where there are `room` bytes for it. */
export function fitsWithin(room: number, length: number, references: readonly number[]): boolean {
  return sizeOf(length, references.length) <= room
}

/** As {@link allocateMessage}, in memory within a block of the caller's: freed with that, after {@link freeMessage}. */
export function placeMessage(address: number, length: number, references: readonly number[]): number {
  return begin(address, length, WITHIN, references)
}

function begin(address: number, length: number, parcel: number, references: readonly number[]): number {
  poke(address, length)
  poke(address + PARCEL, parcel)
  poke(address + COUNT, references.length)
  for (let n = 0; n < references.length; n++) poke(address + referencesAt(length) + n * 4, references[n] ?? 0)
  return address
}

/** Where the message's bytes begin. */
export function bytesAt(address: number): number {
  return address + HEADER
}

/** Calls `visit` with the address of each object that the message has a reference to. */
export function eachReference(address: number, visit: (object: number) => void): void {
  const behind = address + referencesAt(peek(address))
  for (let n = 0, count = peek(address + COUNT); n < count; n++) visit(peek(behind + n * 4))
}

/** Bytes of the message's block. */
export function bytesOfMessage(address: number): number {
  return sizeOf(peek(address), peek(address + COUNT))
}

/** A view of the message's bytes; valid until {@link freeMessage}. */
export function messageBytes(address: number): Uint8Array {
  return u8.subarray(bytesAt(address), endOf(address))
}

/** Where the message's bytes end. */
export function endOf(address: number): number {
  return address + HEADER + peek(address)
}

/** The number of the message's parcel, or 0. */
export function parcelOf(address: number): number {
  return Math.max(0, peek(address + PARCEL))
}

export function freeMessage(address: number): void {
  const parcel = peek(address + PARCEL)
  if (parcel > 0) dropParcel(parcel)
  eachReference(address, dropShared)
  if (parcel === WITHIN) return
  const bytes = bytesOfMessage(address)
  countMessage(-1, bytes)
  free(address, bytes)
}

/** Words are aligned. */
function referencesAt(length: number): number {
  return (HEADER + length + 3) & ~3
}

function sizeOf(length: number, references: number): number {
  return references === 0 ? HEADER + length : referencesAt(length) + references * 4
}
