/**
 * Errors to bytes: class identity, stack, fields. The class is found by name where every thread has it, travels as a
 * function where it is the program's, and otherwise falls back to its nearest built-in ancestor with `name` kept.
 */
import { nameOfErrorClass } from '../../errors.ts'
import type { Encoder } from './encoder.ts'
import { stackOf, writeFields } from './error-fields.ts'
import { BUILT_IN, BUILT_IN_NAMED, builtInErrorName, DERIVED, OURS } from './error-classes.ts'
import { isNativeClass } from './subclasses.ts'
import { functionCodec } from './function-codec.ts'
import { describeBriefly } from '../../platform/value-types.ts'
import { TAG_ERROR } from './tags.ts'

export function writeError(error: Error, to: Encoder): void {
  to.u8(TAG_ERROR)
  to.remember(error)
  writeClass(error, to)
  to.string(stackOf(error))
  writeFields(error, to)
}

/**
 * Writes whatever a thread threw. Errors and plain values cross as they are; what cannot cross (a function, a socket)
 * becomes an Error that shows it, because "something was thrown" must never be lost.
 */
export function writeThrown(thrown: unknown, to: Encoder): void {
  const mark = to.mark()
  try {
    to.value(thrown)
  } catch (reason) {
    to.rewind(mark)
    const substitute = new Error(`Thrown by the thread, and cannot leave it: ${describeBriefly(thrown)}`, {
      cause: reason,
    })
    to.value(substitute)
  }
}

function writeClass(error: Error, to: Encoder): void {
  const prototype = Object.getPrototypeOf(error) as object | null
  const owner = ownConstructor(prototype)
  const ours = owner === undefined ? undefined : nameOfErrorClass(owner)
  if (ours !== undefined) {
    to.u8(OURS)
    return to.string(ours)
  }
  const builtIn = builtInErrorName(prototype)
  if (owner !== undefined && isNativeClass(owner.prototype as object)) {
    to.u8(BUILT_IN)
    return to.string(builtIn)
  }
  if (owner !== undefined && functionCodec() !== undefined && writeDerived(owner, to)) return
  to.u8(BUILT_IN_NAMED)
  to.string(builtIn)
  to.string(nameOf(error))
}

/** Writes the program's class as the function it is; false when it cannot cross. */
function writeDerived(owner: Function, to: Encoder): boolean {
  const mark = to.mark()
  try {
    to.u8(DERIVED)
    to.value(owner)
    return true
  } catch {
    // The error itself still crosses, as its nearest built-in class.
    to.rewind(mark)
    return false
  }
}

function nameOf(error: Error): string {
  try {
    return String(error.name)
  } catch {
    return 'Error'
  }
}

function ownConstructor(prototype: object | null): Function | undefined {
  if (prototype === null) return undefined
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof value === 'function' && value.prototype === prototype ? value : undefined
}
