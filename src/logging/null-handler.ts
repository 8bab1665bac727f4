/** The handler that does nothing. */
import { Handler } from './handler.ts'
import { registerClass } from './library-classes.ts'
import type { LogRecord } from './record.ts'

/**
 * Swallows all records. A library adds one to its top logger, so that nothing is printed where the program has not
 * configured logging.
 *
 * @see Python `logging.NullHandler`
 */
export class NullHandler extends Handler {
  override createLock(): void {
    this.lock = null
  }

  override handle(record: LogRecord): boolean {
    void record
    return true
  }

  override emit(record: LogRecord): void {
    void record
  }
}

registerClass('NullHandler', NullHandler)
