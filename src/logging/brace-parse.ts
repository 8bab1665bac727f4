/** A `{}`-format taken apart: Python's `string.Formatter.parse`, with its messages. `{{` and `}}` are braces. */

export interface BraceField {
  /** `name`, `name.attribute`, `name[index]`, or a number for a position. */
  readonly expression: string
  readonly conversion: string
  /** What follows the colon; may contain `{fields}` of its own. */
  readonly spec: string
}

export type BracePiece = string | BraceField

const KEPT = 200
const parsed = new Map<string, readonly BracePiece[]>()

/** @throws RangeError braces that do not match, or an incomplete field. */
export function parseBraces(format: string): readonly BracePiece[] {
  const known = parsed.get(format)
  if (known !== undefined) return known
  const result = parse(format)
  if (parsed.size >= KEPT) parsed.clear()
  parsed.set(format, result)
  return result
}

function parse(format: string): BracePiece[] {
  const pieces: BracePiece[] = []
  let text = ''
  for (let at = 0; at < format.length; at++) {
    const character = format.charAt(at)
    if (character !== '{' && character !== '}') {
      text += character
      continue
    }
    if (format[at + 1] === character) {
      text += character
      at++
      continue
    }
    if (character === '}') throw new RangeError("Single '}' encountered in format string")
    if (at + 1 === format.length) throw new RangeError("Single '{' encountered in format string")
    if (text !== '') pieces.push(text)
    text = ''
    const end = closingBrace(format, at)
    if (end < 0) throw new RangeError("expected '}' before end of string")
    pieces.push(parseField(format.slice(at + 1, end)))
    at = end
  }
  if (text !== '') pieces.push(text)
  return pieces
}

function closingBrace(format: string, open: number): number {
  let depth = 0
  let inBrackets = false
  for (let at = open; at < format.length; at++) {
    const character = format.charAt(at)
    if (character === '[' && depth === 1) inBrackets = true
    else if (character === ']') inBrackets = false
    else if (inBrackets) continue
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at
  }
  return -1
}

function parseField(text: string): BraceField {
  const match = /^((?:[^!:[]|\[[^\]]*\])*)(?:!([^:]*))?(?::([^]*))?$/.exec(text)
  if (match === null) throw new RangeError("expected ':' after conversion specifier")
  const [, expression = '', conversion, spec = ''] = match
  if (expression.includes('{')) throw new RangeError("unexpected '{' in field name")
  if (conversion !== undefined && conversion.length !== 1) {
    throw new RangeError(
      conversion === ''
        ? 'end of string while looking for conversion specifier'
        : "expected ':' after conversion specifier",
    )
  }
  return { expression, conversion: conversion ?? '', spec }
}
