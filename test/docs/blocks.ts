/**
 * What a page of the documentation shows: its programs, and the output below each of them.
 *
 * A program is a block of `ts`, `js` or `python`; a word after the language is the name of its file, for programs of
 * several files. The output is a block of `text` below a line that begins with "Output" and says how it was got:
 *
 * - "Output:" — standard output, or standard error where that is empty;
 * - "Output on the terminal:" — both, as they come;
 * - "…, in any order" — the lines, whatever their order;
 * - "…, exit code 1" — of a program that fails. Without it the code is 0.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/child.ts'

export interface Output {
  readonly text: string
  readonly terminal: boolean
  readonly anyOrder: boolean
  readonly exitCode: number
}

export interface Block {
  /** As `README.md:12`. */
  readonly place: string
  readonly page: string
  readonly line: number
  readonly language: string
  /** The file's name, where the page gives one. */
  readonly name: string | undefined
  readonly program: string
  /** Undefined where the page shows none. */
  readonly output: Output | undefined
  /** The heading above it, without its marks. */
  readonly heading: string
}

const PROGRAM =
  /^```(ts|js|python)(?: (\S+))?\n(.*?)^```\n(?:\s*Output([^\n]*):\s*\n\s*```text\n(.*?)^```$)?/gms

/** README.md and every page below docs/, as paths in the repository. */
export function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
  return ['README.md', ...docs]
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** @throws Error when a page says something about its output that nobody would check. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page)
  return [...text.matchAll(PROGRAM)].map(
    ({ index, 1: language = '', 2: name, 3: program = '', 4: words, 5: output }) => {
      const above = text.slice(0, index)
      const line = above.split('\n').length
      const place = `${page}:${line}`
      return {
        place,
        page,
        line,
        language,
        name,
        program,
        output: output === undefined ? undefined : outputOf(place, words ?? '', output),
        heading:
          above
            .match(/^#+ .*$/gm)
            ?.at(-1)
            ?.replace(/^#+ /, '') ?? '',
      }
    },
  )
}

function outputOf(place: string, words: string, text: string): Output {
  const found = /^( on the terminal)?(, in any order)?(?:, exit code (\d+))?$/.exec(words)
  if (found === null)
    throw new Error(`${place}: expected "Output" and words that blocks.ts knows, got "${words}"`)
  return {
    text,
    terminal: found[1] !== undefined,
    anyOrder: found[2] !== undefined,
    exitCode: Number(found[3] ?? 0),
  }
}
