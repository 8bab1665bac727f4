/** Formats like `%(asctime)s %(message)s`. */
import { fieldValue } from './field-value.ts'
import { formatPercent, lookupIn } from './percent-format.ts'
import { parsePercent } from './percent-parse.ts'
import { textOf } from './value-text.ts'

const FIELD = /%\(\w+\)[#0+ -]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[diouxefgcrsa%]/i

/** @see Python `logging.PercentStyle` */
export class PercentStyle {
  readonly format: string
  readonly usesTime: boolean
  /** The text and field names of a format that consists of `%(name)s` only, as nearly all do; `null` for others. */
  readonly #parts: readonly { readonly text: string; readonly key: string | null }[] | null

  constructor(format: string | null) {
    this.format = format === null || format === '' ? '%(message)s' : format
    this.usesTime = this.format.includes('%(asctime)')
    this.#parts = simpleParts(this.format)
  }

  validate(): void {
    if (!FIELD.test(this.format)) throw new RangeError(`Invalid format '${this.format}' for '%' style`)
  }

  render(fields: object, defaults: object | null): string {
    if (this.#parts === null) return formatPercent(this.format, lookupIn(fields, defaults))
    let text = ''
    for (const part of this.#parts) {
      text += part.key === null ? part.text : textOf(fieldValue(fields, defaults, part.key))
    }
    return text
  }
}

function simpleParts(format: string): { text: string; key: string | null }[] | null {
  const parts: { text: string; key: string | null }[] = []
  for (const piece of parsePercent(format).pieces) {
    if (typeof piece === 'string') parts.push({ text: piece, key: null })
    else if ('broken' in piece || !piece.plain || piece.key === null) return null
    else parts.push({ text: '', key: piece.key })
  }
  return parts
}
