/**
 * docs/conformance.md is what the list of CPython's tests makes it, and the list is right: each test that is said to hold
 * has one of ours, found by its title in the sources, and each that is said not to apply stands in python-map.md.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { conformancePage } from '../conformance/conformance-page.ts'
import { cpythonFiles } from '../conformance/cpython-tests.ts'
import { trapsWithoutTest } from '../conformance/cpython-traps.ts'
import { absentTests, namedTest, unknownNames, withoutTest } from '../conformance/match-titles.ts'
import type { NamedTest } from '../conformance/match-titles.ts'
import { ROOT } from '../support/child.ts'

interface Title {
  readonly path: string
  readonly title: string
}

/** Titles of all tests and cases that begin with a name of CPython's or with a trap. */
function titlesOfSources(): Title[] {
  const sources = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
  return sources
    .filter((path) => /\.(suite|test)\.ts$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(`${ROOT}test/${path}`, 'utf8')
      const titles = [...text.matchAll(/^\s*(?:async |test\(\s*)?(['"`])((?:test_\w|trap \d).*?)\1/gm)]
      return titles.map(([, , title = '']) => ({ path, title }))
    })
}

function namedTests(): NamedTest[] {
  return titlesOfSources().flatMap(({ path, title }) => namedTest(path, title) ?? [])
}

test('docs/conformance.md is up to date', () => {
  const page = readFileSync(`${ROOT}docs/conformance.md`, 'utf8')
  assert.equal(page, conformancePage(), 'write it anew with `npm run conformance`')
})

test('every test of CPython that holds here has a test of its name, and every such name is one of CPython', () => {
  const tests = namedTests()
  assert.ok(tests.length > 60)
  assert.deepEqual(withoutTest(tests), [])
  assert.deepEqual(unknownNames(tests), [])
})

test('every trap has a test', () => {
  assert.deepEqual(trapsWithoutTest(titlesOfSources().map(({ title }) => title)), [])
})

test('every test of CPython that has no counterpart stands in python-map.md, beside its reason', () => {
  const map = readFileSync(`${ROOT}docs/python-map.md`, 'utf8')
  for (const [reason, names] of absentTests()) {
    const row = map.split('\n').find((line) => line.startsWith(`| ${reason} |`)) ?? ''
    const listed = [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    assert.deepEqual(
      names.filter((name) => !listed.includes(name)),
      [],
      reason,
    )
  }
})

test('no method is listed twice', () => {
  const names = cpythonFiles.flatMap((file) =>
    file.classes.flatMap((owner) =>
      Object.keys(owner.tests).map((name) => `${file.name} ${owner.name}.${name}`),
    ),
  )
  assert.equal(new Set(names).size, names.length)
  assert.equal(names.length, 65 + 97 + 11 + 18 + 6 + 34 + 21 + 7 + 5 + 9 + 20 + 4 + 20 + 16)
})
