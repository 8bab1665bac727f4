/**
 * Runs the built tests that carry the names of CPython's, and writes docs/conformance.md: `npm run conformance`.
 *
 * It fails, and writes nothing, when one of those tests failed, was skipped or is missing, or another one of their files
 * failed. test/docs/conformance.test.ts checks in every run of the tests that the page is the one that this would write.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
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
const watchdog = pathToFileURL(join(BUILT, 'support/watchdog.js')).href
const folder = mkdtempSync(join(tmpdir(), 'nogil-conformance-'))
const outcomes = []
const broken = []
const left = files.values()
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const path of left) outcomes.push(...(await outcomesOf(path)))
  }),
)
rmSync(folder, { recursive: true })

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
report('ended with an error', broken)
if (failed.length + missing.length + broken.length > 0) process.exit(1)

writeFileSync(join(ROOT, 'docs/conformance.md'), conformancePage())
console.log(`${passed.length} tests passed under names of CPython; wrote docs/conformance.md`)

/**
 * Runs one test file by itself: where several files call `test()` through one helper, the reporter hears the helper's name.
 *
 * @returns titles and whether they passed.
 */
async function outcomesOf(path) {
  const report = join(folder, path.replaceAll(/\W/g, '-'))
  const flags = [
    `--import=${watchdog}`,
    `--test-reporter=${reporter}`,
    `--test-reporter-destination=${report}`,
  ]
  const run = spawn(process.execPath, [...flags, join(BUILT, path)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  run.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const [code] = await once(run, 'close')
  // also tests without a name of CPython's count, such as that all holds on the other core
  if (code !== 0) {
    process.stderr.write(errors)
    broken.push(path)
  }
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ path, ...JSON.parse(line) }))
}

/** Whether the file has titles that begin with a name of CPython's. */
function namesTests(path) {
  return /^\s*(?:test\(\s*)?['"`](?:test_|trap )\w+/m.test(readFileSync(path, 'utf8'))
}

function report(what, list) {
  for (const one of list) console.error(`${what}: ${one}`)
}
