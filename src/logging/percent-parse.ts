/**
 * A `%`-format taken apart once: pieces of text, conversions, and the errors that a broken format raises when it is
 * reached (Python formats from left to right, so an earlier missing argument is reported first).
 *
 * `%[(key)][-+ #0][width][.precision][hlL]type`; width and precision may be `*`. Only `%%` is a percent sign; a `%` after
 * flags or a width is an unknown conversion, as in Python.
 */

/** One `%…` of a format. */
export interface Conversion {
  /** `null` without `(key)`. */
  readonly key: string | null
  readonly left: boolean
  readonly plus: boolean
  readonly space: boolean
  readonly alternate: boolean
  readonly zero: boolean
  readonly width: number | '*' | null
  readonly precision: number | '*' | null
  /** The letter, any character: which are known is decided when a value is there. */
  readonly type: string
  /** Where the letter stands in the format, for messages. */
  readonly index: number
  /** `%s` and nothing else, by far the most frequent: needs no padding. */
  readonly plain: boolean
}

export interface BrokenConversion {
  readonly broken: string
  /** A `(key)` must find a mapping before anything else about the conversion is wrong. */
  readonly needsMapping: boolean
}

export type Piece = string | Conversion | BrokenConversion

export interface PercentFormat {
  readonly pieces: readonly Piece[]
  /** How many values it takes from a list: each `*` one more. With keys it takes one mapping. */
  readonly taken: number
  readonly hasKeys: boolean
}

const KEPT = 500
const parsed = new Map<string, PercentFormat>()

/** The parts of `format`; parsed once per text, the last few hundred are kept. */
export function parsePercent(format: string): PercentFormat {
  const known = parsed.get(format)
  if (known !== undefined) return known
  const result = parse(format)
  if (parsed.size >= KEPT) parsed.clear()
  parsed.set(format, result)
  return result
}

function parse(format: string): PercentFormat {
  const pieces: Piece[] = []
  let taken = 0
  let hasKeys = false
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent !== at) pieces.push(percent < 0 ? format.slice(at) : format.slice(at, percent))
    if (percent < 0) break
    if (format[percent + 1] === '%') {
      pieces.push('%')
      at = percent + 2
      continue
    }
    const { piece, next } = parseConversion(format, percent + 1)
    pieces.push(piece)
    if ('broken' in piece) break
    if (piece.key !== null) hasKeys = true
    taken += 1 + Number(piece.width === '*') + Number(piece.precision === '*')
    at = next
  }
  return { pieces, taken, hasKeys }
}

function parseConversion(
  format: string,
  start: number,
): {
  piece: Conversion | BrokenConversion
  next: number
} {
  let at = start
  let key: string | null = null
  if (format[at] === '(') {
    const end = closingParenthesis(format, at)
    if (end < 0) return { piece: { broken: 'incomplete format key', needsMapping: true }, next: at }
    key = format.slice(at + 1, end)
    at = end + 1
  }
  const options = /[-+ #0]*/y
  options.lastIndex = at
  const flags = options.exec(format)?.[0] ?? ''
  at += flags.length
  const width = parseSize(format, at)
  at = width.next
  let precision: number | '*' | null = null
  if (format[at] === '.') {
    const { size, next } = parseSize(format, at + 1)
    precision = size ?? 0
    at = next
  }
  const tooBig = isTooBig(width.size) ? 'width too big' : isTooBig(precision) ? 'precision too big' : null
  if (tooBig !== null) return { piece: { broken: tooBig, needsMapping: key !== null }, next: at }
  if (at < format.length && 'hlL'.includes(format.charAt(at))) at++
  const code = format.codePointAt(at)
  if (code === undefined)
    return { piece: { broken: 'incomplete format', needsMapping: key !== null }, next: at }
  const type = String.fromCodePoint(code)
  const piece: Conversion = {
    key,
    left: flags.includes('-'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternate: flags.includes('#'),
    zero: flags.includes('0'),
    width: width.size,
    precision,
    type,
    index: at,
    plain: type === 's' && width.size === null && precision === null,
  }
  return { piece, next: at + type.length }
}

/** Longer than any string can be. */
function isTooBig(size: number | '*' | null): boolean {
  return typeof size === 'number' && size > 0x1fffffff
}

/** Python counts nested parentheses: the key of `%(a(b))s` is `a(b)`. */
function closingParenthesis(format: string, open: number): number {
  let depth = 0
  for (let at = open; at < format.length; at++) {
    if (format[at] === '(') depth++
    else if (format[at] === ')' && --depth === 0) return at
  }
  return -1
}

function parseSize(format: string, at: number): { size: number | '*' | null; next: number } {
  if (format[at] === '*') return { size: '*', next: at + 1 }
  const digits = /\d*/y
  digits.lastIndex = at
  const text = digits.exec(format)?.[0] ?? ''
  return { size: text === '' ? null : Number(text), next: at + text.length }
}
