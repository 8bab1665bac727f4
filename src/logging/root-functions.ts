/**
 * Logging through the root logger without getting it first. The first call configures logging with
 * {@link basicConfig} if nobody has.
 */
import { basicConfig, isConfigured } from './basic-config.ts'
import { root } from './get-logger.ts'
import { CRITICAL, checkLevel } from './levels.ts'
import type { Level } from './levels.ts'
import { changeSettings } from './settings.ts'

/**
 * Logs `msg` at level DEBUG, with `args` merged in as Python's `%` does.
 *
 * @param args - Values for the message; last, optionally, {@link LogOptions} such as `{ excInfo: error }`, or an Error
 * that the message has no place for, which is shown with its stack.
 *
 * @example
 * logging.debug('%s took %.1f ms', name, elapsed)
 *
 * @see Python `logging.debug`
 */
export function debug(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.debug(msg, ...args)
}

/** Logs at level INFO; see {@link debug}. */
export function info(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.info(msg, ...args)
}

/** Logs at level WARNING; see {@link debug}. */
export function warning(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.warning(msg, ...args)
}

/** The same as {@link warning}. */
export function warn(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.warn(msg, ...args)
}

/** Logs at level ERROR; see {@link debug}. */
export function error(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.error(msg, ...args)
}

/**
 * Logs an error with its stack at level ERROR; for `catch` blocks.
 *
 * @param args - The last is what was caught: an argument that `msg` has no place for, or else an Error that it shows.
 *
 * @example
 * catch (caught) { logging.exception('request %s failed', id, caught) }
 *
 * @see Python `logging.exception`. Differs: JavaScript has no current exception, so it is passed.
 */
export function exception(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.exception(msg, ...args)
}

/** Logs at level CRITICAL; see {@link debug}. */
export function critical(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.critical(msg, ...args)
}

/** The same as {@link critical}. */
export function fatal(msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.fatal(msg, ...args)
}

/** Logs at any level; see {@link debug}. @throws TypeError `level` is not a whole number. */
export function log(level: number, msg: unknown, ...args: readonly unknown[]): void {
  if (!isConfigured()) basicConfig()
  root.log(level, msg, ...args)
}

/**
 * Drops all records of `level` and below, of every logger in every thread; `disable(logging.NOTSET)` ends that.
 *
 * @see Python `logging.disable`
 */
export function disable(level: Level = CRITICAL): void {
  const number = checkLevel(level)
  changeSettings((old) => ({ ...old, disable: number }))
}
