/**
 * Adds to an error that came from another thread where its result was asked for: below the thread's frames a line
 * that names the thread, then the caller's frames. Debuggers and `--enable-source-maps` see both parts as frames.
 */
import { setStack, stackOf } from './error-fields.ts'

/** The stack as it arrived, so that asking for the result again replaces the caller's part. */
const arrived = new WeakMap<object, string>()

/**
 * @param thrown - what the thread threw; anything but an error is left alone
 * @param threadName - shown in the line between the two parts
 * @param below - frames of this function and of what it called are left out: the public method asked for the result
 * @returns `thrown`
 */
export function appendCallerStack<T>(thrown: T, threadName: string, below: Function): T {
  if (!(thrown instanceof Error)) return thrown
  const stack = arrived.get(thrown) ?? stackOf(thrown)
  const here = {}
  Error.captureStackTrace(here, below)
  const text = stackOf(here)
  // The first line is "Error" or "[object Object]": the heading of the holder, not a frame.
  const frames = text.slice(text.indexOf('\n') + 1)
  if (setStack(thrown, `${stack}\n    --- in thread ${JSON.stringify(threadName)} ---\n${frames}`)) {
    arrived.set(thrown, stack)
  }
  return thrown
}
