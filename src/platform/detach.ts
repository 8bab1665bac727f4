/** Taking an ArrayBuffer's memory away from it. */

/** Those that can't be detached, such as the memory of WebAssembly and Node's pool of Buffers, stay; Node 20 says so of none. */
export function detach(buffers: readonly ArrayBuffer[]): void {
  for (const buffer of buffers) {
    try {
      structuredClone(undefined, { transfer: [buffer] })
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
    }
  }
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
