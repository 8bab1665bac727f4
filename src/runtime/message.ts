/**
 * A message: encoded bytes in a block of the arena, { length, bytes… }, owned by whoever holds its address.
 */
import { load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { u8 } from '../core/memory.ts'

const HEADER = 4

/** Copies `bytes` into the arena. @throws ThreadError when the arena is full. */
export function writeMessage(bytes: Uint8Array): number {
  const address = allocate(HEADER + bytes.length)
  store(address, bytes.length)
  u8.set(bytes, address + HEADER)
  return address
}

/** A view of the message's bytes; valid until {@link freeMessage}. */
export function messageBytes(address: number): Uint8Array {
  return u8.subarray(address + HEADER, address + HEADER + load(address))
}

export function freeMessage(address: number): void {
  free(address, HEADER + load(address))
}
