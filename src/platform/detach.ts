/** Taking an ArrayBuffer's memory away from it. */

/** @throws DataCloneError when it can't be detached, or has been. */
export function detach(buffers: readonly ArrayBuffer[]): void {
  if (buffers.length > 0) structuredClone(undefined, { transfer: [...buffers] })
}

/** Whether its memory is there. */
export function isDetached(buffer: ArrayBuffer): boolean {
  try {
    void new Uint8Array(buffer)
    return false
  } catch {
    return true
  }
}
