/** Records of other threads that arrive here; what is done with them is said by deliver.ts. */
import { MAIL_LOG_RECORD } from '../core/mailbox.ts'
import { onPost } from '../runtime/post.ts'

/** What crosses: a handler of the receiving thread, and the record as plain data. */
export type ForwardedRecord = readonly [handlerId: number, record: Readonly<Record<string, unknown>>]

let deliver: (forwarded: ForwardedRecord) => void = () => {}

/** Called once, by deliver.ts, which can't be imported from where {@link receiveRecords} is called. */
export function useDelivery(delivery: (forwarded: ForwardedRecord) => void): void {
  deliver = delivery
}

/** From here on this thread takes records of other threads: it has a handler that can't leave it. */
export function receiveRecords(): void {
  onPost(MAIL_LOG_RECORD, (value) => deliver(value as ForwardedRecord))
}
