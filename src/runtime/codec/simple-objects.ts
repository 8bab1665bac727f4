/**
 * Built-in objects that are one or two primitives inside: Date, RegExp, boxed primitives, URL, URLSearchParams.
 * Properties that a program added to them do not cross, as in structured clone.
 */
import type { Decoder } from './decoder.ts'
import type { Encoder } from './encoder.ts'
import { TAG_BOXED, TAG_DATE, TAG_REGEXP, TAG_URL, TAG_URL_SEARCH_PARAMS } from './tags.ts'

export function writeDate(v: Date, to: Encoder): void {
  to.u8(TAG_DATE)
  to.remember(v)
  to.f64(Date.prototype.getTime.call(v))
}

export function readDate(from: Decoder): Date {
  const date = new Date(from.f64())
  from.remember(date)
  return date
}

/** `lastIndex` arrives as 0, as in structured clone. */
export function writeRegExp(v: RegExp, to: Encoder): void {
  to.u8(TAG_REGEXP)
  to.remember(v)
  to.string(v.source)
  to.string(v.flags)
}

export function readRegExp(from: Decoder): RegExp {
  const source = from.string()
  const pattern = new RegExp(source, from.string())
  from.remember(pattern)
  return pattern
}

export function writeBoxed(v: object, to: Encoder): void {
  const primitive = unbox(v)
  if (typeof primitive === 'symbol') to.refuse('it is a symbol in an object; send the symbol itself')
  to.u8(TAG_BOXED)
  to.remember(v)
  to.value(primitive)
}

/** By internal slot: `v` may have any prototype and any `valueOf` of its own. */
function unbox(v: object): number | string | boolean | bigint | symbol {
  for (const reader of [Number, String, Boolean, BigInt, Symbol]) {
    const read: () => unknown = reader.prototype.valueOf
    try {
      return read.call(v) as number | string | boolean | bigint | symbol
    } catch {
      // Of another type: the next reader knows it.
    }
  }
  throw new Error('bug: a boxed primitive without a value')
}

export function readBoxed(from: Decoder): object {
  const index = from.remember(from)
  const boxed: object = Object(from.value())
  from.replace(index, boxed)
  return boxed
}

export function writeURL(v: URL, to: Encoder): void {
  to.u8(TAG_URL)
  to.remember(v)
  to.string(v.href)
}

export function readURL(from: Decoder): URL {
  const url = new URL(from.string())
  from.remember(url)
  return url
}

export function writeURLSearchParams(v: URLSearchParams, to: Encoder): void {
  to.u8(TAG_URL_SEARCH_PARAMS)
  to.remember(v)
  to.string(v.toString())
}

export function readURLSearchParams(from: Decoder): URLSearchParams {
  const params = new URLSearchParams(from.string())
  from.remember(params)
  return params
}
