/**
 * Records for a handler that stays in another thread.
 *
 * The runtime, which can reach threads, installs what carries them over; without it a record is not lost silently: the
 * thread says once on stderr what cannot work and what to do.
 */
import { plainRecord } from './record.ts'
import type { LogRecord } from './record.ts'
import { reportOnce } from './report.ts'

/**
 * Brings a record to a thread, where {@link deliverRecord} gives it to the handler.
 *
 * @param ownerIdent - The thread that has the handler.
 * @param handlerId - For `deliverRecord`.
 * @param record - Plain data: message merged, error as text.
 * @returns Whether it is on its way; `false` when the thread cannot be reached.
 */
export type RecordForwarder = (
  ownerIdent: number,
  handlerId: number,
  record: Readonly<Record<string, unknown>>,
) => boolean

let forwarder: RecordForwarder = () => false

/** Installs how records reach handlers of other threads; for the runtime. Holds in this thread. */
export function setRecordForwarder(forward: RecordForwarder): void {
  forwarder = forward
}

/** Sends `record` to the thread that has the handler, or tells why this thread's records do not reach it. */
export function forwardRecord(
  owner: number,
  handlerId: number,
  record: LogRecord,
  what: string,
  why: string,
): void {
  if (forwarder(owner, handlerId, plainRecord(record))) return
  reportOnce(
    `handler ${handlerId}`,
    `records of this thread do not reach the ${what} of thread ${owner}: ${why}. ` +
      `Use a handler on a file or on process.stderr or process.stdout, or a handler class that opens what it needs in emit()`,
  )
}
