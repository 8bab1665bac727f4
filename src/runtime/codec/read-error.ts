/**
 * Errors from bytes. No constructor of the program runs: a real error of the engine (so `util.types.isNativeError`
 * holds and it prints like one) gets the prototype of its class, its stack and its fields.
 */
import { errorClassNamed } from '../../errors.ts'
import type { Decoder } from './decoder.ts'
import { BUILT_IN, BUILT_IN_NAMED, builtInErrorPrototype, OURS } from './error-classes.ts'
import { readFields, setStack, withoutStack } from './error-fields.ts'

/** `from` stands behind the tag. */
export function readError(from: Decoder): Error {
  const error = withoutStack(() => new Error())
  from.remember(error)
  const kept = readClass(error, from)
  setStack(error, from.string())
  if (kept !== undefined && kept !== error.name) {
    Object.defineProperty(error, 'name', { value: kept, writable: true, configurable: true })
  }
  readFields(error, from)
  return error
}

/** Gives `error` its class; returns the `name` to keep where the class could not cross. */
function readClass(error: Error, from: Decoder): string | undefined {
  const kind = from.u8()
  if (kind === BUILT_IN || kind === BUILT_IN_NAMED) {
    const prototype = builtInErrorPrototype(from.string())
    if (prototype !== Error.prototype) Object.setPrototypeOf(error, prototype)
    return kind === BUILT_IN_NAMED ? from.string() : undefined
  }
  if (kind === OURS) {
    const name = from.string()
    const found = errorClassNamed(name)
    if (found === undefined) throw new Error(`bug: error class ${name} is missing in this thread`)
    Object.setPrototypeOf(error, found.prototype as object)
    return undefined
  }
  const derived = from.value() as { readonly prototype: object }
  Object.setPrototypeOf(error, derived.prototype)
  return undefined
}
