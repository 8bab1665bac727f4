/** Records as lines of a file, the same for all threads. */
import { absolutePath, encodeText } from '../platform/files.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { writeWhole } from '../runtime/stdio.ts'
import { classNameOf, registerClass } from './library-classes.ts'
import { levelName } from './levels.ts'
import { forgetFile, ensureOpen, fileState, registerFile } from './open-files.ts'
import type { LogRecord } from './record.ts'
import { StreamHandler } from './stream-handler.ts'
import { escapeCharacter, reprOf } from './value-text.ts'

/** How a log file is opened. */
export interface FileHandlerOptions {
  /** `'a'` appends (the default), `'w'` empties the file first, `'x'` refuses one that exists. */
  readonly mode?: string | undefined
  /** `'utf-8'` (the default), `'ascii'`, `'latin-1'`, `'utf-16-le'`; what it lacks is written as `\xe9`, `\u20ac`. */
  readonly encoding?: string | null | undefined
  /** Open the file at the first record, not now. Default `false`. */
  readonly delay?: boolean | undefined
}

/** Names of the options of all that write to a file. */
export const FILE_OPTIONS = { mode: true, encoding: true, delay: true } as const

const checkOptions = optionsOf<FileHandlerOptions>('FileHandler', FILE_OPTIONS)

type Encoding = 'utf-8' | 'ascii' | 'latin1' | 'utf16le'

const encodings: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  ascii: 'ascii',
  usascii: 'ascii',
  latin1: 'latin1',
  iso88591: 'latin1',
  utf16le: 'utf16le',
}

/**
 * Writes records to a file, each at once and whole. The file is opened once; every thread writes to it.
 *
 * @param filename - Relative paths count from the current directory now.
 * @throws RangeError an unknown mode or encoding.
 * @throws Error of the system when the file cannot be opened (not with `delay`).
 *
 * @example
 * logging.getLogger().addHandler(new logging.FileHandler('app.log', { mode: 'w' }))
 *
 * @see Python `logging.FileHandler`. Differs: options object; no `errors`, characters that the encoding lacks are
 * always escaped; a closed handler opens its file again at the next record only in mode `'a'`.
 */
export class FileHandler extends StreamHandler {
  /** Absolute path of the file. */
  readonly baseFilename: string
  readonly mode: string
  readonly encoding: Encoding
  readonly delay: boolean
  /** Under which all threads find its descriptor. */
  readonly fileId: number
  /** `close()` was called in this thread, and the file is not to be opened again. */
  closed: boolean

  constructor(filename: string | URL, options: FileHandlerOptions = {}) {
    super()
    // classes above it have options of their own
    if (new.target === FileHandler) checkOptions(options)
    this.fd = 0
    this.baseFilename = absolutePath(checkFilename(filename))
    this.mode = checkMode(options.mode ?? 'a')
    this.encoding = checkEncoding(options.encoding ?? 'utf-8')
    this.delay = options.delay ?? false
    this.fileId = registerFile()
    this.closed = false
    if (!this.delay) this.open()
  }

  /** The object that a stream handler has; a file has only its descriptor. */
  override get stream(): null {
    return null
  }

  /** The descriptor of the file, opened if need be. Call it under the lock. */
  open(): number {
    return ensureOpen(this.fileId, this.baseFilename, this.mode === 'x' ? 'wx' : this.mode)
  }

  override write(line: string): void {
    writeWhole(descriptor(this), encode(line, this.encoding))
  }

  override emit(record: LogRecord): void {
    // As in Python: a closed handler that would empty its file does not open it again.
    if (this.closed && this.mode !== 'a' && fileState(this.fileId).fd === null) return
    super.emit(record)
  }

  /** Closes the file, for all threads. */
  override close(): void {
    this.acquire()
    try {
      this.closed = true
      forgetFile(this.fileId)
      super.close()
    } finally {
      this.release()
    }
  }

  override toString(): string {
    return `<${classNameOf(this)} ${this.baseFilename} (${levelName(this.level)})>`
  }
}

/** Opened again after somebody closed it, a file is continued and not emptied. */
function descriptor(handler: FileHandler): number {
  if (handler.delay) return handler.open()
  return ensureOpen(handler.fileId, handler.baseFilename, 'a')
}

function checkFilename(filename: string | URL): string | URL {
  if ((typeof filename === 'string' && filename !== '') || filename instanceof URL) return filename
  throw new TypeError(`Expected filename to be a path or a file: URL, got ${reprOf(filename)}`)
}

function checkMode(mode: string): string {
  if (mode === 'a' || mode === 'w' || mode === 'x') return mode
  throw new RangeError(`Expected the mode of a log file to be 'a', 'w' or 'x', got ${reprOf(mode)}`)
}

function checkEncoding(name: string): Encoding {
  const encoding = encodings[name.toLowerCase().replace(/[-_ ]/g, '')]
  if (encoding !== undefined) return encoding
  throw new RangeError(`Expected encoding to be utf-8, ascii, latin-1 or utf-16-le, got ${reprOf(name)}`)
}

function encode(line: string, encoding: Encoding): string | Uint8Array {
  if (encoding === 'utf-8') return line
  if (encoding === 'utf16le') return encodeText(line, 'utf16le')
  const outside = encoding === 'ascii' ? /[^\0-\x7f]/gu : /[^\0-\xff]/gu
  return encodeText(line.replace(outside, escapeCharacter), 'latin1')
}

registerClass('FileHandler', FileHandler)
