/** The folder tree is the architecture: each arrow that points up or sideways must be reported, each that points down not. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { before } from 'node:test'
import { ROOT, runNode } from '../support/child.ts'

const LAYERS = [
  ['platform'],
  ['core'],
  ['runtime'],
  ['threading'],
  ['shared'],
  ['queue'],
  ['futures', 'multiprocessing', 'logging', 'trace'],
  ['check', 'cli', 'distributed'],
]
const FOLDERS = LAYERS.flat()
const rank = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder))

/** path of a file in src -> the rules it breaks */
let reported: Map<string, Set<string>>

const sources: Record<string, string> = {
  'src/errors.ts': `import '../core/words.ts'\n`,
  'src/index.ts': `export * from './threading/index.ts'\n`,
  'src/core/atomics.ts': 'export const load = (words: Int32Array): number => Atomics.load(words, 0)\n',
  'src/core/mutex.ts': 'export const load = (words: Int32Array): number => Atomics.load(words, 0)\n',
  'src/core/from-the-seam.ts': `import { load } from '#atomics'\nimport { errors } from '../errors.ts'\nload(errors)\n`,
  'src/core/wasm/nested-up.ts': `import '../../runtime/threads.ts'\n`,
  'src/core/package.ts': `import 'strftime'\n`,
  'src/logging/package.ts': `import 'strftime'\n`,
  'src/core/clock.ts': 'export const now = (): number => Date.now()\n',
  'src/logging/clock.ts': 'export const now = (): number => Date.now()\n',
  'src/core/speaks.ts': `console.log('left behind')\n`,
  'src/core/stops.ts': 'debugger\n',
  'src/core/untyped.ts': 'export const value = (x: any): unknown => x\n',
  'src/core/sure.ts': 'export const value = (x?: string): string => x!\n',
  'src/core/default.ts': 'const x = 1\nexport default x\n',
  'src/core/Cased.ts': 'export const x = 1\n',
  'src/core/long.ts': 'export const x = 1\n'.padEnd(301 + 18, '\n'),
  'src/core/a.ts': `import { b } from './b.ts'\nexport const a = (): unknown => b\n`,
  'src/core/b.ts': `import { a } from './a.ts'\nexport const b = (): unknown => a\n`,
  'src/core/floating.ts': 'async function f(): Promise<void> {}\nexport const g = (): void => {\n  f()\n}\n',
  'src/threading/by-its-name.ts': `import 'nogil'\n`,
  'src/threading/by-the-entry.ts': `import '../index.ts'\n`,
}
for (const from of FOLDERS) {
  for (const to of FOLDERS) {
    if (from !== to) sources[`src/${from}/uses-${to}.ts`] = `import '../${to}/thing.ts'\n`
  }
  sources[`src/${from}/uses-node.ts`] = `import 'node:fs'\n`
  sources[`src/${from}/uses-itself.ts`] = `import './thing.ts'\n`
}

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-lint-'))
  try {
    for (const file of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(ROOT + file, join(folder, file))
    symlinkSync(`${ROOT}node_modules`, join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const ran = await runNode([`${ROOT}node_modules/oxlint/bin/oxlint`, '-f', 'json', 'src'], {
      cwd: folder,
    })
    assert.match(ran.stdout, /^\{/, ran.stdout + ran.stderr)
    const { diagnostics } = JSON.parse(ran.stdout) as { diagnostics: { code: string; filename: string }[] }
    reported = new Map()
    for (const { code, filename } of diagnostics) {
      const rules = reported.get(filename) ?? new Set()
      reported.set(filename, rules.add(code.replace(/^.*\((.*)\)$/, '$1')))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const rulesOf = (path: string): string[] => [...(reported.get(path) ?? [])]

for (const from of FOLDERS) {
  test(`src/${from} may import from the layers below it and from no other`, () => {
    for (const to of FOLDERS.filter((folder) => folder !== from)) {
      const expected = rank(to) < rank(from) ? [] : ['no-restricted-imports']
      assert.deepEqual(rulesOf(`src/${from}/uses-${to}.ts`), expected, `${from} -> ${to}`)
    }
    assert.deepEqual(rulesOf(`src/${from}/uses-itself.ts`), [])
  })

  const free = from === 'platform' || from === 'cli'
  test(`src/${from} ${free ? 'may' : 'must not'} import node:*`, () => {
    assert.deepEqual(rulesOf(`src/${from}/uses-node.ts`), free ? [] : ['no-restricted-imports'])
  })
}

const claims: [claim: string, path: string, rules: string[]][] = [
  ['errors.ts, which all may import, imports nothing', 'src/errors.ts', ['no-restricted-imports']],
  ['the entry may import everything', 'src/index.ts', []],
  ['Atomics may be touched by the seam', 'src/core/atomics.ts', []],
  ['Atomics may be touched by no other file', 'src/core/mutex.ts', ['no-restricted-globals']],
  ['the seam and the errors may be imported', 'src/core/from-the-seam.ts', []],
  ['an arrow up from a nested folder is reported', 'src/core/wasm/nested-up.ts', ['no-restricted-imports']],
  ['the core uses no packages', 'src/core/package.ts', ['no-restricted-imports']],
  ['logging may use a package', 'src/logging/package.ts', []],
  ['Date.now is reported', 'src/core/clock.ts', ['no-restricted-properties']],
  ['Date.now is the clock of log records', 'src/logging/clock.ts', []],
  ['debug output is reported', 'src/core/speaks.ts', ['no-console']],
  ['a debugger statement is reported', 'src/core/stops.ts', ['no-debugger']],
  ['any is reported', 'src/core/untyped.ts', ['no-explicit-any']],
  ['a non-null assertion is reported', 'src/core/sure.ts', ['no-non-null-assertion']],
  ['a default export is reported', 'src/core/default.ts', ['no-default-export']],
  ['a file name that is not kebab-case is reported', 'src/core/Cased.ts', ['filename-case']],
  ['a file of more than 300 lines is reported', 'src/core/long.ts', ['max-lines']],
  ['a cycle of imports is reported', 'src/core/a.ts', ['no-cycle']],
  ['a promise that nobody awaits is reported', 'src/core/floating.ts', ['no-floating-promises']],
  ['the package must not import itself by name', 'src/threading/by-its-name.ts', ['no-restricted-imports']],
  ['the package must not import its own entry', 'src/threading/by-the-entry.ts', ['no-restricted-imports']],
]
for (const [claim, path, rules] of claims) {
  test(claim, () => assert.deepEqual(rulesOf(path), rules))
}
