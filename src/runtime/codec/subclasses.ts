/**
 * Instances of classes derived from built-in ones (`class Registry extends Map`): the built-in part, the class, and
 * the own fields. Structured clone would send the built-in part alone and lose the class silently.
 */
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { writeProperties } from './containers.ts'
import { TAG_SUBCLASS } from './tags.ts'

/** Whether `prototype` belongs to a class of the engine, of any realm. */
export function isNativeClass(prototype: object): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'constructor')
  const owner: unknown = descriptor?.value
  if (typeof owner !== 'function' || owner.prototype !== prototype) return false
  if (isKnown(prototype)) return true
  return Function.prototype.toString.call(owner).endsWith('{ [native code] }')
}

/** The usual prototypes, without asking for a source text; the last three are written in JavaScript by Node. */
function isKnown(prototype: object): boolean {
  return (
    prototype === Map.prototype ||
    prototype === Set.prototype ||
    prototype === Date.prototype ||
    prototype === Uint8Array.prototype ||
    prototype === Buffer.prototype ||
    prototype === URL.prototype ||
    prototype === URLSearchParams.prototype
  )
}

/** Writes what stands before the built-in part. */
export function writeSubclass(prototype: object, to: Encoder): void {
  const derived: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof derived !== 'function' || derived.prototype !== prototype) {
    to.refuse('its prototype was replaced by one that belongs to no class')
  }
  const hidden = privateName(prototype)
  if (hidden !== undefined) {
    to.refuse(`its class has the private member ${hidden}, which cannot be read from outside`)
  }
  to.u8(TAG_SUBCLASS)
  to.value(derived)
}

/** Writes what stands behind it. */
export function writeSubclassFields(v: object, to: Encoder): void {
  let names = Object.keys(v)
  // Elements are part of the built-in kind, and so are an array's other properties.
  if (Array.isArray(v)) names = []
  else if (ArrayBuffer.isView(v) || v instanceof String) names = names.filter((name) => !/^\d+$/.test(name))
  writeProperties(v, names, to)
}

/** `from` stands behind the tag. */
export function readSubclass(from: Decoder): object {
  const derived = from.value() as { readonly prototype: object }
  const base = from.value() as object
  Object.setPrototypeOf(base, derived.prototype)
  from.properties(base)
  return base
}

/** The first private member the class or a class above it names, as far as its text tells. */
function privateName(prototype: object): string | undefined {
  for (let p: object | null = prototype; p !== null && !isNativeClass(p); p = Object.getPrototypeOf(p)) {
    const found = privateMember(Function.prototype.toString.call(p.constructor))
    if (found !== undefined) return found
  }
  return undefined
}

/** The first private member that the text of a class names. */
export function privateMember(text: string): string | undefined {
  return /#[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text.replace(COMMENTS_AND_STRINGS, ''))?.[0]
}

const COMMENTS_AND_STRINGS =
  /\/\*[^]*?\*\/|\/\/.*|'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|`(?:\\[^]|[^`\\])*`/g
