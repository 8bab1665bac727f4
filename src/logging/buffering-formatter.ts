/** Several records as one text. */
import { defaultFormatter } from './formatter.ts'
import type { Formatter } from './formatter.ts'
import type { LogRecord } from './record.ts'

/**
 * Formats a batch of records, with a header and a footer that subclasses may define.
 *
 * @see Python `logging.BufferingFormatter`
 */
export class BufferingFormatter {
  readonly linefmt: Formatter

  constructor(linefmt: Formatter | null = null) {
    this.linefmt = linefmt ?? defaultFormatter
  }

  /** What stands above the records; nothing here. */
  formatHeader(records: readonly LogRecord[]): string {
    void records
    return ''
  }

  /** What stands below the records; nothing here. */
  formatFooter(records: readonly LogRecord[]): string {
    void records
    return ''
  }

  /** The text of all records; empty when there are none. */
  format(records: readonly LogRecord[]): string {
    if (records.length === 0) return ''
    const lines = records.map((record) => this.linefmt.format(record)).join('')
    return this.formatHeader(records) + lines + this.formatFooter(records)
  }
}
