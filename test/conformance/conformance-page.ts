/** The text of docs/conformance.md, made of the list of CPython's tests alone; that they pass is for the tests to show. */
import { cpythonFiles } from './cpython-tests.ts'
import type { CPythonClass, CPythonFile, Fate } from './cpython-tests.ts'
import { traps } from './cpython-traps.ts'

const HEAD = `# Conformance

What CPython's own tests of threads assert, and what became of each here. A test of CPython's is

- **passed**: a test of ours asserts the same, but for the spelling,
- **adapted**: a test of ours asserts it in another way, which the table tells, or
- **not applicable**: there is none, for a reason that [python-map.md](python-map.md#tests-of-cpython-that-have-no-counterpart) gives.

Our tests begin with CPython's names, so \`node tools/test.mjs conformance\` shows them. Those of the primitives run on the
Wasm core and on the pure Atomics core, called by main and called by a worker thread. Lines below are CPython's methods;
it runs many of them several times, over several types.

This page is made by \`npm run conformance\`, which runs all of them and writes it when each passed and none is missing. The
list is \`test/conformance/cpython-tests.ts\`.
`

const TAIL = `## Not here yet

Tests of what is not built yet come with it: \`_test_multiprocessing.py\` (263 methods) and
\`test_concurrent_futures/test_process_pool.py\` (27) with \`multiprocessing\`. \`test_interpreter_pool.py\` (25) is about
subinterpreters, which this library has not.
`

const WORDS: Readonly<Record<Fate['status'], string>> = {
  same: 'passed',
  adapted: 'adapted',
  absent: 'not applicable',
}

export function conformancePage(): string {
  return [HEAD, summary(), trapSection(), ...cpythonFiles.map(fileSection), TAIL].join('\n')
}

function summary(): string {
  const row = (name: string, fates: readonly Fate[]): string => {
    const count = (wanted: Fate['status']): number => fates.filter(({ status }) => status === wanted).length
    return `| ${name} | ${count('same')} | ${count('adapted')} | ${count('absent')} | ${fates.length} |`
  }
  return [
    '| file of CPython | passed | adapted | not applicable | methods |',
    '|---|--:|--:|--:|--:|',
    ...cpythonFiles.map((file) => row(`\`${file.name}\``, fatesOf(file))),
    row('**all**', cpythonFiles.flatMap(fatesOf)),
    '',
  ].join('\n')
}

function trapSection(): string {
  return [
    '## Thirteen traps',
    '',
    'What implementations on shared words usually break. Each has tests of its own, called `trap 1` and so on.',
    '',
    '| trap | what must hold | status |',
    '|--:|---|---|',
    ...traps.map(({ number, text }) => `| ${number} | ${text} | passed |`),
    '',
  ].join('\n')
}

function fatesOf({ classes }: CPythonFile): Fate[] {
  return classes.flatMap(({ tests }) => Object.values(tests))
}

function fileSection({ name, classes }: CPythonFile): string {
  return [`## ${name}`, '', ...classes.map(classSection)].join('\n')
}

function classSection({ name, tests }: CPythonClass): string {
  const rows = Object.entries(tests).map(
    ([test, fate]) => `| \`${test}\` | ${WORDS[fate.status]} | ${note(fate)} |`,
  )
  return [`### ${name}`, '', '| test | status | note |', '|---|---|---|', ...rows, ''].join('\n')
}

function note(fate: Fate): string {
  if (fate.status === 'same') return ''
  return fate.status === 'adapted' ? fate.how : fate.why
}
