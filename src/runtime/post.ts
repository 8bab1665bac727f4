/** Sends a value to another thread's event loop: it is handled there between two turns, in the order of sending. */
import { load, store } from '#atomics'
import { allocate } from '../core/arena.ts'
import { T_IDENT, W_KIND, W_PAYLOAD, WAITER_BYTES } from '../core/layout.ts'
import { deliver } from '../core/mailbox.ts'
import { onMessage } from './mail.ts'
import { freeMessage } from './message.ts'
import { decodeMessage, encodeMessage } from './messages.ts'
import { liveThreads } from './registry.ts'
import { drop } from './thread-block.ts'

/**
 * @param kind - one of the MAIL_ constants of core/mailbox.ts above MAIL_SIGNAL.
 * @returns false when no live thread has that ident.
 * @throws CaptureError when the value can't cross.
 */
export function postTo(ident: number, kind: number, value: unknown): boolean {
  const message = encodeMessage(value)
  let found = false
  for (const thread of liveThreads()) {
    if (load(thread + T_IDENT) === ident) {
      const mail = allocate(WAITER_BYTES)
      store(mail + W_KIND, kind)
      store(mail + W_PAYLOAD, message)
      deliver(thread, mail)
      found = true
    }
    drop(thread)
  }
  if (!found && message !== 0) freeMessage(message)
  return found
}

/** Handles what is sent to this thread; an error of `handle` is the thread's own uncaught error. */
export function onPost(kind: number, handle: (value: unknown) => void): void {
  onMessage(kind, (message) => {
    const value = decodeMessage(message)
    if (message !== 0) freeMessage(message)
    handle(value)
  })
}
