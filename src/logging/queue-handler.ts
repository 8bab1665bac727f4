/** Records into a queue: the logging thread only puts them in, another one does the work. */
// a thread that reads the settings of logging has to know the queues in them, at once
import '../queue/index.ts'
import { Handler } from './handler.ts'
import { registerClass } from './library-classes.ts'
import { plainRecord } from './record.ts'
import type { LogRecord } from './record.ts'

/** What crosses of a record: its fields, with the message as text. */
export type QueuedRecord = Readonly<Record<string, unknown>>

/** What a {@link QueueHandler} needs of a queue, as `Queue` and `SimpleQueue` of `nogil/queue` have it. */
export interface LogQueue {
  /** `null` ends a listener. */
  putNowait(record: QueuedRecord | null): void
  get(): QueuedRecord | null
  /** Said for each record, where the queue counts tasks. */
  taskDone?(): void
}

/**
 * Puts records into a queue, for a {@link QueueListener} or the program's own code to handle.
 *
 * @param queue - Any thread may get the records from it; see `logging.makeLogRecord()`.
 *
 * @example
 * const queue = new SimpleQueue<logging.QueuedRecord | null>()
 * const listener = new logging.QueueListener(queue, [new logging.FileHandler('app.log')])
 * logging.root.addHandler(new logging.QueueHandler(queue))
 * listener.start()
 * logging.warning('written by the thread of the listener')
 * listener.stop()
 *
 * @see Python `logging.handlers.QueueHandler`. Differs: what is in the queue are the fields of a record.
 */
export class QueueHandler extends Handler {
  readonly queue: LogQueue

  constructor(queue: LogQueue) {
    super()
    if (typeof queue?.putNowait !== 'function')
      throw new TypeError(`Expected a queue with putNowait(), got \`${String(queue)}\``)
    this.queue = queue
  }

  /** Puts a prepared record into the queue; for subclasses that have another kind of queue. */
  enqueue(record: QueuedRecord): void {
    this.queue.putNowait(record)
  }

  /** The fields that go into the queue: message, error and stack are one text by then, made by the formatter. */
  prepare(record: LogRecord): QueuedRecord {
    const text = this.format(record)
    return { ...plainRecord(record), msg: text, message: text, excText: null, stackInfo: null }
  }

  override emit(record: LogRecord): void {
    try {
      this.enqueue(this.prepare(record))
    } catch (error) {
      this.handleError(record, error)
    }
  }
}

registerClass('QueueHandler', QueueHandler)
