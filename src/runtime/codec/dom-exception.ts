/**
 * DOMException, which is what an aborted `AbortSignal` holds. It is no ordinary error: name and code live in slots.
 */
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { readFields, setStack, stackOf, withoutStack, writeFields } from './error-fields.ts'
import { TAG_DOM_EXCEPTION } from './tags.ts'

/** Looks at the class's name first: the global is loaded on first touch, which costs a thread's start-up. */
export function isDOMException(v: object): v is DOMException {
  const owner: unknown = (v as { constructor?: unknown }).constructor
  return typeof owner === 'function' && owner.name === 'DOMException' && v instanceof DOMException
}

export function writeDOMException(v: DOMException, to: Encoder): void {
  to.u8(TAG_DOM_EXCEPTION)
  to.remember(v)
  to.string(v.message)
  to.string(v.name)
  to.string(stackOf(v))
  writeFields(v, to)
}

export function readDOMException(from: Decoder): DOMException {
  const message = from.string()
  const name = from.string()
  const exception = withoutStack(() => new DOMException(message, name))
  from.remember(exception)
  setStack(exception, from.string())
  readFields(exception, from)
  return exception
}
