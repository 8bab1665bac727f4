/** Records held back until there are many, or one is severe. */
import { onProcessExit } from '../platform/process-facts.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { onThreadEnd } from '../runtime/thread-end.ts'
import { Handler } from './handler.ts'
import { registerClass } from './library-classes.ts'
import { ERROR, checkLevel } from './levels.ts'
import type { Level } from './levels.ts'
import type { LogRecord } from './record.ts'
import { reprOf } from './value-text.ts'

/** Beside the handlers, whose fields cross: every thread begins with an empty one. */
const buffers = new WeakMap<BufferingHandler, LogRecord[]>()

/** Handlers that hold records of this thread: flushed when it ends. */
const holding = new Set<BufferingHandler>()
let watchingExit = false

/**
 * Hands on what this thread still holds back; the runtime calls it when a thread ends.
 * Never throws: an error of a target is reported as any error in a handler.
 */
export function flushHeldRecords(): void {
  for (const handler of holding) {
    if (handler instanceof MemoryHandler && !handler.flushOnClose) continue
    handler.flush()
  }
}

/**
 * Base of handlers that hold records back. Each thread holds its own records.
 *
 * @param capacity - How many records make it flush.
 *
 * @see Python `logging.handlers.BufferingHandler`
 */
export class BufferingHandler extends Handler {
  readonly capacity: number

  constructor(capacity: number) {
    super()
    if (!Number.isInteger(capacity) || capacity < 0) {
      throw new RangeError(`Expected \`capacity\` to be a whole number ≥ 0, got ${reprOf(capacity)}`)
    }
    this.capacity = capacity
  }

  /** What this thread holds back, oldest first. */
  get buffer(): LogRecord[] {
    let records = buffers.get(this)
    if (records === undefined) buffers.set(this, (records = []))
    return records
  }

  set buffer(records: LogRecord[]) {
    buffers.set(this, records)
  }

  /** Whether to flush now that `record` is in the buffer. */
  shouldFlush(record: LogRecord): boolean {
    void record
    return this.buffer.length >= this.capacity
  }

  override emit(record: LogRecord): void {
    record.keepCallSite()
    this.buffer.push(record)
    holding.add(this)
    if (!watchingExit) {
      watchingExit = true
      onProcessExit(flushHeldRecords)
      onThreadEnd(flushHeldRecords)
    }
    if (this.shouldFlush(record)) this.flush()
  }

  /** Forgets what is held back; a subclass does something with it first. */
  override flush(): void {
    this.buffer = []
    holding.delete(this)
  }

  override close(): void {
    try {
      this.flush()
    } finally {
      super.close()
    }
  }
}

/** When a {@link MemoryHandler} hands its records on, and to whom. */
export interface MemoryHandlerOptions {
  /** A record of this level or above makes it flush. Default `ERROR`. */
  readonly flushLevel?: Level | undefined
  /** Gets the records. */
  readonly target?: Handler | null | undefined
  /** Flush when it is closed, and when the thread ends. Default `true`. */
  readonly flushOnClose?: boolean | undefined
}

const checkOptions = optionsOf<MemoryHandlerOptions>('MemoryHandler', {
  flushLevel: true,
  target: true,
  flushOnClose: true,
})

/**
 * Holds records back, and hands them to another handler when there are `capacity` of them or one is an error.
 * Each thread holds and counts its own records, so those of one thread stay together.
 *
 * @see Python `logging.handlers.MemoryHandler`. Differs: one buffer per thread.
 */
export class MemoryHandler extends BufferingHandler {
  readonly flushLevel: number
  target: Handler | null
  readonly flushOnClose: boolean

  constructor(capacity: number, options: MemoryHandlerOptions = {}) {
    if (new.target === MemoryHandler) checkOptions(options)
    super(capacity)
    this.flushLevel = checkLevel(options.flushLevel ?? ERROR)
    this.target = options.target ?? null
    this.flushOnClose = options.flushOnClose ?? true
  }

  override shouldFlush(record: LogRecord): boolean {
    return super.shouldFlush(record) || record.levelno >= this.flushLevel
  }

  /** Hands records to `target` from now on; in this thread, if others know the handler already. */
  setTarget(target: Handler | null): void {
    this.acquire()
    try {
      this.target = target
    } finally {
      this.release()
    }
  }

  /** Hands on what this thread holds back, if there is a target; otherwise goes on holding it. */
  override flush(): void {
    this.acquire()
    try {
      const { target } = this
      if (target === null) return
      const records = this.buffer
      super.flush()
      for (const record of records) target.handle(record)
    } finally {
      this.release()
    }
  }

  override close(): void {
    try {
      if (this.flushOnClose) this.flush()
    } finally {
      this.target = null
      this.buffer = []
      holding.delete(this)
      super.close()
    }
  }
}

registerClass('BufferingHandler', BufferingHandler)
registerClass('MemoryHandler', MemoryHandler)
