/** Getting loggers by name, and the class they are made of. */
import { enterRoot, loggerNamed, makeLoggersBy } from './hierarchy.ts'
import { registerClass } from './library-classes.ts'
import { Logger, RootLogger } from './logger.ts'
import { publish, registerKind, resolve } from './published-objects.ts'
import { changeSettings, settings } from './settings.ts'
import { reprOf } from './value-text.ts'

/** A class of loggers: made with a name only. */
export type LoggerClass = new (name: string) => Logger

/** The logger at the top of the tree. */
export const root: Logger = new RootLogger('root')

/**
 * The logger `name`, the same object each time in a thread; without a name the root logger. All threads share what is
 * set on it.
 *
 * @throws TypeError `name` is not a string.
 *
 * @example
 * const log = logging.getLogger('server.http')
 * log.info('listening on %d', port)
 *
 * @see Python `logging.getLogger`
 */
export function getLogger(name: string | null = null): Logger {
  if (name === null || name === '' || name === 'root') return root
  if (typeof name !== 'string') throw new TypeError(`A logger name must be a string, got ${reprOf(name)}`)
  return loggerNamed(name) as Logger
}

/** The class of which new loggers are made. */
export function getLoggerClass(): LoggerClass {
  const id = settings().loggerClass
  if (id === 0) return Logger
  const Class: unknown = resolve(id)
  return isLoggerClass(Class) ? Class : Logger
}

/**
 * Makes new loggers of `Class` from now on, in every thread; those that exist stay what they are.
 *
 * @throws TypeError `Class` is not derived from {@link Logger}.
 *
 * @see Python `logging.setLoggerClass`
 */
export function setLoggerClass(Class: LoggerClass): void {
  if (!isLoggerClass(Class))
    throw new TypeError(`Expected a class derived from logging.Logger, got ${reprOf(Class)}`)
  const id = Class === Logger ? 0 : publish(Class, 'class')
  changeSettings((old) => ({ ...old, loggerClass: id }))
}

function isLoggerClass(Class: unknown): Class is LoggerClass {
  return typeof Class === 'function' && (Class === Logger || Class.prototype instanceof Logger)
}

enterRoot(root)
makeLoggersBy((name) => new (getLoggerClass())(name))
registerClass('Logger', Logger)
registerClass('RootLogger', RootLogger)
registerKind('logger', {
  find: (entry) => getLogger(String(entry.fields['name'])),
  standIn: (_id, entry) => getLogger(String(entry.fields['name'])),
})
