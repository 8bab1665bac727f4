/** Work to be done when the main thread has ended. */
import { ensureArena } from '../runtime/arena-boot.ts'
import { callAtExit } from '../runtime/at-exit.ts'

/**
 * Has `fn` called in the main thread when that has ended, before the program waits for its other threads: the place to
 * tell them to stop. What was registered last is called first. An error in one is reported, and the next is called.
 *
 * Main has ended when its event loop is empty, on an uncaught error, and in `exit()`; not in `process.exit()`. What an
 * async function returns is not awaited. Registered by another thread, the function crosses to main.
 *
 * @throws ThreadError `can't register atexit after shutdown` once these functions are being called.
 * @throws TypeError when `fn` is not a function. @throws CaptureError when it can't cross to main.
 * @example
 * const stop = new Event()
 * new Thread({ target: () => stop.wait() }).start()
 * registerAtexit(() => stop.set())
 * @see Python `threading._register_atexit`. For after the threads: `process.on('exit', …)`, Python's `atexit`.
 */
export function registerAtexit<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
  if (typeof fn !== 'function')
    throw new TypeError(`Expected a function to call at exit, got \`${String(fn)}\` (${typeof fn})`)
  ensureArena()
  callAtExit(fn as (...args: readonly unknown[]) => unknown, args)
}
