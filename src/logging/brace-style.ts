/** Formats like `{asctime} {message:>20}`: Python's `str.format` with the record's fields by name. */
import { parseBraces } from './brace-parse.ts'
import type { BraceField } from './brace-parse.ts'
import { formatSpec } from './format-spec.ts'
import { fieldValue } from './field-value.ts'
import { MissingKey } from './missing-key.ts'
import { asciiOf, reprOf, textOf } from './value-text.ts'

const SPEC = /^(?:.?[<>=^])?[+ -]?#?0?(?:\d+|\{\w+\})?[,_]?(?:\.(?:\d+|\{\w+\}))?[bcdefgnosx%]?$/i
const EXPRESSION = /^(?:\d+|\w+)(?:\.\w+|\[[^\]]+\])*$/

/** @see Python `logging.StrFormatStyle` */
export class BraceStyle {
  readonly format: string
  readonly usesTime: boolean

  constructor(format: string | null) {
    this.format = format === null || format === '' ? '{message}' : format
    this.usesTime = this.format.includes('{asctime')
  }

  validate(): void {
    let fields = 0
    try {
      for (const piece of parseBraces(this.format)) {
        if (typeof piece === 'string') continue
        if (piece.expression !== '') {
          if (!EXPRESSION.test(piece.expression)) {
            throw new RangeError(`invalid field name/expression: ${reprOf(piece.expression)}`)
          }
          fields++
        }
        if (piece.conversion !== '' && !'rsa'.includes(piece.conversion)) {
          throw new RangeError(`invalid conversion: ${reprOf(piece.conversion)}`)
        }
        if (piece.spec !== '' && !SPEC.test(piece.spec))
          throw new RangeError(`bad specifier: ${reprOf(piece.spec)}`)
      }
    } catch (error) {
      throw new RangeError(`invalid format: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (fields === 0) throw new RangeError('invalid format: no fields')
  }

  render(fields: object, defaults: object | null): string {
    return renderBraces(this.format, fields, defaults)
  }
}

function renderBraces(format: string, fields: object, defaults: object | null): string {
  let text = ''
  for (const piece of parseBraces(format)) {
    text += typeof piece === 'string' ? piece : renderField(piece, fields, defaults)
  }
  return text
}

function renderField(field: BraceField, fields: object, defaults: object | null): string {
  const value = converted(evaluate(field.expression, fields, defaults), field.conversion)
  if (field.spec === '') return textOf(value)
  return formatSpec(value, field.spec.includes('{') ? renderBraces(field.spec, fields, defaults) : field.spec)
}

function converted(value: unknown, conversion: string): unknown {
  switch (conversion) {
    case '':
      return value
    case 's':
      return textOf(value)
    case 'r':
      return reprOf(value)
    case 'a':
      return asciiOf(value)
    default:
      throw new RangeError(`Unknown conversion specifier ${conversion}`)
  }
}

/** `name`, then any number of `.attribute` and `[index]`. */
function evaluate(expression: string, fields: object, defaults: object | null): unknown {
  const [name = '', ...steps] = expression.match(/^[^.[]*|\.[^.[]*|\[[^\]]*\]/g) ?? []
  let value = fieldValue(fields, defaults, name)
  for (const step of steps) {
    const key = step.startsWith('.') ? step.slice(1) : step.slice(1, -1)
    if (value === null || value === undefined || !(key in Object(value))) {
      throw new MissingKey(`no value for ${expression}`, key)
    }
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
