/** Where code units and whole functions that never change are kept: once per process, readable by every thread. */
import { giveBackEncoder, takeEncoder } from '../codec/index.ts'
import type { Encoder } from '../codec/index.ts'

export interface BlobStore {
  /** Keeps a copy of `bytes` for as long as the process lives; returns the number that names it in every thread. */
  put(bytes: Uint8Array): number
  /** The bytes that {@link put} got; may lie in shared memory, and must not be written to. */
  get(id: number): Uint8Array
}

let store: BlobStore | undefined

/** Must be called in a thread before a function is sent from it or arrives there. */
export function useBlobStore(blobs: BlobStore): void {
  store = blobs
}

export function blobStore(): BlobStore {
  if (store === undefined) throw new Error('bug: no blob store; call useBlobStore() first')
  return store
}

/** Keeps what `write` writes. @returns its number. */
export function putBlob(write: (to: Encoder) => void): number {
  const encoder = takeEncoder()
  write(encoder)
  const blob = blobStore().put(encoder.finish())
  giveBackEncoder(encoder)
  return blob
}
