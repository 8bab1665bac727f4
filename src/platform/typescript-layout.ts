/**
 * Puts translated code back where the user wrote it: each token at its line, and at its column where there is room.
 *
 * A source map would say the same, but only to what reads it: stacks of main with a flag, yet not those of a function
 * that a carrier rebuilds from its text, nor a search for that text in the file. With true positions nobody needs one.
 *
 * Only white space between tokens changes. oxc prints every semicolon, so a line break may become a space anywhere; a
 * space may become a line break except after the words in {@link NO_BREAK_AFTER} and before `=>`, `++` and `--`.
 * The caller compares the meaning of both texts and keeps oxc's own layout should they differ.
 */
import type { SourceMapMappings } from '@jridgewell/sourcemap-codec'
import { type Literal, literals } from './typescript-lexer.ts'

const NO_BREAK_AFTER = /(?:^|[^\w$.])(?:return|throw|yield|break|continue|async|await|using|accessor)\s*$/
const NO_BREAK_BEFORE = /^(?:=>|\+\+|--)/

/** Where a token stands in the generated code, and where its source stood. Lines and columns count from 0. */
interface Mark {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** @param mappings - decoded: per generated line, [column, source, original line, original column] of its tokens. */
export function layOut(code: string, mappings: SourceMapMappings): string {
  const kept = literals(code)
  const page = new Page()
  let from = 0
  let next = 0
  for (const mark of marks(code, mappings)) {
    if (mark.offset < from) continue
    page.write(unbroken(code, from, mark.offset, kept))
    from = mark.offset
    while (next < kept.length && endOf(kept[next]) <= from) next += 1
    const inside = next < kept.length && startOf(kept[next]) < from
    if (!inside) page.moveTo(mark, !NO_BREAK_BEFORE.test(code.slice(from, from + 2)))
  }
  page.write(unbroken(code, from, code.length, kept))
  return page.text()
}

function* marks(code: string, mappings: SourceMapMappings): Generator<Mark> {
  let lineStart = 0
  for (const segments of mappings) {
    for (const [generatedColumn, , line, column] of segments) {
      if (line !== undefined && column !== undefined)
        yield { offset: lineStart + generatedColumn, line, column }
    }
    const lineEnd = code.indexOf('\n', lineStart)
    lineStart = lineEnd === -1 ? code.length : lineEnd + 1
  }
}

const startOf = (literal: Literal | undefined): number => literal?.[0] ?? Infinity
const endOf = (literal: Literal | undefined): number => literal?.[1] ?? Infinity

/** The text in [from, to) with each line break outside a literal, and the indentation after it, as one space. */
function unbroken(code: string, from: number, to: number, kept: readonly Literal[]): string {
  const text = code.slice(from, to)
  if (!text.includes('\n')) return text
  return text.replace(/\n[\t ]*/g, (broken, at: number) => (isWithin(kept, from + at) ? broken : ' '))
}

/** Whether `offset` lies in one of the literals: binary search for the last that starts at or before it. */
function isWithin(kept: readonly Literal[], offset: number): boolean {
  let low = 0
  let high = kept.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (startOf(kept[middle]) <= offset) low = middle + 1
    else high = middle
  }
  return low > 0 && offset < endOf(kept[low - 1])
}

class Page {
  readonly #pieces: string[] = []
  #line = 0
  #column = 0
  /** The last characters written, enough for the longest word of {@link NO_BREAK_AFTER}. */
  #tail = ''

  write(piece: string): void {
    if (piece === '') return
    this.#pieces.push(piece)
    this.#tail = (this.#tail + piece).slice(-12)
    const lastBreak = piece.lastIndexOf('\n')
    if (lastBreak === -1) {
      this.#column += piece.length
      return
    }
    for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', at + 1)) this.#line += 1
    this.#column = piece.length - lastBreak - 1
  }

  moveTo(mark: Mark, breakable: boolean): void {
    if (mark.line > this.#line && breakable && !NO_BREAK_AFTER.test(this.#tail)) {
      this.write('\n'.repeat(mark.line - this.#line))
    }
    if (mark.line === this.#line && mark.column > this.#column)
      this.write(' '.repeat(mark.column - this.#column))
  }

  text(): string {
    return this.#pieces.join('')
  }
}
