/**
 * Python's `format % values`, with its rules and its messages.
 *
 * (The sprintf packages follow C: they print negative hexadecimal numbers unsigned, round ties up, know no `%r`, and
 * neither report surplus values nor accept `%(name)s` with flags; hence this file.)
 *
 * Differences that JavaScript forces: there is one kind of number, so `%x` and `%o` refuse numbers with a fraction and
 * accept 3.0; what `%s` and `%r` show of objects is described in value-text.ts. ValueError is `RangeError` here.
 *
 * Source: CPython `Objects/unicodeobject.c`, PyUnicode_Format.
 */
import { formatConversion } from './percent-convert.ts'
import { parsePercent } from './percent-parse.ts'
import type { Conversion } from './percent-parse.ts'
import { fieldValue } from './field-value.ts'
import { MissingKey, quotedKey } from './missing-key.ts'
import { textOf } from './value-text.ts'

/** What a format takes its values from: a list in order, or one object or Map by `%(name)s`. */
export type PercentValues = readonly unknown[] | Lookup

/** Finds the value of a name; throws {@link MissingKey} when there is none. */
export interface Lookup {
  (key: string): unknown
  /** The mapping itself, for a `%s` without a name. */
  readonly whole: unknown
}

/**
 * @throws TypeError too few or too many values, or one that the conversion cannot show.
 * @throws RangeError a broken format, or a name without value.
 */
export function formatPercent(format: string, values: PercentValues): string {
  const run = new Run(values)
  let text = ''
  for (const piece of parsePercent(format).pieces) {
    if (typeof piece === 'string') text += piece
    else if ('broken' in piece) {
      if (piece.needsMapping) run.requireMapping()
      throw new RangeError(piece.broken)
    } else text += run.convert(piece)
  }
  run.finish()
  return text
}

/** Values of the fields of an object: own and inherited (a record computes some), or of a Map. */
export function lookupIn(mapping: object, defaults: object | null = null): Lookup {
  const find = (key: string): unknown => {
    if (!(mapping instanceof Map)) return fieldValue(mapping, defaults, key)
    if (mapping.has(key)) return mapping.get(key)
    throw new MissingKey(`no value for the key ${quotedKey(key)}`, key)
  }
  return Object.assign(find, { whole: mapping })
}

/** Whether `value` is given to a format as a mapping rather than as its one value: a plain object or a Map, not empty. */
export function isMapping(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return value.size > 0
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0
}

/** Merges a message and its arguments as Python's `LogRecord.getMessage` does. */
export function mergeMessage(message: string, args: readonly unknown[]): string {
  if (args.length === 0) return message
  const first = args[0]
  if (args.length === 1 && typeof first === 'object' && first !== null) {
    if (isMapping(first) || (!Array.isArray(first) && parsePercent(message).hasKeys)) {
      return formatPercent(message, lookupIn(first))
    }
  }
  return formatPercent(message, args)
}

/** One pass over a format: which value comes next. */
class Run {
  readonly #lookup: Lookup | null
  #list: readonly unknown[]
  #next = 0

  constructor(values: PercentValues) {
    this.#lookup = typeof values === 'function' ? values : null
    this.#list = typeof values === 'function' ? [values.whole] : values
  }

  convert(piece: Conversion): string {
    if (piece.key !== null) {
      // From here on this value is the only one, as in Python: a plain `%s` after it finds none.
      this.#list = [this.requireMapping()(piece.key)]
      this.#next = 0
    }
    if (piece.plain) return textOf(this.take())
    let { width, precision } = piece
    let left = piece.left
    if (width === '*') {
      width = this.#takeSize()
      left ||= width < 0
      width = Math.abs(width)
    }
    if (precision === '*') precision = Math.max(this.#takeSize(), 0)
    return formatConversion(piece, this.take(), left, width ?? 0, precision)
  }

  take(): unknown {
    if (this.#next >= this.#list.length) throw new TypeError('not enough arguments for format string')
    return this.#list[this.#next++]
  }

  #takeSize(): number {
    const size = this.take()
    if (typeof size === 'number' && Number.isInteger(size)) return size
    throw new TypeError('* wants int')
  }

  requireMapping(): Lookup {
    if (this.#lookup === null) throw new TypeError('format requires a mapping')
    return this.#lookup
  }

  finish(): void {
    if (this.#lookup === null && this.#next < this.#list.length) {
      throw new TypeError('not all arguments converted during string formatting')
    }
  }
}
