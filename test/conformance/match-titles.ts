/**
 * Which tests of ours stand for which of CPython's: by the names at the beginning of a title, and the name of its file.
 */
import { cpythonFiles } from './cpython-tests.ts'
import type { CPythonClass, CPythonFile, Reason } from './cpython-tests.ts'

/** A test of ours whose title names tests of CPython. */
export interface NamedTest {
  /** File name without folder and endings: `lock-async` of test/conformance/lock-async.suite.ts. */
  readonly stem: string
  /** What it ran on, where the title of a run says so: `Semaphore` of `Semaphore: test_repr: …`. */
  readonly kind: string | undefined
  /** Tests of CPython: `['test_repr']`. */
  readonly names: readonly string[]
}

/** A method of CPython's that ought to have a test here. */
interface Wanted {
  readonly file: CPythonFile
  readonly class: CPythonClass
  readonly name: string
}

/** @param path - Of a test file. @param title - Of a test in it, e.g. `test_a, test_b: what it claims [main]`. */
export function namedTest(path: string, title: string): NamedTest | undefined {
  const [, kind, list] = /^(?:(\w+): )?(test_\w+(?:, test_\w+)*): /.exec(title) ?? []
  if (list === undefined) return undefined
  return { stem: (path.split('/').at(-1) ?? '').replace(/\..*$/, ''), kind, names: list.split(', ') }
}

/** Names of CPython's methods that have no test among `tests`, as `lock_tests.py LockTests.test_reacquire (lock)`. */
export function withoutTest(tests: readonly NamedTest[]): string[] {
  return eachWanted().flatMap(({ file, class: { name: owner, files, inEach, kinds }, name }) => {
    const missing = files.filter((wanted) => !tests.some((test) => stands(test, wanted, name)))
    const isThere = inEach === true ? missing.length === 0 : missing.length < files.length
    if (!isThere) return [`${file.name} ${owner}.${name} (${missing.join(', ')})`]
    const ran = tests
      .filter(({ kind, names }) => kind !== undefined && names.includes(name))
      .map(({ kind }) => kind)
    const without = ran.length === 0 ? [] : (kinds ?? []).filter((kind) => !ran.includes(kind))
    return without.map((kind) => `${file.name} ${owner}.${name} (of ${kind})`)
  })
}

/** Names in titles that no class of the list expects there: misspelt ones, mostly. */
export function unknownNames(tests: readonly NamedTest[]): string[] {
  const known = eachWanted()
  return tests.flatMap((test) =>
    test.names
      .filter((name) => !known.some((wanted) => wanted.name === name && isIn(test, wanted.class)))
      .map((name) => `${test.stem}: ${name}`),
  )
}

/** Tests that are absent here, by the reason. */
export function absentTests(): ReadonlyMap<Reason, readonly string[]> {
  const byReason = new Map<Reason, string[]>()
  for (const { classes } of cpythonFiles) {
    for (const { name: owner, tests } of classes) {
      for (const [name, fate] of Object.entries(tests)) {
        if (fate.status !== 'absent') continue
        byReason.set(fate.why, [...(byReason.get(fate.why) ?? []), `${owner}.${name}`])
      }
    }
  }
  return byReason
}

function eachWanted(): Wanted[] {
  return cpythonFiles.flatMap((file) =>
    file.classes.flatMap((owner) =>
      Object.entries(owner.tests)
        .filter(([, { status }]) => status !== 'absent')
        .map(([name]) => ({ file, class: owner, name })),
    ),
  )
}

function stands(test: NamedTest, file: string, name: string): boolean {
  return (test.stem === file || test.stem.startsWith(`${file}-`)) && test.names.includes(name)
}

function isIn(test: NamedTest, { files, tests }: CPythonClass): boolean {
  return files.some((file) => Object.keys(tests).some((name) => stands(test, file, name)))
}
