/**
 * Lines between isolates: send with what has to be moved, receive in a blocked thread.
 *
 * A port has one other end. A channel has a name, and everybody in the process who has opened it hears what is sent
 * there; it can't carry ports.
 */
import { BroadcastChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads'

export type { MessagePort } from 'node:worker_threads'
export type Line = MessagePort | BroadcastChannel

export function isPort(value: unknown): value is MessagePort {
  return value instanceof MessagePort
}

/** Hears what is sent from here on; close it when done, for it keeps all that it hears. */
export function openChannel(name: string): BroadcastChannel {
  return new BroadcastChannel(name)
}

/** Opens a channel for good, and passes all that is sent there to `hear`, with the line to answer on. */
export function hearChannel(name: string, hear: (message: unknown, from: Line) => void): void {
  const channel = openChannel(name)
  channel.onmessage = (event) => hear((event as { data: unknown }).data, channel)
}

/**
 * Sends `message`; those of `values`, which it holds, that are ports move with it and are dead here afterwards.
 * @throws DataCloneError when something in it can't be sent; nothing has moved then.
 */
export function sendWith(to: Line, message: object, values: readonly unknown[]): void {
  if (to instanceof MessagePort) to.postMessage(message, values.filter(isPort))
  else to.postMessage(message)
}

/** The oldest message that has arrived, or undefined. Turns no event loop. */
export function takeMessage(from: Line): unknown {
  // a channel is allowed too, which the types of Node 20 don't know
  return (receiveMessageOnPort(from as MessagePort) as { message: unknown } | undefined)?.message
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
