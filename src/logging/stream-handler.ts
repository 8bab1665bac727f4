/** Records as lines on stderr, stdout or any object with a `write` method. */
import { standardDescriptor, standardStream } from '../platform/process-facts.ts'
import { isShared } from '../runtime/shared-registry.ts'
import { writeWhole } from '../runtime/stdio.ts'
import { Lock } from '../threading/index.ts'
import { Handler } from './handler.ts'
import { classNameOf, registerClass } from './library-classes.ts'
import { levelName } from './levels.ts'
import type { LogRecord } from './record.ts'
import type { HandlerSettings } from './settings.ts'
import { reprOf } from './value-text.ts'

/** Where a {@link StreamHandler} writes: `write` gets one whole line per call. */
export interface LogStream {
  write(text: string): unknown
  flush?(): unknown
}

/**
 * Writes each record as one line, at once. Lines to stderr and stdout are whole and in order whatever thread they come
 * from, also while the main thread is blocked; they go to the descriptor and not through the stream object.
 *
 * @param stream - `process.stderr` (the default), `process.stdout`, or an object with a `write` method. Such an object
 * stays in the thread that made the handler, unless it is shared; records of other threads are forwarded there.
 * @throws TypeError `stream` has no `write` method.
 *
 * @example
 * logging.getLogger().addHandler(new logging.StreamHandler(process.stdout))
 *
 * @see Python `logging.StreamHandler`
 */
export class StreamHandler extends Handler {
  /** What ends a record. Default `'\n'`; set it before the handler is added to a logger. */
  terminator: string
  /** Descriptor written to, 0 when `target` is used instead. */
  fd: number
  target: LogStream | null

  constructor(stream: LogStream | null = null) {
    super()
    this.terminator = '\n'
    this.fd = 2
    this.target = null
    direct(this, stream)
  }

  /** Writes to a descriptor are whole by themselves; a class of the user may make several, so it gets a lock. */
  override createLock(): void {
    if (this.constructor !== StreamHandler) super.createLock()
  }

  /** The object this handler writes to. */
  get stream(): LogStream | null {
    if (this.target !== null) return this.target
    return this.fd === 1 || this.fd === 2 ? standardStream(this.fd) : null
  }

  /**
   * Writes to another stream from now on, in this thread; returns the old one, or `null` if it is the same.
   * Other threads go on as before if the handler is already in use there.
   */
  setStream(stream: LogStream): LogStream | null {
    const old = this.stream
    if (stream === old) return null
    this.acquire()
    try {
      this.flush()
      direct(this, stream)
    } finally {
      this.release()
    }
    return old
  }

  override flush(): void {
    this.target?.flush?.()
  }

  override emit(record: LogRecord): void {
    try {
      this.write(this.format(record) + this.terminator)
    } catch (error) {
      this.handleError(record, error)
    }
  }

  /** Writes one finished line; for subclasses that make their lines themselves. */
  write(line: string): void {
    if (this.target === null) writeWhole(this.fd, line)
    else {
      this.target.write(line)
      this.target.flush?.()
    }
  }

  override toString(): string {
    const name = this.fd === 2 ? '<stderr> ' : this.fd === 1 ? '<stdout> ' : ''
    return `<${classNameOf(this)} ${name}(${levelName(this.level)})>`
  }

  override describeForThreads(): {
    fields: Record<string, unknown>
    handler: HandlerSettings
    obstacle: string
  } {
    const described = super.describeForThreads()
    const { target } = this
    if (target === null || isShared(target)) return described
    return { ...described, obstacle: 'its stream is an object of that thread' }
  }
}

function direct(handler: StreamHandler, stream: LogStream | null): void {
  if (stream !== null && typeof (stream as Partial<LogStream>).write !== 'function') {
    throw new TypeError(`Expected a stream to be an object with a write() method, got ${reprOf(stream)}`)
  }
  const fd = stream === null ? 2 : standardDescriptor(stream)
  handler.fd = fd
  handler.target = fd === 0 ? stream : null
  if (fd === 0 && handler.lock === null) handler.lock = new Lock()
}

registerClass('StreamHandler', StreamHandler)
