/**
 * What an error carries besides its class: stack and own fields. A field that cannot cross is replaced by a string
 * that says so, because an error must never be lost over something that hangs on it.
 */
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { KEY_END } from './tags.ts'

/** Own properties that the language or Node make non-enumerable, and that cross nevertheless. */
const HIDDEN = ['message', 'name', 'cause', 'errors', 'error', 'suppressed', 'code', 'cycle'] as const

const HIDDEN_FIELD = 1
const VISIBLE_FIELD = 2

/** The stack as text; '' where a program's `prepareStackTrace` made something else of it or failed. */
export function stackOf(error: object): string {
  try {
    const stack: unknown = (error as { stack?: unknown }).stack
    return typeof stack === 'string' ? stack : ''
  } catch {
    return ''
  }
}

/**
 * Replaces the stack; false for a frozen error. Assigns instead of defining: on Node 20 defining formats the old stack
 * first, which may run the program's `prepareStackTrace`.
 */
export function setStack(error: object, stack: string): boolean {
  if (!Reflect.set(error, 'stack', stack)) return false
  // It had no stack of its own, because stackTraceLimit is no number.
  if (Object.prototype.propertyIsEnumerable.call(error, 'stack')) {
    Object.defineProperty(error, 'stack', { enumerable: false })
  }
  return true
}

/** Runs `make` so that the errors it makes capture no stack (3-8 µs each), which is about to be replaced anyway. */
export function withoutStack<T>(make: () => T): T {
  const limit = Error.stackTraceLimit
  // Reflect.set: under --frozen-intrinsics the limit cannot be changed, and then a stack is captured in vain.
  Reflect.set(Error, 'stackTraceLimit', 0)
  try {
    return make()
  } finally {
    Reflect.set(Error, 'stackTraceLimit', limit)
  }
}

export function writeFields(error: object, to: Encoder): void {
  for (const name of HIDDEN) {
    const property = Object.getOwnPropertyDescriptor(error, name)
    if (property !== undefined && property.enumerable !== true) writeField(HIDDEN_FIELD, error, name, to)
  }
  for (const name of Object.keys(error)) {
    if (name !== 'stack') writeField(VISIBLE_FIELD, error, name, to)
  }
  to.u8(KEY_END)
}

export function readFields(error: object, from: Decoder): void {
  for (let mark = from.u8(); mark !== KEY_END; mark = from.u8()) {
    const name = from.string()
    Object.defineProperty(error, name, {
      value: from.value(),
      writable: true,
      configurable: true,
      enumerable: mark === VISIBLE_FIELD,
    })
  }
}

function writeField(mark: number, error: object, name: string, to: Encoder): void {
  to.u8(mark)
  to.string(name)
  writeGuarded(() => (error as Record<string, unknown>)[name], name === 'errors', to)
}

/** Writes what `read` gives, or a string that says why it did not cross; a list is guarded item by item. */
function writeGuarded(read: () => unknown, isList: boolean, to: Encoder): void {
  const mark = to.mark()
  let reason: unknown
  try {
    return to.value(read())
  } catch (error) {
    to.rewind(mark)
    reason = error
  }
  const list = isList ? read() : undefined
  if (Array.isArray(list)) to.value(list.map((item: unknown) => crossable(item, to)))
  else to.value(lost(reason))
}

/** `item`, or the string that stands for it; what is written to find out is taken back. */
function crossable(item: unknown, to: Encoder): unknown {
  const mark = to.mark()
  try {
    to.value(item)
    return item
  } catch (error) {
    return lost(error)
  } finally {
    to.rewind(mark)
  }
}

function lost(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason)
  return `[lost while crossing threads: ${text}]`
}
