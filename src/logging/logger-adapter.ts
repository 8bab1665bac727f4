/** A logger together with fields that all its records get. */
import { classNameOf } from './library-classes.ts'
import { splitCall, splitException } from './log-call.ts'
import type { LogOptions } from './log-call.ts'
import type { Handler } from './handler.ts'
import { CRITICAL, DEBUG, ERROR, INFO, WARNING, levelName } from './levels.ts'
import type { Level } from './levels.ts'
import type { Logger } from './logger.ts'

/**
 * Logs through `logger`, adding `extra` to each record; override `process()` to change messages.
 *
 * @param extra - Fields of every record.
 * @param options.mergeExtra - Keep the `extra` of a call too, where it has other fields. Default `false`: it is
 * replaced, as in Python.
 *
 * @example
 * const log = new logging.LoggerAdapter(logging.getLogger('http'), { client: '10.0.0.7' })
 * log.info('connected') // '%(client)s %(message)s' shows both
 *
 * @see Python `logging.LoggerAdapter`
 */
export class LoggerAdapter {
  readonly logger: Logger | LoggerAdapter
  readonly extra: Readonly<Record<string, unknown>> | null
  readonly mergeExtra: boolean

  constructor(
    logger: Logger | LoggerAdapter,
    extra: Readonly<Record<string, unknown>> | null = null,
    options: { readonly mergeExtra?: boolean } = {},
  ) {
    this.logger = logger
    this.extra = extra
    this.mergeExtra = options.mergeExtra ?? false
  }

  /** Message and options of a call as they go to the logger. */
  process(msg: unknown, options: LogOptions): readonly [unknown, LogOptions] {
    const extra = this.mergeExtra && options.extra ? { ...this.extra, ...options.extra } : this.extra
    return [msg, { ...options, extra }]
  }

  debug(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, DEBUG, msg, args)
  }

  info(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, INFO, msg, args)
  }

  warning(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, WARNING, msg, args)
  }

  /** The same as {@link warning}. */
  warn(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, WARNING, msg, args)
  }

  error(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, ERROR, msg, args)
  }

  /** @see Logger.exception */
  exception(msg: unknown, ...args: readonly unknown[]): void {
    if (!this.isEnabledFor(ERROR)) return
    const call = splitException(msg, args)
    this.logArgs(ERROR, msg, call.args, call.options ?? {})
  }

  critical(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, CRITICAL, msg, args)
  }

  /** The same as {@link critical}. */
  fatal(msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, CRITICAL, msg, args)
  }

  log(level: number, msg: unknown, ...args: readonly unknown[]): void {
    logCall(this, level, msg, args)
  }

  /** Processes the call and hands it to the logger, whatever the level. */
  logArgs(level: number, msg: unknown, args: readonly unknown[], options: LogOptions): void {
    const [processed, told] = this.process(msg, options)
    this.logger.logArgs(level, processed, args, told)
  }

  isEnabledFor(level: number): boolean {
    return this.logger.isEnabledFor(level)
  }

  setLevel(level: Level): void {
    this.logger.setLevel(level)
  }

  getEffectiveLevel(): number {
    return this.logger.getEffectiveLevel()
  }

  hasHandlers(): boolean {
    return this.logger.hasHandlers()
  }

  get name(): string {
    return this.logger.name
  }

  get handlers(): readonly Handler[] {
    return this.logger.handlers
  }

  toString(): string {
    return `<${classNameOf(this)} ${this.name} (${levelName(this.getEffectiveLevel())})>`
  }
}

function logCall(adapter: LoggerAdapter, level: number, msg: unknown, args: readonly unknown[]): void {
  if (!adapter.isEnabledFor(level)) return
  const call = splitCall(msg, args)
  adapter.logArgs(level, msg, call.args, call.options ?? {})
}
