/**
 * Every program of the documentation (```ts in README.md and docs/) type-checks and runs; where an "Output:" line and a
 * ```text block follow it, it prints just that. Times of day are masked.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { ROOT, runNode, runNogil } from '../support/child.ts'

interface Snippet {
  /** As `README.md:12`. */
  readonly place: string
  readonly file: string
  readonly program: string
  readonly output: string | undefined
}

// below the package, so that `nogil` is this package
const FOLDER = join(ROOT, '.build/snippets')
const LIMIT_MS = 60_000

function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
  return [...(existsSync(join(ROOT, 'README.md')) ? ['README.md'] : []), ...docs]
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const blocks = text.matchAll(/^```ts\n(.*?)^```\n(?:\s*Output:\s*\n\s*```text\n(.*?)^```$)?/gms)
  return [...blocks].map(({ index, 1: program = '', 2: output }) => {
    const line = text.slice(0, index).split('\n').length
    const file = join(FOLDER, `${page.replaceAll(/[^\w]+/g, '-')}-line-${line}.ts`)
    return { place: `${page}:${line}`, file, program, output }
  })
}

const masked = (text: string): string => text.replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'HH:MM:SS')

const snippets = pages().flatMap(snippetsOf)
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
for (const { file, program } of snippets) {
  writeFileSync(file, program)
}
const config = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: true,
    rootDir: '../..',
    declaration: false,
    declarationMap: false,
    // what only the library denies itself
    erasableSyntaxOnly: false,
  },
  include: ['*.ts'],
}
writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))

test('the documentation has programs, and every ```ts block of it was found', () => {
  const fences = pages().flatMap((page) => readFileSync(join(ROOT, page), 'utf8').match(/^```ts$/gm) ?? [])
  assert.equal(snippets.length, fences.length)
  assert.ok(snippets.some(({ output }) => output !== undefined))
})

test('every program of the documentation type-checks', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { code, stdout, stderr } = await runNode([tsc, '-p', FOLDER], { timeout: LIMIT_MS })
  assert.equal(code, 0, stdout + stderr)
})

for (const { place, file, output } of snippets) {
  test(`the program at ${place} runs${output === undefined ? '' : ', and prints what stands below it'}`, async () => {
    const ran = await runNogil(['run', file], { timeout: LIMIT_MS })
    assert.equal(ran.code, 0, ran.stderr)
    if (output === undefined) return
    // logging without a stream writes to stderr; a program is shown with either, not with both
    const printed = ran.stdout === '' ? ran.stderr : ran.stdout
    assert.equal(masked(printed), masked(output))
  })
}
