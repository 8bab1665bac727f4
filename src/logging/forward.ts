/**
 * Records for a handler that stays in another thread: they are sent to that thread's event loop.
 *
 * When that thread has ended, a record is not lost silently: the sender says once on stderr what cannot work and what
 * to do.
 */
import { MAIL_LOG_RECORD } from '../core/mailbox.ts'
import { postTo } from '../runtime/post.ts'
import type { ForwardedRecord } from './receive-records.ts'
import { plainRecord } from './record.ts'
import type { LogRecord } from './record.ts'
import { reportOnce } from './report.ts'

/** Sends `record` to the thread that has the handler, or tells why this thread's records do not reach it. */
export function forwardRecord(
  owner: number,
  handlerId: number,
  record: LogRecord,
  what: string,
  why: string,
): void {
  const forwarded: ForwardedRecord = [handlerId, plainRecord(record)]
  if (postTo(owner, MAIL_LOG_RECORD, forwarded)) return
  reportOnce(
    `handler ${handlerId}`,
    `records of this thread do not reach the ${what} of thread ${owner}, which has ended: ${why}. ` +
      `Use a handler on a file or on process.stderr or process.stdout, or a handler class that opens what it needs in emit()`,
  )
}
