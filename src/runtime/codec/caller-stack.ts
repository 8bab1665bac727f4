/**
 * Adds to an error that came from another thread where its result was asked for: below the thread's frames a line
 * that names the thread, then the caller's frames. Debuggers and `--enable-source-maps` see both parts as frames.
 */

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
  const stack = arrived.get(thrown) ?? thrown.stack
  if (typeof stack !== 'string') return thrown
  const here: { stack?: unknown } = {}
  Error.captureStackTrace(here, below)
  if (typeof here.stack !== 'string') return thrown
  // The first line is "Error" or "[object Object]": the heading of the holder, not a frame.
  const frames = here.stack.slice(here.stack.indexOf('\n') + 1)
  const value = `${stack}\n    --- in thread ${JSON.stringify(threadName)} ---\n${frames}`
  // A frozen error keeps the stack it has.
  if (Reflect.defineProperty(thrown, 'stack', { value, writable: true, configurable: true })) {
    arrived.set(thrown, stack)
  }
  return thrown
}
