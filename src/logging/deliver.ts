/** The receiving end of forward.ts. */
import type { Handler } from './handler.ts'
import { resolve } from './published-objects.ts'
import { useDelivery } from './receive-records.ts'
import { makeLogRecord } from './record.ts'
import { settings } from './settings.ts'

/** A handler that is no longer in use gets nothing, and the record is dropped as it would be here. */
useDelivery(([handlerId, record]) => {
  const now = settings()
  if (!now.objects.has(handlerId)) return
  const handler = resolve(handlerId, now) as Handler
  handler.handle(makeLogRecord(record))
})
