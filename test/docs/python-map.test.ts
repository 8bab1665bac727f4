/** docs/python-map.md against the package's real exports and, where there is one, against CPython. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as threading from 'nogil/threading'
import * as logging from 'nogil/logging'
import * as queue from 'nogil/queue'
import * as futures from 'nogil/futures'
import * as shared from 'nogil/shared'
import { ROOT } from '../support/child.ts'

type Module = 'threading' | 'queue' | 'futures' | 'logging' | 'shared'
interface Row {
  /** As `logging.info` or `Thread.join`. */
  readonly python: string
  readonly owner: string
  readonly name: string
  /** Name here, `–` when there is none. */
  readonly here: string
  readonly status: string
}

const text = readFileSync(`${ROOT}docs/python-map.md`, 'utf8')
const rows: Row[] = [
  ...text.matchAll(/^\| `(\w+)\.(\w+)` +\| (?:option )?(–|`\w+`) +\| (\w+) +\|.*\|$/gm),
].map(([, owner = '', name = '', here = '', status = '']) => ({
  python: `${owner}.${name}`,
  owner,
  name,
  here: here.replaceAll('`', ''),
  status,
}))
const moduleOf: Readonly<Record<string, Module>> = {
  threading: 'threading',
  queue: 'queue',
  futures: 'futures',
  logging: 'logging',
  handlers: 'logging',
}
const moduleRows = rows.filter(({ owner }) => owner in moduleOf)
const packages: Readonly<Record<Module, Readonly<Record<string, unknown>>>> = {
  threading,
  queue,
  futures,
  logging,
  shared,
}
const valuesOf = (module: Module): string[] => Object.keys(packages[module])
const typesOf = (module: Module): string[] => {
  const declared = readFileSync(`${ROOT}dist/${module}/index.d.ts`, 'utf8')
  return [...declared.matchAll(/export type \{([^}]*)\}/g)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  )
}
const camelCase = (name: string): string =>
  name.replace(/(?<=.)_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const section = (from: string, to: string): string => text.slice(text.indexOf(from), text.indexOf(to))
const bodies: Readonly<Record<Module, string>> = {
  threading: section('\n## threading\n', '\n## queue\n'),
  queue: section('\n## queue\n', '\n## futures\n'),
  futures: section('\n## futures\n', '\n## logging\n'),
  logging: section('\n## logging\n', '\n## shared\n'),
  shared: section('\n## shared\n', '\n## What comes later\n'),
}

test('each status is one of the four, and every row of a table of names was read', () => {
  assert.deepEqual(
    rows.filter(({ status }) => !['same', 'different', 'later', 'absent'].includes(status)),
    [],
  )
  assert.equal(rows.length, (text.match(/^\| `\w+\.\w+` +\|/gm) ?? []).length)
  assert.equal(new Set(rows.map(({ python }) => python)).size, rows.length)
})

test('what the map calls same or different is exported under the name it gives', () => {
  const wrong = moduleRows.filter(({ owner, here, status }) => {
    const module = moduleOf[owner] ?? 'threading'
    const exported = [...valuesOf(module), ...typesOf(module)].includes(here)
    return status === 'same' || status === 'different' ? !exported : here !== '–'
  })
  assert.deepEqual(wrong, [])
})

test('what the map calls later or absent is not exported', () => {
  const there = moduleRows.filter(
    ({ owner, name, status }) =>
      (status === 'later' || status === 'absent') &&
      [name, camelCase(name), name[0]?.toUpperCase() + name.slice(1)].some((known) =>
        valuesOf(moduleOf[owner] ?? 'threading').includes(known),
      ),
  )
  assert.deepEqual(there, [])
})

for (const module of ['threading', 'queue', 'futures', 'logging', 'shared'] as const) {
  test(`every export of nogil/${module} stands in the map, values and types`, () => {
    const named = new Set([...bodies[module].matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
    const missing = [...valuesOf(module), ...typesOf(module)].filter((name) => !named.has(name))
    assert.deepEqual(missing, [])
  })
}

const REPORT = `
import concurrent.futures, json, logging, logging.handlers, queue, threading
def public(thing): return [name for name in dir(thing) if not name.startswith('_')]
def own(module, prefix):
    return [n for n in public(module) if getattr(getattr(module, n), '__module__', module.__name__) == module.__name__
            and type(getattr(module, n)).__name__ != 'module']
classes = {'Thread': threading.Thread, 'Lock': type(threading.Lock()), 'RLock': type(threading.RLock()),
    'Condition': threading.Condition}
for module in queue, logging, logging.handlers:
    for name in public(module):
        thing = getattr(module, name)
        if isinstance(thing, type) and thing.__module__ == module.__name__ and not issubclass(thing, Exception): classes[name] = thing
print(json.dumps({
    'threading': list(threading.__all__), 'queue': list(queue.__all__), 'futures': [n for n in concurrent.futures.__all__], 'logging': list(logging.__all__) + own(logging, 'logging'),
    'handlers': [n for n in own(logging.handlers, 'handlers') if not n.startswith('ST_')],
    'members': {n: public(c) for n, c in classes.items()},
    'bases': {n: [b.__name__ for b in c.__mro__] for n, c in classes.items()}}))`

interface Report {
  readonly threading: readonly string[]
  readonly queue: readonly string[]
  readonly futures: readonly string[]
  readonly logging: readonly string[]
  readonly handlers: readonly string[]
  readonly members: Readonly<Record<string, readonly string[]>>
  readonly bases: Readonly<Record<string, readonly string[]>>
}

const python = spawnSync('python3', ['-c', REPORT], { encoding: 'utf8' })
const skip = python.error !== undefined && 'there is no python3'
const report = (): Report => {
  assert.equal(python.status, 0, python.stderr)
  return JSON.parse(python.stdout) as Report
}

test('every public name of CPython has a row', { skip }, () => {
  const known = report()
  for (const owner of ['threading', 'queue', 'futures', 'logging', 'handlers'] as const) {
    const named = new Set(moduleRows.filter((row) => row.owner === owner).map(({ name }) => name))
    // type names that logging imports for annotations, and its copyright facts, are not its own
    assert.deepEqual(
      known[owner].filter((name) => !named.has(name)),
      [],
      owner,
    )
  }
})

test('every public member of a class is there by the rules, or has a row', { skip }, () => {
  const { members, bases } = report()
  const listed = new Set(rows.map(({ python: name }) => name))
  const missing: string[] = []
  let compared = 0
  for (const [name, its] of Object.entries(members)) {
    const ours = Object.values(packages).find((exported) => name in exported)?.[name]
    if (typeof ours !== 'function') continue
    const prototype = ours.prototype as object
    compared += 1
    for (const member of its) {
      const has = camelCase(member) in prototype
      const isListed = (bases[name] ?? []).concat(name).some((base) => listed.has(`${base}.${member}`))
      if (!has && !isListed) missing.push(`${name}.${member}`)
    }
  }
  assert.ok(compared > 12)
  assert.deepEqual(missing, [])
})
