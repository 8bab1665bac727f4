/** The other end of a QueueHandler: a thread that gets records from the queue and gives them to handlers. */
import { optionsOf } from '../runtime/known-options.ts'
import { Thread, ThreadError } from '../threading/index.ts'
import type { Handler } from './handler.ts'
import type { LogQueue, QueuedRecord } from './queue-handler.ts'
import { makeLogRecord } from './record.ts'
import type { LogRecord } from './record.ts'

/** Options of a {@link QueueListener}. */
export interface QueueListenerOptions {
  /** Whether a handler gets only records of its level or above. Default false: all of them. */
  readonly respectHandlerLevel?: boolean | undefined
}

const checkOptions = optionsOf<QueueListenerOptions>('QueueListener', { respectHandlerLevel: true })

/**
 * Handles the records of a queue on a thread of its own, so that those who log need not wait for files and streams.
 *
 * A handler that cannot leave its thread gets the records in that thread's event loop, as with any logger.
 *
 * @param queue - What a {@link QueueHandler} puts records into.
 * @param handlers - Get every record, in this order.
 *
 * @see Python `logging.handlers.QueueListener`. Differs: the handlers are an array; `stop()` puts `null` into the queue.
 */
export class QueueListener {
  readonly queue: LogQueue
  readonly handlers: readonly Handler[]
  readonly respectHandlerLevel: boolean
  #thread: Thread | undefined

  constructor(queue: LogQueue, handlers: readonly Handler[], options: QueueListenerOptions = {}) {
    if (new.target === QueueListener) checkOptions(options)
    this.queue = queue
    this.handlers = [...handlers]
    this.respectHandlerLevel = options.respectHandlerLevel ?? false
  }

  /**
   * Starts the thread, a daemon: `stop()` is to be called before the program ends.
   * @throws ThreadError `Listener already started`.
   */
  start(): void {
    if (this.#thread !== undefined) throw new ThreadError('Listener already started')
    const { queue, handlers, respectHandlerLevel } = this
    const thread = new ListeningThread({ name: 'QueueListener', daemon: true })
    Object.assign(thread, { queue, handlers, respectHandlerLevel })
    thread.start()
    this.#thread = thread
  }

  /** Waits until all records that are in the queue now have been handled, and ends the thread. May be called again. */
  stop(): void {
    const thread = this.#thread
    if (thread === undefined) return
    this.#thread = undefined
    this.enqueueSentinel()
    thread.join()
  }

  /** Puts in what ends the thread. */
  enqueueSentinel(): void {
    this.queue.putNowait(null)
  }

  /** Handles one record in this thread. */
  handle(record: LogRecord): void {
    handleBy(this.handlers, this.respectHandlerLevel, record)
  }

  /** `start()` and, when disposed of, `stop()`, as Python's `with listener:`. */
  hold(): Disposable {
    this.start()
    return { [Symbol.dispose]: () => this.stop() }
  }
}

function handleBy(handlers: readonly Handler[], respectLevel: boolean, record: LogRecord): void {
  for (const handler of handlers) if (!respectLevel || record.levelno >= handler.level) handler.handle(record)
}

/**
 * The thread of a listener; a class, so that it crosses by its name.
 * @internal
 */
export class ListeningThread extends Thread {
  readonly queue: LogQueue | undefined
  readonly handlers: readonly Handler[] | undefined
  readonly respectHandlerLevel: boolean | undefined

  override run(): void {
    const { queue, handlers = [], respectHandlerLevel = false } = this
    if (queue === undefined) return
    for (;;) {
      const fields: QueuedRecord | null = queue.get()
      try {
        if (fields === null) return
        handleBy(handlers, respectHandlerLevel, makeLogRecord(fields))
      } finally {
        queue.taskDone?.()
      }
    }
  }
}
