/**
 * What `%s`, `%r` and `%a` show of a value.
 *
 * `%s`: a string as it is; numbers, booleans, `null` and `undefined` as JavaScript prints them (`1`, not `1.0`; `true`);
 * an error as `Name: message`; an object whose class defines `toString` by it; every other object readable on one line
 * (`{ a: 1 }`, `[ 1, 2 ]`) and never `[object Object]`.
 * `%r`: strings in quotes with Python's escapes, everything else inspected. `%a`: the same in ASCII.
 */
import { inspectCompact } from '../platform/inspect.ts'

/** Python's `str(value)`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' ? inspectCompact(value) : String(value)
  }
  if (value instanceof Error || hasOwnText(value)) return (value as { toString(): string }).toString()
  return inspectCompact(value)
}

/** Python's `repr(value)`. */
export function reprOf(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : inspectCompact(value)
}

/** Python's `ascii(value)`. */
export function asciiOf(value: unknown): string {
  return reprOf(value).replace(/[^\0-\x7f]/gu, escapeCharacter)
}

/** Characters that an encoding lacks, as Python's `backslashreplace` writes them. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`
}

/** Built-in `toString`s say less than inspection does (`1,2`, `[object Map]`, a date without milliseconds). */
const uninformative: ReadonlySet<unknown> = new Set([
  Object.prototype.toString,
  Array.prototype.toString,
  Date.prototype.toString,
  RegExp.prototype.toString,
  Object.getPrototypeOf(Uint8Array.prototype).toString,
])

function hasOwnText(value: object): boolean {
  const text: unknown = (value as { toString?: unknown }).toString
  return typeof text === 'function' && !uninformative.has(text)
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** Single quotes, unless the text has some and no double ones; what does not print is escaped. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  // Cc, Cf, Cs, Co, Cn, Zl, Zp, and Zs but the space: what Python's str.isprintable() refuses.
  const escaped = text.replace(
    /[\p{C}\p{Zl}\p{Zp}\\]|(?! )\p{Zs}/gu,
    (c) => shortEscapes[c] ?? escapeCharacter(c),
  )
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}
