/** The reason of an abort, from the signal's thread to whoever asks for the future or is the task. */
import { reasonMessage } from '../runtime/task-reason.ts'
import { decodeWith, receiveMessage } from '../runtime/messages.ts'
import { encodeFailure, readFailure } from './task.ts'
import type { Failure } from './task.ts'

/** What the abort was given itself, where that happened in this thread. */
const known = new WeakMap<object, unknown>()

/** @param futures - those that are about to be cancelled for it. @returns a message. @throws ThreadError: no memory. */
export function encodeReason(reason: unknown, futures: readonly object[]): number {
  for (const future of futures) known.set(future, reason)
  return encodeFailure(reason, '')
}

/** To be given to an error about the future. @param handle - this thread's handle of it, if it has one. */
export function causeOf(future: number, handle?: object): ErrorOptions | undefined {
  if (handle !== undefined && known.has(handle)) return { cause: known.get(handle) }
  const message = reasonMessage(future)
  if (message === 0) return undefined
  try {
    return asCause(decodeWith(message, readFailure))
  } catch (error) {
    // its class is in a module that has not been loaded here: better this than no word of it
    return { cause: error }
  }
}

/** As {@link causeOf}, where modules can be waited for. */
export async function causeOfAsync(future: number, handle: object): Promise<ErrorOptions | undefined> {
  const message = reasonMessage(future)
  if (message === 0 || known.has(handle)) return causeOf(future, handle)
  const { cause } = await receiveMessage(message, (from) => asCause(readFailure(from)))
  known.set(handle, cause)
  return { cause }
}

function asCause({ error }: Failure): { readonly cause: unknown } {
  return { cause: error }
}
