/** Turns records into text. */
import { inspectError } from '../platform/inspect.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { crossesById } from './crossing.ts'
import { registerClass } from './library-classes.ts'
import { MissingKey, quotedKey } from './missing-key.ts'
import { formatPercent } from './percent-format.ts'
import { registerKind } from './published-objects.ts'
import { reportOnce } from './report.ts'
import { strftime } from './strftime.ts'
import type { TimeParts } from './strftime.ts'
import { makeStyle } from './style.ts'
import type { Style, StyleName } from './style.ts'
import { clockText } from './time-text.ts'
import type { LogRecord } from './record.ts'

/** The formats understood. Beside the formatters, whose fields cross: this is made again in each thread. */
const styles = new WeakMap<Formatter, Style>()

/** How a {@link Formatter} writes. */
export interface FormatterOptions {
  /** Format of dates, as for C's `strftime`. Default: `2025-01-31 23:59:59,123`. */
  readonly datefmt?: string | null | undefined
  /** Which kind of format string this is. Default `'%'`. */
  readonly style?: StyleName | undefined
  /** Refuse a format that names no field. Default `true`. */
  readonly validate?: boolean | undefined
  /** Values of fields that a record does not have. */
  readonly defaults?: Readonly<Record<string, unknown>> | null | undefined
  /** Takes the time of a record apart. Default `'localtime'`; a function gets seconds since 1970. */
  readonly converter?: 'localtime' | 'gmtime' | ((seconds: number) => TimeParts) | undefined
  /** Format of dates when there is no `datefmt`. Default `'%Y-%m-%d %H:%M:%S'`. */
  readonly defaultTimeFormat?: string | undefined
  /** Joins that date and the milliseconds; `null` leaves them out. Default `'%s,%03d'`. */
  readonly defaultMsecFormat?: string | null | undefined
}

const checkOptions = optionsOf<FormatterOptions>('Formatter', {
  datefmt: true,
  style: true,
  validate: true,
  defaults: true,
  converter: true,
  defaultTimeFormat: true,
  defaultMsecFormat: true,
})

/**
 * Turns a record into the text of a log line.
 *
 * Fields: `name levelno levelname message asctime created msecs relativeCreated thread threadName process processName
 * taskName pathname filename module lineno funcName`, and whatever `extra` added. Below the line come the error of the
 * record, with stack and causes, and its stack info.
 *
 * @param format - Default `'%(message)s'`, or the same in another style.
 * @throws RangeError `format` is not one of its style.
 *
 * @example
 * handler.setFormatter(new logging.Formatter('%(asctime)s %(threadName)s %(message)s', { datefmt: '%H:%M:%S' }))
 *
 * @see Python `logging.Formatter`. Differs: an options object; what Python sets as attributes (`converter`,
 * `default_time_format`, `default_msec_format`) are options too, and fixed, since they hold in every thread.
 */
export class Formatter {
  /** The format string, given or default. */
  readonly formatString: string
  readonly datefmt: string | null
  readonly style: StyleName
  readonly defaults: Readonly<Record<string, unknown>> | null
  readonly converter: 'localtime' | 'gmtime' | ((seconds: number) => TimeParts)
  readonly defaultTimeFormat: string
  readonly defaultMsecFormat: string | null

  constructor(format: string | null = null, options: FormatterOptions = {}) {
    if (new.target === Formatter) checkOptions(options)
    this.style = options.style ?? '%'
    const style = makeStyle(format, this.style)
    if (options.validate !== false) style.validate()
    this.formatString = style.format
    this.datefmt = options.datefmt ?? null
    this.defaults = options.defaults ?? null
    this.converter = options.converter ?? 'localtime'
    this.defaultTimeFormat = options.defaultTimeFormat ?? '%Y-%m-%d %H:%M:%S'
    this.defaultMsecFormat = options.defaultMsecFormat === undefined ? '%s,%03d' : options.defaultMsecFormat
    styles.set(this, style)
  }

  /**
   * The text of `record`, without a line break at its end. Sets `record.message`, and `record.asctime` if it is shown.
   *
   * @throws TypeError or RangeError when the message does not fit its arguments, or the format names a missing field.
   */
  format(record: LogRecord): string {
    record['message'] = record.getMessage()
    if (this.usesTime()) record['asctime'] = this.formatTime(record, this.datefmt)
    let text = this.formatMessage(record)
    if (record.excInfo !== null && record.excText === null)
      record.excText = this.formatException(record.excInfo)
    if (record.excText !== null && record.excText !== '') text = joinLines(text, record.excText)
    if (record.stackInfo !== null) text = joinLines(text, this.formatStack(record.stackInfo))
    return text
  }

  /** Whether the format shows `asctime`. */
  usesTime(): boolean {
    return styleOf(this).usesTime
  }

  /** The time of a record as text. */
  formatTime(record: LogRecord, datefmt: string | null = null): string {
    if (datefmt !== null && datefmt !== '') return clock(this, datefmt, record.created)
    const time = clock(this, this.defaultTimeFormat, record.created)
    if (this.defaultMsecFormat === null) return time
    if (this.defaultMsecFormat === '%s,%03d')
      return `${time},${String(Math.trunc(record.msecs)).padStart(3, '0')}`
    return formatPercent(this.defaultMsecFormat, [time, record.msecs])
  }

  /** The line of a record whose message and time are already text. */
  formatMessage(record: LogRecord): string {
    try {
      return styleOf(this).render(record, this.defaults)
    } catch (error) {
      if (!(error instanceof MissingKey)) throw error
      throw new RangeError(`Formatting field not found in record: ${quotedKey(error.key)}`)
    }
  }

  /** What was thrown, as text: an error with its stack, its own fields and its causes. */
  formatException(excInfo: unknown): string {
    return inspectError(excInfo)
  }

  /** A stack as text; it is text already, so this is for subclasses. */
  formatStack(stackInfo: string): string {
    return stackInfo
  }
}

// Functions and not private methods: an instance made in another thread is not made by the constructor.

function clock(formatter: Formatter, format: string, seconds: number): string {
  const { converter } = formatter
  return typeof converter === 'function'
    ? strftime(format, converter(seconds))
    : clockText(format, seconds, converter)
}

function styleOf(formatter: Formatter): Style {
  const known = styles.get(formatter)
  if (known !== undefined) return known
  const style = makeStyle(formatter.formatString, formatter.style)
  styles.set(formatter, style)
  return style
}

function joinLines(text: string, below: string): string {
  return text.endsWith('\n') ? text + below : `${text}\n${below}`
}

/** What a handler without formatter uses. */
export const defaultFormatter: Formatter = new Formatter()

crossesById(Formatter, 'formatter')
registerClass('Formatter', Formatter)
registerKind('formatter', {
  standIn(id, entry, reason) {
    reportOnce(
      `formatter ${id}`,
      `a formatter (${entry.className}) cannot be had in this thread, so its records are plain messages: ${reason}`,
    )
    return defaultFormatter
  },
})
