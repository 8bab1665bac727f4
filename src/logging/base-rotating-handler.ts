/** What the two rotating file handlers share: when a line would be too much, the file moves aside first. */
import { fileExists, removeFile, renameFile } from '../platform/files.ts'
import { FILE_OPTIONS, FileHandler } from './file-handler.ts'
import type { FileHandlerOptions } from './file-handler.ts'
import { registerClass } from './library-classes.ts'
import { closeNow } from './open-files.ts'
import type { LogRecord } from './record.ts'

/** How files move aside. The functions run in whichever thread rotates. */
export interface RotationOptions extends FileHandlerOptions {
  /** Turns the name a rotated file would get (`app.log.1`) into the one it gets. */
  readonly namer?: ((name: string) => string) | null | undefined
  /** Moves a file instead of renaming it, for example compressing it. */
  readonly rotator?: ((source: string, destination: string) => void) | null | undefined
}

/** Names of the options of all that rotate. */
export const ROTATION_OPTIONS = { ...FILE_OPTIONS, namer: true, rotator: true } as const

/**
 * Base of the rotating handlers; derive from them, or from this and override `shouldRollover` and `doRollover`.
 * Both are called under the handler's lock, so one thread rotates and all go on in the new file.
 *
 * @see Python `logging.handlers.BaseRotatingHandler`
 */
export class BaseRotatingHandler extends FileHandler {
  readonly namer: ((name: string) => string) | null
  readonly rotator: ((source: string, destination: string) => void) | null

  constructor(filename: string | URL, options: RotationOptions = {}) {
    super(filename, options)
    this.namer = options.namer ?? null
    this.rotator = options.rotator ?? null
  }

  /** Whether the file is to move aside before `line` is written. */
  shouldRollover(record: LogRecord, line: string): boolean {
    void record
    void line
    return false
  }

  /** Moves the file aside. */
  doRollover(): void {
    // there is nothing to do for a handler that never rotates
  }

  override emit(record: LogRecord): void {
    try {
      const line = this.format(record) + this.terminator
      if (this.shouldRollover(record, line)) this.doRollover()
      this.write(line)
    } catch (error) {
      this.handleError(record, error)
    }
  }

  /** The name a rotated file gets. */
  rotationFilename(name: string): string {
    return this.namer === null ? name : this.namer(name)
  }

  /** Moves `source`, the current file, to `destination`. */
  rotate(source: string, destination: string): void {
    if (this.rotator !== null) this.rotator(source, destination)
    else if (fileExists(source)) renameFile(source, destination)
  }

  /** Closes the current file and moves it to `destination`, replacing what is there. */
  moveAside(destination: string): void {
    closeNow(this.fileId)
    removeFile(destination)
    this.rotate(this.baseFilename, destination)
  }
}

registerClass('BaseRotatingHandler', BaseRotatingHandler)
