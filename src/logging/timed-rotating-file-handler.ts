/** A log file per hour, day or week. */
import {
  basename,
  dirname,
  isSpecialFile,
  join,
  listFolder,
  modifiedAt,
  removeFile,
} from '../platform/files.ts'
import { wallClock } from '../platform/process-facts.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { BaseRotatingHandler, ROTATION_OPTIONS } from './base-rotating-handler.ts'
import type { RotationOptions } from './base-rotating-handler.ts'
import { registerClass } from './library-classes.ts'
import { fileState, setRolloverAt } from './open-files.ts'
import type { LogRecord } from './record.ts'
import { nextRollover, periodStart, rolloverAfter, unitOf } from './rollover-time.ts'
import type { RolloverPlan, TimeOfDay } from './rollover-time.ts'
import { checkCount } from './rotating-file-handler.ts'
import { strftime } from './strftime.ts'

/** When a file rotates and what is kept. */
export interface TimedRotatingFileHandlerOptions extends RotationOptions {
  /** `'S'`, `'M'`, `'H'` (the default), `'D'`, `'midnight'`, `'W0'` (Monday) to `'W6'`; upper or lower case. */
  readonly when?: string | undefined
  /** Every how many of these. Default 1. */
  readonly interval?: number | undefined
  /** How many rotated files are kept; older ones are deleted. Default 0: all. */
  readonly backupCount?: number | undefined
  /** Days begin in Greenwich, and file names say its time. Default `false`. */
  readonly utc?: boolean | undefined
  /** Time of day of the rotations at midnight and by weekday. Default midnight. */
  readonly atTime?: TimeOfDay | null | undefined
}

const checkOptions = optionsOf<TimedRotatingFileHandlerOptions>('TimedRotatingFileHandler', {
  ...ROTATION_OPTIONS,
  when: true,
  interval: true,
  backupCount: true,
  utc: true,
  atTime: true,
})

/**
 * Writes to a file and moves it aside when its time is over, naming it after the period it covers: `app.log.2025-01-31`.
 * The file rotates with the first record after that time.
 *
 * @throws RangeError an unknown `when`, or an `interval` or `backupCount` that is none.
 *
 * @example
 * new logging.TimedRotatingFileHandler('app.log', { when: 'midnight', backupCount: 7 })
 *
 * @see Python `logging.handlers.TimedRotatingFileHandler`
 */
export class TimedRotatingFileHandler extends BaseRotatingHandler {
  readonly when: string
  readonly interval: number
  readonly backupCount: number
  readonly utc: boolean
  readonly atTime: TimeOfDay | null
  readonly suffix: string

  constructor(filename: string | URL, options: TimedRotatingFileHandlerOptions = {}) {
    if (new.target === TimedRotatingFileHandler) checkOptions(options)
    const when = (options.when ?? 'H').toUpperCase()
    const unit = unitOf(when)
    const interval = checkCount('interval', options.interval ?? 1)
    if (interval === 0) throw new RangeError('Expected `interval` to be ≥ 1, got 0')
    const backupCount = checkCount('backupCount', options.backupCount ?? 0)
    super(filename, { ...options, mode: 'a', delay: true })
    // The age counts from the last write of an earlier run, so it is asked before the file is opened.
    const since = Math.floor(modifiedAt(this.baseFilename) ?? wallClock() / 1000)
    this.when = when
    this.interval = unit.seconds * interval
    this.backupCount = backupCount
    this.utc = options.utc ?? false
    this.atTime = options.atTime ?? null
    this.suffix = unit.suffix
    setRolloverAt(this.fileId, nextRollover(this.plan(), since))
    if (options.delay !== true) this.open()
  }

  /** When rotations are due. */
  plan(): RolloverPlan {
    return { when: this.when, interval: this.interval, utc: this.utc, atTime: this.atTime }
  }

  /** When the file rotates next, in seconds since 1970; the same in all threads. */
  get rolloverAt(): number {
    return fileState(this.fileId).rolloverAt
  }

  override shouldRollover(record: LogRecord, line: string): boolean {
    void record
    void line
    const now = Math.floor(wallClock() / 1000)
    const due = this.rolloverAt
    if (now < due) return false
    // 0: the handler was closed and is used again, so a new period begins.
    if (due !== 0 && !isSpecialFile(this.baseFilename)) return true
    setRolloverAt(this.fileId, nextRollover(this.plan(), now))
    return false
  }

  override doRollover(): void {
    const now = Math.floor(wallClock() / 1000)
    const start = strftime(this.suffix, periodStart(this.plan(), this.rolloverAt))
    this.moveAside(this.rotationFilename(`${this.baseFilename}.${start}`))
    for (const file of this.getFilesToDelete()) removeFile(file)
    setRolloverAt(this.fileId, rolloverAfter(this.plan(), now))
    if (!this.delay) this.open()
  }

  /** Rotated files beyond `backupCount`, oldest first. */
  getFilesToDelete(): string[] {
    if (this.backupCount === 0) return []
    const folder = dirname(this.baseFilename)
    const base = basename(this.baseFilename)
    const stamp = stampOf(this.suffix)
    const rotated = listFolder(folder).filter((name) => {
      if (this.namer === null) return name.startsWith(`${base}.`) && stamp.test(name.slice(base.length + 1))
      return name !== base && name.split('.').some((part) => stamp.test(part))
    })
    return rotated
      .sort()
      .slice(0, Math.max(0, rotated.length - this.backupCount))
      .map((name) => join(folder, name))
  }
}

/** What the names of rotated files end in. */
function stampOf(suffix: string): RegExp {
  const digits = suffix.replace('%Y', '\\d{4}').replace(/%[mdHMS]/g, '\\d{2}')
  return new RegExp(`^${digits}(?:\\.\\w+)?$`)
}

registerClass('TimedRotatingFileHandler', TimedRotatingFileHandler)
