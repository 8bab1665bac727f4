/**
 * The pages about other libraries: what stands there as "Before" prints what it shows, with that library, and what stands
 * there as "After" shows the same. (That the latter is true is tested with all other programs of the documentation.)
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'node:test'
import { ROOT } from '../support/child.ts'
import { blocksOf, pages, textOf } from './blocks.ts'
import type { Block } from './blocks.ts'
import { runShown } from './run-shown.ts'

const RIVALS = join(ROOT, 'bench/rivals/node_modules')
const FOLDER = join(ROOT, '.build/migration')

/** What of them is not part of Node. */
function librariesOf(blocks: readonly Block[]): string[] {
  const imported = blocks.flatMap(({ program }) =>
    [...program.matchAll(/^import .* from '([^'.][^']*)'$/gm)].map(([, from = '']) => from),
  )
  return [
    ...new Set(imported.filter((from) => !from.startsWith('node:')).map((from) => from.split('/')[0] ?? '')),
  ]
}

function missing(libraries: readonly string[]): string | false {
  const absent = libraries.filter((name) => !existsSync(join(RIVALS, name)))
  return absent.length > 0 && `needs ${absent.join(', ')}: npm ci --prefix bench/rivals`
}

/** @returns the program's first file, in a folder where its libraries are found. */
function write(page: string, blocks: readonly Block[]): string {
  const folder = join(FOLDER, basename(page, '.md'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  if (existsSync(RIVALS)) symlinkSync(RIVALS, join(folder, 'node_modules'))
  for (const { name = '', program } of blocks) writeFileSync(join(folder, name), program)
  return join(folder, 'main.mjs')
}

for (const page of pages().filter((name) => /^docs\/migration\/(?!README)/.test(name))) {
  const blocks = blocksOf(page)
  const before = blocks.filter(({ heading }) => heading === 'Before')
  const main = before.find(({ name }) => name === 'main.mjs')

  test(`${page} has a program before and one after, which print the same`, () => {
    const after = blocks.filter(({ heading, language }) => heading === 'After' && language === 'ts')
    assert.equal(after.length, 1)
    assert.ok(main?.output !== undefined)
    assert.deepEqual(after[0]?.output, main.output)
    assert.ok(before.every(({ name, language }) => language === 'js' && name !== undefined))
    assert.match(textOf(page), /^## What becomes of what$/m)
  })

  test(
    `what ${page} shows of the other library is what it does`,
    { skip: missing(librariesOf(before)) },
    async () => {
      await runShown(main?.output, process.execPath, [write(page, before)])
    },
  )
}

test('every page about another library stands in the list of them', () => {
  const listed = [...textOf('docs/migration/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(
    ([, name]) => name,
  )
  const there = pages().filter((name) => /^docs\/migration\/(?!README)/.test(name))
  assert.deepEqual(listed.toSorted(), there.map((name) => basename(name)).toSorted())
  assert.ok(there.length >= 5)
})
