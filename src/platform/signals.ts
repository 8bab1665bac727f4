/**
 * Signals of the process, heard in this thread's event loop while the main thread is blocked.
 *
 * Node lets only the main thread listen for signals, in an event loop that does not turn while it sleeps. The handle
 * under it, libuv's, works in any thread: libuv gives a signal to every loop that watches it. Node keeps the handle's
 * class to itself; a worker started with {@link SIGNAL_FLAGS} may ask for it. Where that fails, nothing is watched.
 *
 * While somebody in the process watches a signal, its default effect does not happen; it does again once the last has
 * stopped.
 */
import { createRequire } from 'node:module'

/** What a worker that calls {@link watchSignal} is started with. */
export const SIGNAL_FLAGS: readonly string[] = ['--expose-internals']

/** libuv's handle as Node wraps it. A second `start()` of one handle aborts the process. */
interface SignalHandle {
  onsignal: ((signal: number) => void) | null
  /** @returns 0, or an error number below 0. */
  start(signal: number): number
  unref(): void
  close(closed?: () => void): void
}
type SignalHandleClass = new () => SignalHandle

/** Not asked for yet, missing, or there. */
let handleClass: SignalHandleClass | null | undefined

/**
 * Ends the watching, as soon as the event loop has turned; a second call does nothing. `ended` is told whether a signal
 * came between the last that was heard and the end: that one has reached nobody here.
 */
export type StopWatching = (ended?: (missed: boolean) => void) => void

/**
 * Calls `heard` from this thread's event loop for each signal of this number; keeps no event loop alive.
 *
 * @param signal - its number, as in `os.constants.signals`.
 * @returns what ends it; undefined where this Node does not let a worker watch signals, or not this one.
 */
export function watchSignal(signal: number, heard: () => void): StopWatching | undefined {
  handleClass ??= findHandleClass()
  if (handleClass === null) return undefined
  const handle = new handleClass()
  handle.unref()
  handle.onsignal = () => heard()
  if (handle.start(signal) < 0) {
    handle.close()
    return undefined
  }
  let watching = true
  return (ended) => {
    if (!watching) return
    watching = false
    setImmediate(close, handle, ended)
  }
}

/**
 * libuv finishes a handle in the turn of the loop that closes it, unless a signal for it lies in the loop's pipe: then
 * after the next turn's poll. The callback of the next turn's immediate comes in between.
 */
function close(handle: SignalHandle, ended: ((missed: boolean) => void) | undefined): void {
  let closed = false
  handle.close(() => (closed = true))
  setImmediate(() => ended?.(!closed))
}

function findHandleClass(): SignalHandleClass | null {
  const emitWarning = process.emitWarning
  // Node warns that this is for its own tests; that is no news for the user of a program
  process.emitWarning = () => {}
  try {
    const internal = createRequire(import.meta.url)('internal/test/binding') as {
      internalBinding(name: 'signal_wrap'): { Signal?: SignalHandleClass }
    }
    return internal.internalBinding('signal_wrap').Signal ?? null
  } catch {
    return null
  } finally {
    process.emitWarning = emitWarning
  }
}
