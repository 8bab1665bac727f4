/**
 * Runs the built tests that carry the names of CPython's, and writes docs/conformance.md: `npm run conformance`.
 *
 * It fails, and writes nothing, when one of those tests failed, was skipped or is missing. test/docs/conformance.test.ts
 * checks in every run of the tests that the page is the one that this would write.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = join(ROOT, '.build/test')
const { conformancePage } = await import(pathToFileURL(join(BUILT, 'conformance/conformance-page.js')).href)
const { namedTest, withoutTest } = await import(
  pathToFileURL(join(BUILT, 'conformance/match-titles.js')).href
)

const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.js'))
  .filter((path) => path.startsWith('conformance/') || namesTests(join(BUILT, path)))
const { trapOf, trapsWithoutTest } = await import(
  pathToFileURL(join(BUILT, 'conformance/cpython-traps.js')).href
)
const reporter = pathToFileURL(join(BUILT, 'conformance/pass-reporter.js')).href
const ran = spawnSync(
  process.execPath,
  [
    join(ROOT, 'tools/test.mjs'),
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    ...files,
  ],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 2 ** 20 },
)
const outcomes = ran.stdout
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))

const named = outcomes
  .map(({ path, title, passed }) => ({ test: namedTest(path, title), title, passed }))
  .filter(({ test, title }) => test !== undefined || trapOf(title) !== undefined)
const failed = named.filter(({ passed }) => !passed).map(({ title }) => title)
const passed = named.filter((one) => one.passed)
const missing = [
  ...withoutTest(passed.flatMap(({ test }) => test ?? [])),
  ...trapsWithoutTest(passed.map(({ title }) => title)).map((number) => `trap ${number}`),
]
report('failed or was skipped', failed)
report('has no test that passed', missing)
if (failed.length > 0 || missing.length > 0) process.exit(1)

writeFileSync(join(ROOT, 'docs/conformance.md'), conformancePage())
console.log(`${passed.length} tests passed under names of CPython; wrote docs/conformance.md`)

/** Whether the file has titles that begin with a name of CPython's. */
function namesTests(path) {
  return /^\s*(?:test\(\s*)?['"`](?:test_|trap )\w+/m.test(readFileSync(path, 'utf8'))
}

function report(what, list) {
  for (const one of list) console.error(`${what}: ${one}`)
}
