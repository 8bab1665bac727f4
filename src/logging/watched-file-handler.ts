/** A log file that another program (logrotate) may move away. */
import { fileIdentity, pathIdentity } from '../platform/files.ts'
import { FileHandler } from './file-handler.ts'
import { registerClass } from './library-classes.ts'
import { closeNow, fileState } from './open-files.ts'
import type { LogRecord } from './record.ts'

/**
 * Writes to a file, and opens it anew when another file has its name or none has.
 *
 * @see Python `logging.handlers.WatchedFileHandler`
 */
export class WatchedFileHandler extends FileHandler {
  override emit(record: LogRecord): void {
    try {
      this.reopenIfNeeded()
    } catch (error) {
      return this.handleError(record, error)
    }
    super.emit(record)
  }

  /** Closes the file if its name is no longer this file's, so that the next line goes to a new one. */
  reopenIfNeeded(): void {
    const { fd } = fileState(this.fileId)
    if (fd !== null && pathIdentity(this.baseFilename) !== fileIdentity(fd)) closeNow(this.fileId)
  }
}

registerClass('WatchedFileHandler', WatchedFileHandler)
