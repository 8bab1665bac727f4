/**
 * How the class of an error is named in a message, and found again on the other side.
 */

/** Then the name of a class of the language. */
export const BUILT_IN = 0
/** Then that, and the `name` the error had: its own class could not cross. */
export const BUILT_IN_NAMED = 1
/** Then the name of a class of `errors.ts`. */
export const OURS = 2
/** Then the class as a value. */
export const DERIVED = 3

const NAMES = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
  'SuppressedError',
] as const

/** The nearest class of the language above (or at) `prototype`; also for errors of another realm. */
export function builtInErrorName(prototype: object | null): string {
  for (let p = prototype; p !== null; p = Object.getPrototypeOf(p) as object | null) {
    const owner: unknown = Object.getOwnPropertyDescriptor(p, 'constructor')?.value
    if (typeof owner !== 'function') continue
    const name = NAMES.find((known) => known === owner.name)
    if (name !== undefined && isNative(owner)) return name
  }
  return 'Error'
}

export function builtInErrorPrototype(name: string): object {
  const found = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[name]
  return found === undefined ? Error.prototype : found.prototype
}

function isNative(owner: Function): boolean {
  return Function.prototype.toString.call(owner).endsWith('{ [native code] }')
}
