/** The one-line setup of logging. */
import { FileHandler } from './file-handler.ts'
import { Formatter } from './formatter.ts'
import { root } from './get-logger.ts'
import { publishHandler } from './handler.ts'
import type { Handler } from './handler.ts'
import { checkLevel } from './levels.ts'
import type { Level } from './levels.ts'
import { ROOT, loggerSettings } from './logger-state.ts'
import { changeSettings, settings, withEntry } from './settings.ts'
import { StreamHandler } from './stream-handler.ts'
import type { LogStream } from './stream-handler.ts'
import { basicFormat } from './style.ts'
import type { StyleName } from './style.ts'
import { reprOf } from './value-text.ts'

/** What {@link basicConfig} sets up. */
export interface BasicConfigOptions {
  /** Log to this file. Not with `stream` or `handlers`. */
  readonly filename?: string | URL | undefined
  /** How to open it. Default `'a'`, append. */
  readonly filemode?: string | undefined
  /** Encoding of the file. Default `'utf-8'`. */
  readonly encoding?: string | null | undefined
  /** What a line looks like. Default `'%(levelname)s:%(name)s:%(message)s'`. */
  readonly format?: string | undefined
  /** Format of `asctime`, as for `strftime`. */
  readonly datefmt?: string | null | undefined
  /** Kind of `format`. Default `'%'`. */
  readonly style?: StyleName | undefined
  /** Level of the root logger. Default: stays as it is, WARNING at first. */
  readonly level?: Level | null | undefined
  /** Log to this stream. Default `process.stderr`. */
  readonly stream?: LogStream | undefined
  /** Handlers to add; those without a formatter get the one of `format`. Not with `stream` or `filename`. */
  readonly handlers?: Iterable<Handler> | undefined
  /** Remove and close what the root logger has first. Default `false`: if it has handlers, nothing is done. */
  readonly force?: boolean | undefined
}

const KEYS: ReadonlySet<string> = new Set([
  'filename',
  'filemode',
  'encoding',
  'format',
  'datefmt',
  'style',
  'level',
  'stream',
  'handlers',
  'force',
])

/**
 * Sets up logging for every thread: a handler with a format on the root logger, and its level. Does nothing when the
 * root logger has handlers, unless `force` is given.
 *
 * @throws RangeError options that exclude each other or do not exist, a bad format, an unknown level or style.
 * @throws Error of the system when the file cannot be opened.
 *
 * @example
 * logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
 *
 * @see Python `logging.basicConfig`. Differs: everything is checked before anything is changed.
 */
export function basicConfig(options: BasicConfigOptions = {}): void {
  if (options.force !== true && isConfigured()) return
  check(options)
  const style = options.style ?? '%'
  const formatter = new Formatter(options.format ?? basicFormat(style), { datefmt: options.datefmt, style })
  const level = options.level === undefined || options.level === null ? null : checkLevel(options.level)
  const handlers = options.handlers === undefined ? [makeHandler(options)] : [...options.handlers]
  for (const handler of handlers) if (handler.formatter === null) handler.setFormatter(formatter)
  if (options.force === true) removeAll()
  if (!install(handlers.map(publishHandler), level) && options.handlers === undefined) {
    // Another thread configured logging in between; what it did counts, as if we had come later.
    for (const handler of handlers) handler.close()
  }
}

/** Whether the root logger has handlers. */
export function isConfigured(): boolean {
  return loggerSettings(settings(), ROOT).handlers.length !== 0
}

function check(options: BasicConfigOptions): void {
  const unknown = Object.keys(options).filter((key) => !KEYS.has(key))
  if (unknown.length !== 0) throw new RangeError(`Unrecognised argument(s): ${unknown.join(', ')}`)
  const { filename, stream, handlers } = options
  if (handlers !== undefined && (stream !== undefined || filename !== undefined)) {
    throw new RangeError("'stream' or 'filename' should not be specified together with 'handlers'")
  }
  if (stream !== undefined && filename !== undefined) {
    throw new RangeError("'stream' and 'filename' should not be specified together")
  }
  if (options.format !== undefined && typeof options.format !== 'string') {
    throw new TypeError(`Expected \`format\` to be a string, got ${reprOf(options.format)}`)
  }
}

function makeHandler(options: BasicConfigOptions): Handler {
  const { filename, stream } = options
  if (filename === undefined) return new StreamHandler(stream ?? null)
  return new FileHandler(filename, { mode: options.filemode, encoding: options.encoding })
}

function removeAll(): void {
  for (const handler of root.handlers) {
    root.removeHandler(handler)
    handler.close()
  }
}

/** Adds the handlers unless the root logger has some by now; one step, so that of two threads one does it. */
function install(ids: readonly number[], level: number | null): boolean {
  let done = false
  changeSettings((old) => {
    const own = loggerSettings(old, ROOT)
    done = own.handlers.length === 0
    if (!done) return old
    const next = { ...own, handlers: ids, level: level ?? own.level }
    return { ...old, loggers: withEntry(old.loggers, ROOT, next) }
  })
  return done
}
