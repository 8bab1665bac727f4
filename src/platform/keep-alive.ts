/** Keeps this thread's event loop alive while somebody asks for it: one port, referenced while the count is not 0. */
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

let port: MessagePort | undefined
let holders = 0

export function holdLoop(): void {
  holders += 1
  if (holders > 1) return
  if (port === undefined) {
    port = new MessageChannel().port1
    port.on('message', () => {})
  }
  port.ref()
}

export function releaseLoop(): void {
  holders -= 1
  if (holders === 0) port?.unref()
}
