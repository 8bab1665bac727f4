/** One value through one conversion of a `%`-format: digits, sign, prefix and padding in Python's order. */
import { exponentDigits, fixedDigits, generalDigits } from './decimal.ts'
import type { Conversion } from './percent-parse.ts'
import { asciiOf, reprOf, textOf } from './value-text.ts'

/** `left`, `width` and `precision` are the conversion's own, or the values its `*` took. */
export function formatConversion(
  conversion: Conversion,
  value: unknown,
  left: boolean,
  width: number,
  precision: number | null,
): string {
  const { type } = conversion
  switch (type) {
    case 's':
      return pad(truncate(textOf(value), precision), width, left)
    case 'r':
      return pad(truncate(reprOf(value), precision), width, left)
    case 'a':
      return pad(truncate(asciiOf(value), precision), width, left)
    case 'c':
      return pad(character(value), width, left)
    case 'd':
    case 'i':
    case 'u':
      return padNumber(conversion, decimal(integerOf(value, type), precision), width, left)
    case 'x':
    case 'X':
    case 'o':
      return padNumber(conversion, radix(conversion, value, precision), width, left)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return padNumber(conversion, float(conversion, realOf(value), precision ?? 6), width, left)
    default: {
      const code = type.codePointAt(0) ?? 0
      const shown = code > 31 && code < 128 ? type : '?'
      throw new RangeError(
        `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${conversion.index}`,
      )
    }
  }
}

/** A number before padding: zeros go between the head and the digits. */
interface Digits {
  readonly negative: boolean
  readonly prefix: string
  readonly digits: string
}

function padNumber(conversion: Conversion, number: Digits, width: number, left: boolean): string {
  const sign = number.negative ? '-' : conversion.plus ? '+' : conversion.space ? ' ' : ''
  const head = sign + number.prefix
  if (conversion.zero && !left) return head + number.digits.padStart(width - head.length, '0')
  return pad(head + number.digits, width, left)
}

function decimal(value: bigint | number, precision: number | null): Digits {
  const text = value.toString()
  const negative = text.startsWith('-')
  return { negative, prefix: '', digits: (negative ? text.slice(1) : text).padStart(precision ?? 0, '0') }
}

function radix(conversion: Conversion, value: unknown, precision: number | null): Digits {
  const { type } = conversion
  const whole = wholeOf(value)
  if (whole === null) {
    throw new TypeError(`%${type} format: an integer is required, not ${typeName(value)}`)
  }
  const text = whole.toString(type === 'o' ? 8 : 16)
  const negative = text.startsWith('-')
  const digits = (negative ? text.slice(1) : text).padStart(precision ?? 0, '0')
  const prefix = conversion.alternate ? `0${type.toLowerCase()}` : ''
  return type === 'X'
    ? { negative, prefix: prefix.toUpperCase(), digits: digits.toUpperCase() }
    : { negative, prefix, digits }
}

function float(conversion: Conversion, value: number, precision: number): Digits {
  const negative = value < 0 || Object.is(value, -0)
  const size = Math.abs(value)
  const { alternate } = conversion
  const kind = conversion.type.toLowerCase()
  let digits: string
  if (!Number.isFinite(size)) digits = Number.isNaN(size) ? 'nan' : 'inf'
  else if (kind === 'g') digits = generalDigits(size, precision, alternate)
  else if (kind === 'e') {
    digits = exponentDigits(size, precision)
    if (alternate && precision === 0) digits = digits.replace('e', '.e')
  } else digits = fixedDigits(size, precision) + (alternate && precision === 0 ? '.' : '')
  return { negative, prefix: '', digits: kind === conversion.type ? digits : digits.toUpperCase() }
}

/** The whole number that `%d` shows: fractions are cut off, as Python's `int()` does. */
function integerOf(value: unknown, type: string): bigint | number {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number') {
    throw new TypeError(`%${type} format: a real number is required, not ${typeName(value)}`)
  }
  if (Number.isNaN(value)) throw new RangeError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new RangeError('cannot convert float infinity to integer')
  const whole = Math.trunc(value)
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole)
}

function wholeOf(value: unknown): bigint | number | null {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number' || !Number.isInteger(value)) return null
  return Number.isSafeInteger(value) ? value + 0 : BigInt(value)
}

function realOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'bigint') throw new TypeError(`must be real number, not ${typeName(value)}`)
  const real = Number(value)
  if (!Number.isFinite(real)) throw new RangeError('int too large to convert to float')
  return real
}

function character(value: unknown): string {
  if (typeof value === 'string' && value !== '') {
    const [first = '', ...more] = Array.from(value)
    if (more.length === 0) return first
  }
  const code = typeof value === 'string' ? null : wholeOf(value)
  if (code === null) throw new TypeError('%c requires int or char')
  if (code < 0 || code > 0x10ffff) throw new RangeError('%c arg not in range(0x110000)')
  return String.fromCodePoint(Number(code))
}

/** How a message names the type of a value that does not fit. */
function typeName(value: unknown): string {
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'object'
  return value === null ? 'null' : typeof value
}

const surrogates = /[\ud800-\udfff]/

/** Python counts characters where JavaScript counts UTF-16 halves. */
function lengthOf(text: string): number {
  return surrogates.test(text) ? Array.from(text).length : text.length
}

function truncate(text: string, precision: number | null): string {
  if (precision === null || text.length <= precision) return text
  return surrogates.test(text) ? Array.from(text).slice(0, precision).join('') : text.slice(0, precision)
}

function pad(text: string, width: number, left: boolean): string {
  const missing = width - lengthOf(text)
  if (missing <= 0) return text
  return left ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
}
