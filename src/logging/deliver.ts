/** The receiving end of forward.ts. */
import type { Handler } from './handler.ts'
import { resolve } from './published-objects.ts'
import { makeLogRecord } from './record.ts'
import { settings } from './settings.ts'

/**
 * Gives a record that another thread forwarded to the handler of this thread; for the runtime.
 * A handler that is no longer in use gets nothing, and the record is dropped as it would be here.
 */
export function deliverRecord(handlerId: number, record: Readonly<Record<string, unknown>>): void {
  const now = settings()
  if (!now.objects.has(handlerId)) return
  const handler = resolve(handlerId, now) as Handler
  handler.handle(makeLogRecord(record))
}
