/**
 * Errors that the library itself logs, as Python does. Only `nogil/logging` can log, and not every thread has loaded it:
 * it says here how it is done, and is loaded when there is something to log.
 */

export type Log = (logger: string, level: 'error' | 'critical', text: string, error: unknown) => void

const LOGGING_MODULE = new URL('../logging/index.js', import.meta.url).href

let log: Log | undefined

/** Called by `nogil/logging` when it is loaded. */
export function useLog(how: Log): void {
  log = how
}

/** Logs `text` and `error`: before it returns, where this thread has loaded `nogil/logging`. */
export async function complain(
  logger: string,
  level: 'error' | 'critical',
  text: string,
  error: unknown,
): Promise<void> {
  if (log === undefined) await import(LOGGING_MODULE)
  log?.(logger, level, text, error)
}
