/** Formats like `$asctime ${message}`: Python's `string.Template`. `$$` is a dollar sign. */
import { fieldValue } from './field-value.ts'
import { textOf } from './value-text.ts'

const FIELD = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\}|)/gi

/** @see Python `logging.StringTemplateStyle` */
export class DollarStyle {
  readonly format: string
  readonly usesTime: boolean

  constructor(format: string | null) {
    this.format = format === null || format === '' ? '${message}' : format
    this.usesTime = this.format.includes('$asctime') || this.format.includes('${asctime}')
  }

  validate(): void {
    let fields = 0
    for (const [all, , named, braced] of this.format.matchAll(FIELD)) {
      if (named !== undefined || braced !== undefined) fields++
      else if (all === '$') throw new RangeError("invalid format: bare '$' not allowed")
    }
    if (fields === 0) throw new RangeError('invalid format: no fields')
  }

  render(fields: object, defaults: object | null): string {
    return this.format.replace(FIELD, (all: string, dollar?: string, named?: string, braced?: string) => {
      if (dollar !== undefined) return '$'
      const key = named ?? braced
      if (key === undefined) throw new RangeError(`Invalid placeholder in format '${this.format}': ${all}`)
      return textOf(fieldValue(fields, defaults, key))
    })
  }
}
