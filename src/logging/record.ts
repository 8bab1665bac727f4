/**
 * One event of a log: what a Logger makes, filters look at, and formatters turn into text.
 *
 * Fields have Python's names where a format string can name them (`%(levelname)s`, `%(threadName)s`); the others are in
 * camelCase (`excInfo`). Records are plain data: nothing in them is private, and they may be kept.
 */
import { basename, extname } from '../platform/files.ts'
import { processNumber, processStart, wallClock } from '../platform/process-facts.ts'
import { currentThread } from '../threading/index.ts'
import { PendingSite, UNKNOWN_CALL_SITE } from './call-site.ts'
import type { CallSite } from './call-site.ts'
import { levelName } from './levels.ts'
import { mergeMessage } from './percent-format.ts'
import { logMultiprocessing, logProcesses, logThreads } from './switches.ts'
import { textOf } from './value-text.ts'

/** What a record is made of; the rest it finds out itself. */
export interface RecordInit {
  readonly name: string
  readonly level: number
  /** Usually a format for `args`; anything else is shown as `%s` shows it. */
  readonly msg: unknown
  readonly args: readonly unknown[]
  /** What was thrown, usually an Error; `null` for nothing. */
  readonly excInfo?: unknown
  /** Text of a stack to show below the message. */
  readonly stackInfo?: string | null
}

/**
 * An event.
 *
 * @see Python `logging.LogRecord`. Differs: one object instead of nine arguments; `excInfo` is the error itself, not a
 * tuple; `created`, `msecs` have a resolution of one millisecond; `relativeCreated` counts from the start of the
 * process, in every thread alike.
 */
export class LogRecord {
  /** Name of the logger that was called. */
  name: string
  msg: unknown
  args: readonly unknown[]
  levelname: string
  levelno: number
  excInfo: unknown
  /** Text of `excInfo`, once a formatter made it. */
  excText: string | null
  stackInfo: string | null
  /** Seconds since 1970. */
  created: number
  /** The milliseconds in `created`, 0–999. */
  msecs: number
  /** Milliseconds since the process started. */
  relativeCreated: number
  /** Ident and name of the thread that logged. */
  thread: number | null
  threadName: string | null
  processName: string | null
  /** Number of the process. */
  process: number | null
  taskName: string | null
  /** Where it was logged, or how to find out. */
  #site: CallSite | PendingSite;
  /** What `extra` or a filter added. */
  [extra: string]: unknown

  constructor(init: RecordInit) {
    const now = wallClock()
    this.name = init.name
    this.msg = init.msg
    this.args = init.args
    this.levelname = levelName(init.level)
    this.levelno = init.level
    this.excInfo = init.excInfo ?? null
    this.excText = null
    this.stackInfo = init.stackInfo ?? null
    this.created = now / 1000
    this.msecs = now % 1000
    this.relativeCreated = now - processStart()
    const thread = logThreads ? currentThread() : null
    this.thread = thread === null ? null : (thread.ident ?? null)
    this.threadName = thread === null ? null : thread.name
    this.processName = logMultiprocessing ? 'MainProcess' : null
    this.process = logProcesses ? processNumber() : null
    this.taskName = null
    this.#site = UNKNOWN_CALL_SITE
  }

  /** Path of the file whose code logged this. */
  get pathname(): string {
    return this.#found().pathname
  }

  set pathname(pathname: string) {
    this.#site = { ...this.#found(), pathname }
  }

  /** The last part of `pathname`. */
  get filename(): string {
    return basename(this.#found().pathname)
  }

  set filename(filename: string) {
    override(this, 'filename', filename)
  }

  /** `filename` without its extension. */
  get module(): string {
    const file = this.filename
    return file.slice(0, file.length - extname(file).length)
  }

  set module(module: string) {
    override(this, 'module', module)
  }

  /** Number of the line that logged this, from 1. */
  get lineno(): number {
    return this.#found().lineno
  }

  set lineno(lineno: number) {
    this.#site = { ...this.#found(), lineno }
  }

  /** Name of the function that logged this, `<module>` at top level. */
  get funcName(): string {
    return this.#found().funcName
  }

  set funcName(funcName: string) {
    this.#site = { ...this.#found(), funcName }
  }

  /**
   * The message with its arguments merged in.
   *
   * @throws TypeError or RangeError when format and arguments do not fit, with Python's messages.
   *
   * @see Python `LogRecord.getMessage`
   */
  getMessage(): string {
    return mergeMessage(textOf(this.msg), this.args)
  }

  /** Says how to find where this was logged; it is looked for at most once, when somebody asks. */
  locate(site: PendingSite): void {
    this.#site = site
  }

  /** The record goes to code that may keep it: its place can be asked for at any time from now on. */
  keepCallSite(): void {
    if (this.#site instanceof PendingSite) this.#site.keep()
  }

  /** The frames below the caller, as text; empty when the record does not come from a logging call that is running. */
  callStack(): string {
    return this.#site instanceof PendingSite ? this.#site.stackText() : ''
  }

  toString(): string {
    return `<LogRecord: ${this.name}, ${this.levelno}, ${this.pathname}, ${this.lineno}, "${textOf(this.msg)}">`
  }

  #found(): CallSite {
    return this.#site instanceof PendingSite ? this.#site.find() : this.#site
  }
}

function override(record: LogRecord, key: string, value: string): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true })
}

/**
 * A record with the given fields, for events that come from elsewhere.
 *
 * @example
 * logging.getLogger('remote').handle(logging.makeLogRecord({ name: 'remote', msg: 'hello', levelno: 20, levelname: 'INFO' }))
 *
 * @see Python `logging.makeLogRecord`
 */
export function makeLogRecord(fields: Readonly<Record<string, unknown>>): LogRecord {
  const record = new LogRecord({ name: '', level: 0, msg: '', args: [] })
  return Object.assign(record, fields)
}

/**
 * All fields of a record as plain data that can go to another thread: the message merged, the error as text.
 * {@link makeLogRecord} makes a record of it again.
 */
export function plainRecord(record: LogRecord): Record<string, unknown> {
  const { pathname, filename, module, lineno, funcName } = record
  return {
    ...Object.fromEntries(Object.entries(record)),
    msg: record.getMessage(),
    args: [],
    excInfo: null,
    pathname,
    filename,
    module,
    lineno,
    funcName,
  }
}
