/** Named channels through which a program logs, arranged in a tree by the dots in their names. */
import { classNameOf } from './library-classes.ts'
import { PendingSite } from './call-site.ts'
import { crossesById } from './crossing.ts'
import { emitRecord } from './emit-record.ts'
import { checkFilter, passes, publishFilter, publishedFilter, runsUserCode } from './filter.ts'
import type { LogFilter } from './filter.ts'
import { Handler, publishHandler } from './handler.ts'
import { CRITICAL, DEBUG, ERROR, INFO, NOTSET, WARNING, checkLevel, levelName } from './levels.ts'
import type { Level } from './levels.ts'
import { splitCall, splitException } from './log-call.ts'
import type { LogOptions } from './log-call.ts'
import { ROOT, changeLogger, deriveState } from './logger-state.ts'
import type { LoggerState } from './logger-state.ts'
import { childrenOf, loggerNamed, parentOf } from './hierarchy.ts'
import { prune } from './prune.ts'
import { publishedId } from './published-objects.ts'
import { completeRecord, newRecord } from './record-factory.ts'
import type { LogRecord } from './record.ts'
import { settings } from './settings.ts'
import { raiseExceptions } from './switches.ts'
import { reprOf } from './value-text.ts'

/**
 * A channel to log through; get one by name with `getLogger()`. All threads that use a name use the same channel: what
 * one of them sets holds in all.
 *
 * A record passes the logger's level and filters, then goes to its handlers and, unless `propagate` is off, to those of
 * all its ancestors.
 *
 * @see Python `logging.Logger`
 */
export class Logger {
  /** `a.b` is the child of `a`; the root is called `root`. */
  readonly name: string
  #state: LoggerState | undefined

  constructor(name: string, level: Level = NOTSET) {
    this.name = name
    if (level !== NOTSET) this.setLevel(level)
  }

  /** The level set on this logger itself; {@link NOTSET} asks the parent. */
  get level(): number {
    return this.state().own.level
  }

  /** Whether records go on to the handlers of the ancestors. Default `true`; setting it holds in all threads. */
  get propagate(): boolean {
    return this.state().own.propagate
  }

  set propagate(propagate: boolean) {
    changeLogger(keyOf(this), (own) => ({ ...own, propagate }))
  }

  /** Whether this logger drops everything. Default `false`; setting it holds in all threads. */
  get disabled(): boolean {
    return this.state().own.disabled
  }

  set disabled(disabled: boolean) {
    changeLogger(keyOf(this), (own) => ({ ...own, disabled }))
  }

  /** The handlers of this logger itself. */
  get handlers(): readonly Handler[] {
    return this.state().ownHandlers
  }

  /** The filters of this logger itself; records of descendants do not pass them. */
  get filters(): readonly LogFilter[] {
    return this.state().filters
  }

  /** The nearest ancestor that somebody has asked for, `null` for the root. */
  get parent(): Logger | null {
    return keyOf(this) === ROOT ? null : (parentOf(this.name) as Logger)
  }

  /** Drops records below `level` from now on, in every thread. @throws RangeError an unknown name. */
  setLevel(level: Level): void {
    const number = checkLevel(level)
    changeLogger(keyOf(this), (own) => ({ ...own, level: number }))
  }

  /** Whether a record of `level` would be made; costs one comparison. */
  isEnabledFor(level: number): boolean {
    return level >= this.state().threshold
  }

  /** The level that counts: its own, or that of the nearest ancestor that has one. */
  getEffectiveLevel(): number {
    return this.state().effectiveLevel
  }

  /** The descendant `suffix` of this logger. */
  getChild(suffix: string): Logger {
    return loggerNamed(keyOf(this) === ROOT ? suffix : `${this.name}.${suffix}`) as Logger
  }

  /** The loggers right below this one that somebody has asked for. */
  getChildren(): Set<Logger> {
    return new Set(childrenOf(keyOf(this)) as Logger[])
  }

  /** Logs `msg`, with `args` merged in as Python's `%` does, and optionally {@link LogOptions} at the end. */
  debug(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(DEBUG)) logCall(this, DEBUG, msg, args)
  }

  /** @see debug */
  info(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(INFO)) logCall(this, INFO, msg, args)
  }

  /** @see debug */
  warning(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(WARNING)) logCall(this, WARNING, msg, args)
  }

  /** The same as {@link warning}. */
  warn(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(WARNING)) logCall(this, WARNING, msg, args)
  }

  /** @see debug */
  error(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(ERROR)) logCall(this, ERROR, msg, args)
  }

  /**
   * Logs an error with its stack; for `catch` blocks.
   *
   * @param args - The last is what was caught: an argument that `msg` has no place for, or else an Error that it shows.
   *
   * @example
   * catch (error) { log.exception('request %s failed', id, error) }
   *
   * @see Python `Logger.exception`. Differs: JavaScript has no current exception, so it is passed.
   */
  exception(msg: unknown, ...args: readonly unknown[]): void {
    if (!this.isEnabledFor(ERROR)) return
    const call = splitException(msg, args)
    this.logArgs(ERROR, msg, call.args, call.options ?? {})
  }

  /** @see debug */
  critical(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(CRITICAL)) logCall(this, CRITICAL, msg, args)
  }

  /** The same as {@link critical}. */
  fatal(msg: unknown, ...args: readonly unknown[]): void {
    if (this.isEnabledFor(CRITICAL)) logCall(this, CRITICAL, msg, args)
  }

  /** Logs at any level. @throws TypeError `level` is not a whole number (ignored after `setRaiseExceptions(false)`). */
  log(level: number, msg: unknown, ...args: readonly unknown[]): void {
    if (!Number.isInteger(level)) {
      if (!raiseExceptions) return
      throw new TypeError(`Expected the level of a record to be a whole number, got ${reprOf(level)}`)
    }
    if (this.isEnabledFor(level)) logCall(this, level, msg, args)
  }

  /** Makes a record and handles it, whatever the level; all logging methods end here. Python's `_log`. */
  logArgs(level: number, msg: unknown, args: readonly unknown[], options: LogOptions): void {
    const site = new PendingSite(Logger.prototype.logArgs, options.stackLevel ?? 1)
    try {
      this.handle(this.makeRecord(level, msg, args, options, site))
    } finally {
      site.close()
    }
  }

  /** The record of a call; a subclass may add to it. */
  makeRecord(
    level: number,
    msg: unknown,
    args: readonly unknown[],
    options: LogOptions,
    site: PendingSite,
  ): LogRecord {
    const record = newRecord({ name: this.name, level, msg, args })
    completeRecord(record, options, site)
    return record
  }

  /** Sends `record` to the handlers, if this logger is not disabled and its filters let it pass. */
  handle(record: LogRecord): void {
    const { own } = this.state()
    if (!own.disabled && this.filter(record)) this.callHandlers(record)
  }

  /** Whether the filters of this logger let `record` pass. */
  filter(record: LogRecord): boolean {
    const { filters } = this.state()
    if (filters.length === 0) return true
    if (runsUserCode(filters)) record.keepCallSite()
    return passes(filters, record)
  }

  /** Sends `record` to every handler that it reaches and whose level it has. */
  callHandlers(record: LogRecord): void {
    emitRecord(this.name, this.state().handlers, record)
  }

  /** Whether a record of this logger reaches any handler. */
  hasHandlers(): boolean {
    return this.state().handlers.length !== 0
  }

  /** Adds a handler, unless it is there; from now on it gets the records of every thread. */
  addHandler(handler: Handler): void {
    if (!(handler instanceof Handler)) throw new TypeError(`Expected a Handler, got ${reprOf(handler)}`)
    const id = publishHandler(handler)
    changeLogger(keyOf(this), (own) =>
      own.handlers.includes(id) ? own : { ...own, handlers: [...own.handlers, id] },
    )
  }

  /** Takes a handler away, if it is there, in every thread; does not close it. */
  removeHandler(handler: Handler): void {
    const id = publishedId(handler)
    if (id === undefined) return
    changeLogger(
      keyOf(this),
      (own) => ({ ...own, handlers: own.handlers.filter((other) => other !== id) }),
      (all) => prune(all, [id]),
    )
  }

  /** Adds a filter, unless it is there; it decides about the records of every thread. */
  addFilter(filter: LogFilter): void {
    checkFilter(filter)
    const id = publishFilter(filter)
    changeLogger(keyOf(this), (own) =>
      own.filters.includes(id) ? own : { ...own, filters: [...own.filters, id] },
    )
  }

  /** Takes a filter away, if it is there, in every thread. */
  removeFilter(filter: LogFilter): void {
    const id = publishedFilter(filter)
    if (id === undefined) return
    changeLogger(
      keyOf(this),
      (own) => ({ ...own, filters: own.filters.filter((other) => other !== id) }),
      (all) => prune(all, [id]),
    )
  }

  toString(): string {
    return `<${classNameOf(this)} ${this.name} (${levelName(this.getEffectiveLevel())})>`
  }

  /** What other threads get of it; for logging itself. */
  describeForThreads(): { fields: Record<string, unknown>; handler: null; obstacle: string } {
    return { fields: { name: keyOf(this) }, handler: null, obstacle: '' }
  }

  /** What the settings say about this logger now. */
  state(): LoggerState {
    const now = settings()
    if (this.#state?.settings === now) return this.#state
    return (this.#state = deriveState(keyOf(this), now))
  }
}

/** The logger at the top of the tree. */
export class RootLogger extends Logger {}

crossesById(Logger, 'logger')

function logCall(logger: Logger, level: number, msg: unknown, args: readonly unknown[]): void {
  if (args.length === 0) return logger.logArgs(level, msg, args, NO_OPTIONS)
  const call = splitCall(msg, args)
  logger.logArgs(level, msg, call.args, call.options ?? NO_OPTIONS)
}

const NO_OPTIONS: LogOptions = {}

function keyOf(logger: Logger): string {
  return logger instanceof RootLogger ? ROOT : logger.name
}
