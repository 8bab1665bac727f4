/**
 * Python's format mini-language, what follows the colon in `{name:>8.2f}`:
 * `[[fill]align][sign][#][0][width][,_][.precision][type]`.
 *
 * A JavaScript number counts as an int when it is whole and no type of floats is asked for.
 */
import { exponentDigits, fixedDigits, generalDigits } from './decimal.ts'
import { reprOf, textOf } from './value-text.ts'

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/u

interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly alternate: boolean
  readonly width: number
  readonly grouping: string
  readonly precision: number | null
  readonly type: string
}

/** @throws RangeError a specifier that is not one, or does not suit the value. */
export function formatSpec(value: unknown, text: string): string {
  const match = SPEC.exec(text)
  if (match === null) throw new RangeError(`Invalid format specifier ${reprOf(text)}`)
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match
  const spec: Spec = {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? '' : '='),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? '',
    precision: precision === undefined ? null : Number(precision),
    type: type ?? '',
  }
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value, spec)
  return formatText(textOf(value), spec)
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') {
    throw new RangeError(`Unknown format code '${spec.type}' for object of type 'string'`)
  }
  if (spec.align === '=' && spec.fill !== '0') {
    throw new RangeError("'=' alignment not allowed in string format specifier")
  }
  const characters = Array.from(text)
  const shown = spec.precision === null ? text : characters.slice(0, spec.precision).join('')
  return align(shown, '', spec, spec.align === '=' || spec.align === '' ? '<' : spec.align)
}

function formatNumber(value: number | bigint, spec: Spec): string {
  const whole = typeof value === 'bigint' || Number.isInteger(value)
  const negative = value < 0 || Object.is(value, -0)
  const size = value < 0 ? -value : value
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign
  if (spec.type === 's') throw new RangeError("Unknown format code 's' for object of type 'number'")
  if (spec.type === 'c') return align(String.fromCodePoint(Number(value)), '', spec, spec.align || '<')
  const integral = 'bdoxXn'.includes(spec.type) && spec.type !== ''
  if (integral && !whole && spec.type !== 'n') {
    throw new RangeError(`Unknown format code '${spec.type}' for object of type 'float'`)
  }
  if (whole && spec.precision === null && (spec.type === '' || integral)) {
    return align(integerDigits(size, spec), sign + prefixOf(spec), spec, spec.align || '>')
  }
  if (integral && spec.type !== 'n') throw new RangeError('Precision not allowed in integer format specifier')
  return align(group(floatDigits(Number(size), spec), spec, 3), sign, spec, spec.align || '>')
}

function prefixOf(spec: Spec): string {
  return spec.alternate && 'boxX'.includes(spec.type) && spec.type !== '' ? `0${spec.type}` : ''
}

function integerDigits(size: number | bigint, spec: Spec): string {
  const exact = typeof size === 'number' && !Number.isSafeInteger(size) ? BigInt(size) : size
  switch (spec.type) {
    case 'b':
      return group(exact.toString(2), spec, 4)
    case 'o':
      return group(exact.toString(8), spec, 4)
    case 'x':
      return group(exact.toString(16), spec, 4)
    case 'X':
      return group(exact.toString(16).toUpperCase(), spec, 4)
    default:
      return group(exact.toString(), spec, 3)
  }
}

function floatDigits(size: number, spec: Spec): string {
  const { type, alternate } = spec
  const precision = spec.precision ?? 6
  let digits: string
  if (!Number.isFinite(size)) digits = Number.isNaN(size) ? 'nan' : 'inf'
  else if (type === '%') digits = fixedDigits(size * 100, precision)
  else if (type === 'e' || type === 'E') digits = exponentDigits(size, precision)
  else if (type === 'f' || type === 'F') digits = fixedDigits(size, precision)
  else if (type === '' && spec.precision === null) digits = String(size)
  else digits = generalDigits(size, precision, alternate)
  if (type === '%') return `${digits}%`
  return type === 'E' || type === 'F' || type === 'G' ? digits.toUpperCase() : digits
}

function group(digits: string, spec: Spec, size: number): string {
  if (spec.grouping === '') return digits
  const [whole = '', ...rest] = digits.split(/(?=[.e%])/)
  const grouped = whole.replace(size === 3 ? /\B(?=(?:\d{3})+$)/g : /\B(?=(?:[\da-f]{4})+$)/gi, spec.grouping)
  return grouped + rest.join('')
}

function align(text: string, head: string, spec: Spec, how: string): string {
  const missing = spec.width - Array.from(head + text).length
  if (missing <= 0) return head + text
  const left = how === '>' ? missing : how === '^' ? Math.floor(missing / 2) : 0
  if (how === '=') return head + spec.fill.repeat(missing) + text
  return spec.fill.repeat(left) + head + text + spec.fill.repeat(missing - left)
}
