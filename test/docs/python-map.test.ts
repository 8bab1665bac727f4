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
  /** An option of the constructor here. */
  readonly isOption: boolean
}

const text = readFileSync(`${ROOT}docs/python-map.md`, 'utf8')
const rows: Row[] = [...text.matchAll(/^\| `(\w+)\.(\w+)` +\| (option )?(–|`\w+`) +\| (\w+) +\|.*\|$/gm)].map(
  ([, owner = '', name = '', option, here = '', status = '']) => ({
    python: `${owner}.${name}`,
    owner,
    name,
    here: here.replaceAll('`', ''),
    status,
    isOption: option !== undefined,
  }),
)
const moduleOf: Readonly<Record<string, Module>> = {
  threading: 'threading',
  queue: 'queue',
  futures: 'futures',
  logging: 'logging',
  handlers: 'logging',
}
/** Modules of Python that have no counterpart of one name: what they have may stand in any of ours. */
const spread = ['multiprocessing', 'shared_memory', 'sharedctypes', 'managers', 'SyncManager']
const moduleRows = rows.filter(({ owner }) => owner in moduleOf || spread.includes(owner))
const packages: Readonly<Record<Module, Readonly<Record<string, unknown>>>> = {
  threading,
  queue,
  futures,
  logging,
  shared,
}
const modules = ['threading', 'queue', 'futures', 'logging', 'shared'] as const
const valuesOf = (module: Module): string[] => Object.keys(packages[module])
const typesOf = (module: Module): string[] => {
  const declared = readFileSync(`${ROOT}dist/${module}/index.d.ts`, 'utf8')
  return [...declared.matchAll(/export type \{([^}]*)\}/g)].flatMap(
    ([, names = '']) => names.match(/\w+/g) ?? [],
  )
}
const camelCase = (name: string): string =>
  name.replace(/(?<=.)_([a-z])/g, (_, letter: string) => letter.toUpperCase())
/** Of the module of that name, or of all where there is none. */
const exportsFor = (owner: string, of: (module: Module) => string[]): string[] => {
  const module = moduleOf[owner]
  return module === undefined ? modules.flatMap(of) : of(module)
}
function section(from: string, to: string): string {
  const [start, end] = [text.indexOf(from), text.indexOf(to)]
  assert.ok(start >= 0 && end > start, `${from.trim()} … ${to.trim()}`)
  return text.slice(start, end)
}
const bodies: Readonly<Record<Module, string>> = {
  threading: section('\n## threading\n', '\n## queue\n'),
  queue: section('\n## queue\n', '\n## futures\n'),
  futures: section('\n## futures\n', '\n## logging\n'),
  logging: section('\n## logging\n', '\n## shared\n'),
  shared: section('\n## shared\n', '\n## multiprocessing\n'),
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
    const exported = [...exportsFor(owner, valuesOf), ...exportsFor(owner, typesOf)].includes(here)
    return status === 'same' || status === 'different' ? !exported : here !== '–'
  })
  assert.deepEqual(wrong, [])
})

test('what the map calls later or absent is not exported', () => {
  const there = moduleRows.filter(
    ({ owner, name, status }) =>
      (status === 'later' || status === 'absent') &&
      [name, camelCase(name), name[0]?.toUpperCase() + name.slice(1)].some((known) =>
        exportsFor(owner, valuesOf).includes(known),
      ),
  )
  assert.deepEqual(there, [])
})

/** Our class for one of Python's, by name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  dict: 'SharedMap',
  list: 'SharedList',
  local: 'Local',
  set: 'SharedSet',
}

function classHere(python: string): { readonly prototype: object } | undefined {
  const name = OTHER_NAMES[python] ?? python
  const ours = Object.values(packages).find((exported) => name in exported)?.[name]
  return typeof ours === 'function' ? (ours as unknown as { readonly prototype: object }) : undefined
}

/** Own properties that a constructor sets, which no prototype has. */
const OWN_PROPERTIES = new Set(['Handler.name', 'StreamHandler.terminator'])

test('a member that the map calls same or different is one of our class, under the name it gives', () => {
  const members = rows.filter(
    (row) => !moduleRows.includes(row) && (row.status === 'same' || row.status === 'different'),
  )
  const wrong = members.filter(({ python: name, owner, here, isOption }) => {
    const ours = classHere(owner)
    return ours === undefined || !(isOption || here in ours.prototype || OWN_PROPERTIES.has(name))
  })
  assert.ok(members.length > 30)
  assert.deepEqual(
    wrong.map(({ python: name, here }) => `${name}: ${here}`),
    [],
  )
})

for (const module of modules) {
  test(`what the map adds to Python in nogil/${module} is exported`, () => {
    const added = [...bodies[module].matchAll(/^\| here \| what it is \|\n.*\n((?:\|.*\n)+)/gm)]
    const names = added.flatMap(([, lines = '']) =>
      [...lines.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []),
    )
    const exported = [...valuesOf(module), ...typesOf(module)]
    assert.deepEqual(
      names.filter((name) => !exported.includes(name)),
      [],
    )
  })

  test(`every export of nogil/${module} stands in the map, values and types`, () => {
    const named = new Set([...bodies[module].matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
    const missing = [...valuesOf(module), ...typesOf(module)].filter((name) => !named.has(name))
    assert.deepEqual(missing, [])
  })
}

const REPORT = `
import concurrent.futures, json, logging, logging.handlers, queue, threading
import multiprocessing, multiprocessing.managers, multiprocessing.shared_memory, multiprocessing.sharedctypes
def public(thing): return [name for name in dir(thing) if not name.startswith('_')]
def own(module, prefix):
    return [n for n in public(module) if getattr(getattr(module, n), '__module__', module.__name__) == module.__name__
            and type(getattr(module, n)).__name__ != 'module']
classes = {'Thread': threading.Thread, 'Lock': type(threading.Lock()), 'RLock': type(threading.RLock()),
    'Condition': threading.Condition, 'Event': threading.Event, 'Semaphore': threading.Semaphore,
    'BoundedSemaphore': threading.BoundedSemaphore, 'Barrier': threading.Barrier, 'Timer': threading.Timer,
    'local': threading.local, 'dict': dict, 'list': list, 'set': set,
    'Future': concurrent.futures.Future, 'ThreadPoolExecutor': concurrent.futures.ThreadPoolExecutor,
    'Value': type(multiprocessing.Value('i', 0))}
for module in queue, logging, logging.handlers:
    for name in public(module):
        thing = getattr(module, name)
        if isinstance(thing, type) and thing.__module__ == module.__name__ and not issubclass(thing, Exception): classes[name] = thing
print(json.dumps({
    'threading': list(threading.__all__), 'queue': list(queue.__all__), 'futures': [n for n in concurrent.futures.__all__], 'logging': list(logging.__all__) + own(logging, 'logging'),
    'handlers': [n for n in own(logging.handlers, 'handlers') if not n.startswith('ST_')],
    'multiprocessing': [n for n in public(multiprocessing) if type(getattr(multiprocessing, n)).__name__ != 'module'],
    'shared_memory': list(multiprocessing.shared_memory.__all__), 'sharedctypes': list(multiprocessing.sharedctypes.__all__),
    'managers': list(multiprocessing.managers.__all__), 'SyncManager': list(multiprocessing.managers.SyncManager._registry),
    'members': {n: public(c) for n, c in classes.items()},
    'bases': {n: [b.__name__ for b in c.__mro__] for n, c in classes.items()}}))`

interface Report {
  readonly threading: readonly string[]
  readonly queue: readonly string[]
  readonly futures: readonly string[]
  readonly logging: readonly string[]
  readonly handlers: readonly string[]
  readonly multiprocessing: readonly string[]
  readonly shared_memory: readonly string[]
  readonly sharedctypes: readonly string[]
  readonly managers: readonly string[]
  readonly SyncManager: readonly string[]
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
  const owners = ['threading', 'queue', 'futures', 'logging', 'handlers', ...spread] as const
  for (const owner of owners as readonly Exclude<keyof Report, 'members' | 'bases'>[]) {
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
    const prototype = classHere(name)?.prototype
    if (prototype === undefined) continue
    compared += 1
    for (const member of its) {
      const has = camelCase(member) in prototype
      const isListed = (bases[name] ?? []).concat(name).some((base) => listed.has(`${base}.${member}`))
      if (!has && !isListed) missing.push(`${name}.${member}`)
    }
  }
  assert.ok(compared > 30)
  assert.deepEqual(missing, [])
})
