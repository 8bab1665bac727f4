/** Message ports between the library's own workers: send with what has to be moved, receive in a blocked thread. */
import { MessagePort, receiveMessageOnPort } from 'node:worker_threads'

export type { MessagePort } from 'node:worker_threads'

export function isPort(value: unknown): value is MessagePort {
  return value instanceof MessagePort
}

/**
 * Sends `message`; those of `values`, which it holds, that are ports move with it and are dead here afterwards.
 * @throws DataCloneError when something in it can't be sent; nothing has moved then.
 */
export function sendWith(to: MessagePort, message: object, values: readonly unknown[]): void {
  to.postMessage(message, values.filter(isPort))
}

/** The oldest message that has arrived, or undefined. Turns no event loop. */
export function takeMessage(from: MessagePort): unknown {
  return (receiveMessageOnPort(from) as { message: unknown } | undefined)?.message
}

/** Whether `value`, which is no port, can be sent at all. */
export function canBeSent(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
