/**
 * The object of a Thread subclass as other threads see it: its class and a copy of its fields, taken at the start. So a
 * method like `stop()`, which sets an Event in a field, works from every thread.
 *
 * The message in T_OBJECT is written before the block is known to anybody and lives as long as the block.
 */
import { readKept } from '../runtime/kept-message.ts'
import { decodeMessage, encodeMessage } from '../runtime/messages.ts'

export interface ThreadObject {
  readonly as: new () => object
  readonly fields: object
}

/**
 * @param self - the object whose `run()` will run; the same values have just crossed in its job.
 * @returns a message; 0 for a plain Thread, and for fields that cross only once, such as ports: for the other threads
 *   that is a plain Thread too.
 */
export function encodeObject(self: object | undefined): number {
  if (self === undefined) return 0
  try {
    return encodeMessage({ as: self.constructor, fields: { ...self } })
  } catch {
    return 0
  }
}

/** Undefined when its class can't be had here, where nobody can wait for a module. */
export function decodeObject(message: number): ThreadObject | undefined {
  try {
    return decodeMessage(message) as ThreadObject
  } catch {
    return undefined
  }
}

/** As part of a message that is being decoded. */
export function readObject(message: number): ThreadObject | undefined {
  return readKept(message) as ThreadObject
}
