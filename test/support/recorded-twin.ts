/**
 * What CPython does with a program, for comparison with its TypeScript twin: run where there is a Python, and recorded
 * beside the program (`x.expected`) for machines without one. `UPDATE=1` writes the record anew.
 *
 * Both outputs go into one pipe, so that the order between stdout and stderr is compared as well.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { ROOT, runProgram, type Ran, type RunOptions } from './child.ts'
import { PYTHON } from './python-twin.ts'

/** What two languages can agree on. */
export interface Seen {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Without time prefixes, stack frames, and with JavaScript's names of errors. */
  readonly lines: readonly string[]
}

/** Brings what may come in any order into one order. */
type Canonical = (seen: Seen) => Seen

/**
 * What CPython says and how it ends, and a check that the record is not out of date: else machines without Python would
 * test something else.
 *
 * @param path - below test/python, without its ending.
 * @param options.record - beside it, without its ending, for arguments with which it says something else. Default `path`.
 */
export async function pythonSeen(
  path: string,
  {
    args = [],
    record = path,
    ...options
  }: RunOptions & { readonly args?: readonly string[]; readonly record?: string } = {},
  canonical: Canonical = (seen) => seen,
): Promise<Seen> {
  const file = `${ROOT}test/python/${record}.expected`
  if (PYTHON === undefined) return recorded(file)
  const seen = canonical(
    seenOf(await runMerged(PYTHON, ['-u', `${ROOT}test/python/${path}.py`, ...args], options)),
  )
  if (process.env['UPDATE'] === '1') writeFileSync(file, `${JSON.stringify(seen, null, 1)}\n`)
  assert.deepEqual(seen, recorded(file), `${record}.expected is out of date: run the test with UPDATE=1`)
  return seen
}

function recorded(file: string): Seen {
  return JSON.parse(readFileSync(file, 'utf8')) as Seen
}

/** `nogil run path args` of the repository, both outputs in `stdout`. */
export function runTypeScript(
  path: string,
  { args = [], ...options }: RunOptions & { readonly args?: readonly string[] } = {},
): Promise<Ran> {
  return runMerged(process.execPath, [`${ROOT}dist/cli/main.js`, 'run', `${ROOT}${path}`, ...args], options)
}

/** Runs a program with stderr going where stdout goes. The shell replaces itself, so signals reach the program. */
export function runMerged(file: string, args: readonly string[], options?: RunOptions): Promise<Ran> {
  return runProgram('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', file, ...args], options)
}

export function seenOf({ code, signal, stdout }: Ran): Seen {
  return { code, signal, lines: stdout.split(/\r?\n/).map(normal).filter(isSaid) }
}

function normal(line: string): string {
  return line
    .replace(/^\d\d:\d\d:\d\d: /, '')
    .replace(/^Uncaught (\w*Error|KeyboardInterrupt)/, '$1')
    .replace(/^Exception: /, 'Error: ')
    .replace(/ \{$/, '')
    .replace(/^ValueError: /, 'RangeError: ')
}

/** Not a stack frame, its heading, or the source line that Node shows above an error. */
function isSaid(line: string): boolean {
  return line !== '' && !/^(\s|}$|Traceback |file:\/\/|\/.*:\d+$|throw |Node\.js v)/.test(line)
}
