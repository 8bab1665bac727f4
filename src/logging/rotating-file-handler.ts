/** A log file of limited size, with numbered predecessors. */
import { byteLength, fileExists, fileSize, isSpecialFile, removeFile, renameFile } from '../platform/files.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { BaseRotatingHandler, ROTATION_OPTIONS } from './base-rotating-handler.ts'
import type { RotationOptions } from './base-rotating-handler.ts'
import { registerClass } from './library-classes.ts'
import type { LogRecord } from './record.ts'
import { reprOf } from './value-text.ts'

/** When a file rotates and what is kept. */
export interface RotatingFileHandlerOptions extends RotationOptions {
  /** A line that would make the file this long or longer goes to a new file. Bytes; 0 (the default) never rotates. */
  readonly maxBytes?: number | undefined
  /** How many rotated files are kept: `app.log.1` (the newest) to `app.log.N`. Default 0: the file never rotates, as in Python. */
  readonly backupCount?: number | undefined
}

const checkOptions = optionsOf<RotatingFileHandlerOptions>('RotatingFileHandler', {
  ...ROTATION_OPTIONS,
  maxBytes: true,
  backupCount: true,
})

/**
 * Writes to a file; when it is full, renames it to `app.log.1`, that to `app.log.2` and so on, and begins anew.
 *
 * @throws RangeError `maxBytes` or `backupCount` is negative.
 *
 * @example
 * new logging.RotatingFileHandler('app.log', { maxBytes: 1_000_000, backupCount: 5 })
 *
 * @see Python `logging.handlers.RotatingFileHandler` (3.13: an empty file never rotates, a long line gets its own file).
 * Differs: `maxBytes` counts bytes, not characters.
 */
export class RotatingFileHandler extends BaseRotatingHandler {
  readonly maxBytes: number
  readonly backupCount: number

  constructor(filename: string | URL, options: RotatingFileHandlerOptions = {}) {
    if (new.target === RotatingFileHandler) checkOptions(options)
    const maxBytes = checkCount('maxBytes', options.maxBytes ?? 0)
    const backupCount = checkCount('backupCount', options.backupCount ?? 0)
    // Emptying the file at each start of the program is not what someone wants who limits its size.
    super(filename, maxBytes > 0 ? { ...options, mode: 'a' } : options)
    this.maxBytes = maxBytes
    this.backupCount = backupCount
  }

  override shouldRollover(record: LogRecord, line: string): boolean {
    void record
    // Without predecessors there is nowhere to move the file: Python closes and reopens it, which changes nothing.
    if (this.maxBytes === 0 || this.backupCount === 0) return false
    const size = fileSize(this.open())
    if (size === 0 || size + byteLength(line) < this.maxBytes) return false
    return !isSpecialFile(this.baseFilename)
  }

  override doRollover(): void {
    for (let number = this.backupCount - 1; number >= 1; number--) {
      const from = this.rotationFilename(`${this.baseFilename}.${number}`)
      if (!fileExists(from)) continue
      const to = this.rotationFilename(`${this.baseFilename}.${number + 1}`)
      removeFile(to)
      renameFile(from, to)
    }
    this.moveAside(this.rotationFilename(`${this.baseFilename}.1`))
    if (!this.delay) this.open()
  }
}

/** Also used by the handler that rotates by time. */
export function checkCount(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value
  throw new RangeError(`Expected \`${name}\` to be a whole number ≥ 0, got ${reprOf(value)}`)
}

registerClass('RotatingFileHandler', RotatingFileHandler)
