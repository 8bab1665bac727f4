/**
 * Errors that the library itself logs, as Python does. Only `nogil/logging` can log, and not every thread has loaded it:
 * it says here how it is done, and is loaded when there is something to log.
 */
import { loadBuilt } from '../platform/built-code.ts'

export type Log = (logger: string, level: 'error' | 'critical', text: string, error: unknown) => void

let log: Log | undefined

/** Called by `nogil/logging` when it is loaded. */
export function useLog(how: Log): void {
  log = how
}

/** Logs `text` and `error`. */
export function complain(logger: string, level: 'error' | 'critical', text: string, error: unknown): void {
  if (log === undefined) loadBuilt('logging.cjs')
  log?.(logger, level, text, error)
}
