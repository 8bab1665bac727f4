/**
 * Every program of the documentation (```ts in README.md and docs/) type-checks and runs, and prints what stands below
 * it; so does every ```python block, with Python. `blocks.ts` says how a page shows an output.
 */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'
import { NO_PYTHON, PYTHON } from '../support/python-twin.ts'
import { allowMs } from '../support/watchdog.ts'
import { blocksOf, pages, textOf } from './blocks.ts'
import type { Block } from './blocks.ts'
import { runShown } from './run-shown.ts'

// below the package, so that `nogil` is this package
const FOLDER = join(ROOT, '.build/snippets')
const LIMIT_MS = 60_000

const blocks = pages().flatMap(blocksOf)
const snippets = blocks.filter(({ language }) => language === 'ts')
const twins = blocks.filter(({ language }) => language === 'python')
const fileOf = ({ page, line, language }: Block): string =>
  join(FOLDER, `${page.replaceAll(/[^\w]+/g, '-')}-line-${line}.${language === 'ts' ? 'ts' : 'py'}`)

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
for (const block of [...snippets, ...twins]) writeFileSync(fileOf(block), block.program)
const config = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: true,
    rootDir: '../..',
    declaration: false,
    declarationMap: false,
    // a reader may also run them with plain `node`, which only leaves types out
    erasableSyntaxOnly: true,
  },
  include: ['*.ts'],
}
writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))

test('the documentation has programs, and every block of it was found, with its output', () => {
  const count = (pattern: RegExp): number =>
    pages().reduce((sum, page) => sum + (textOf(page).match(pattern)?.length ?? 0), 0)
  assert.equal(blocks.length, count(/^```(ts|js|python)\b.*$/gm))
  assert.equal(blocks.filter(({ output }) => output !== undefined).length, count(/^Output\b.*:$/gm))
  assert.ok(snippets.some(({ output }) => output !== undefined))
})

test('every program of the documentation type-checks', async () => {
  allowMs(LIMIT_MS)
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { code, stdout, stderr } = await runNode([tsc, '-p', FOLDER], { timeout: LIMIT_MS })
  assert.equal(code, 0, stdout + stderr)
})

for (const block of snippets) {
  const prints = block.output === undefined ? '' : ', and prints what stands below it'
  test(`the program at ${block.place} runs${prints}`, async () => {
    await runShown(block.output, process.execPath, [join(ROOT, 'dist/cli/main.js'), 'run', fileOf(block)])
  })
}

for (const block of twins) {
  test(`the Python program at ${block.place} prints what stands below it`, { skip: NO_PYTHON }, async () => {
    await runShown(block.output, PYTHON ?? '', ['-u', fileOf(block)])
  })
}
