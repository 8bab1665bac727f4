/** docs/architecture.md names every file of src/ once, and no file that is not there. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { ROOT } from '../support/child.ts'

const text = readFileSync(`${ROOT}docs/architecture.md`, 'utf8')
const listed = [...text.matchAll(/^- `([^`]+\.\w+)`:/gm)].map(([, path]) => path ?? '')

function filesBelow(folder: string): string[] {
  return readdirSync(`${ROOT}${folder}`, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  )
}

test('the list of files has each source file once, and nothing else', () => {
  const there = filesBelow('src')
    .filter((path) => /\.(ts|wat)$/.test(path))
    .map((path) => path.slice('src/'.length))
  assert.deepEqual(
    {
      missing: there.filter((path) => !listed.includes(path)),
      gone: listed.filter((path) => !there.includes(path)),
      twice: listed.filter((path, at) => listed.indexOf(path) !== at),
    },
    { missing: [], gone: [], twice: [] },
  )
})

test('every path in the running text and in core/README.md exists', () => {
  const notes = readFileSync(`${ROOT}src/core/README.md`, 'utf8')
  const paths = [...`${text}\n${notes}`.matchAll(/`((?:[\w-]+\/)*[\w-]+\.(?:ts|md|wat))`/g)].map(
    ([, path]) => path ?? '',
  )
  const folders = ['', 'src/', 'src/core/', 'src/runtime/', 'src/threading/', 'src/logging/']
  const missing = paths.filter((path) => !folders.some((folder) => existsSync(`${ROOT}${folder}${path}`)))
  assert.ok(paths.length > listed.length)
  assert.deepEqual(missing, [])
})

test('every link of the documentation to a file of the repository leads somewhere', () => {
  const pages = [
    ...filesBelow('docs').filter((path) => path.endsWith('.md')),
    'src/core/README.md',
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].filter((path) =>
      existsSync(ROOT + path),
    ),
  ]
  const broken: string[] = []
  for (const page of pages) {
    for (const [, link = ''] of readFileSync(ROOT + page, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^\w+:/.test(link)) continue
      if (!existsSync(new URL(link, `file://${ROOT}${page}`))) broken.push(`${page}: ${link}`)
    }
  }
  assert.deepEqual(broken, [])
})

test('every shared word of the tables of src/core stands in the tables of core/README.md', () => {
  const notes = readFileSync(`${ROOT}src/core/README.md`, 'utf8')
  const layout = [
    'layout',
    'queue-layout',
    'data-layout',
    'object-layout',
    'futures-layout',
    'holdings-layout',
  ]
    .map((name) => readFileSync(`${ROOT}src/core/${name}.ts`, 'utf8'))
    .join('')
  const words = [...layout.matchAll(/^export const (\w+) =/gm)].map(([, name]) => name ?? '')
  assert.ok(words.length > 60)
  assert.deepEqual(
    words.filter((word) => !new RegExp(`\\b${word}\\b`).test(notes)),
    [],
  )
})
