/** What the three kinds of format strings have in common, and which of them a formatter uses. */
import { BraceStyle } from './brace-style.ts'
import { DollarStyle } from './dollar-style.ts'
import { PercentStyle } from './percent-style.ts'
import { reprOf } from './value-text.ts'

/** `%`: `%(message)s`; `{`: `{message}`; `$`: `${message}`. */
export type StyleName = '%' | '{' | '$'

/** A format string of one style, understood. */
export interface Style {
  /** The format it was made from, or the style's default. */
  readonly format: string
  /** Whether the format shows `asctime`. */
  readonly usesTime: boolean
  /** @throws RangeError the format is not one of this style. */
  validate(): void
  /**
   * The text for the values of `fields`, or of `defaults` where `fields` has none.
   *
   * @throws RangeError a field is missing or does not fit its conversion; TypeError as the style's language does.
   */
  render(fields: object, defaults: object | null): string
}

const styles = { '%': PercentStyle, '{': BraceStyle, $: DollarStyle }
const basicFormats = {
  '%': '%(levelname)s:%(name)s:%(message)s',
  '{': '{levelname}:{name}:{message}',
  $: '${levelname}:${name}:${message}',
}

/** `'%(levelname)s:%(name)s:%(message)s'`, what basicConfig uses without a format. */
export const BASIC_FORMAT: string = basicFormats['%']

/** @throws RangeError no such style. */
export function makeStyle(format: string | null, style: StyleName): Style {
  return new styles[checkStyle(style)](format)
}

/** The format of basicConfig in a style. */
export function basicFormat(style: StyleName): string {
  return basicFormats[checkStyle(style)]
}

function checkStyle(style: StyleName): StyleName {
  if (!Object.hasOwn(styles, style)) {
    throw new RangeError(`Style must be one of: ${Object.keys(styles).join(',')}; got ${reprOf(style)}`)
  }
  return style
}
