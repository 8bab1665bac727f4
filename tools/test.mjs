/**
 * Runs the built tests with the Node that runs this file: `node tools/test.mjs [--again=FILE] [--without=FOLDER] [part of a path…]`.
 *
 * Files are listed here because Node 20 takes no glob; the watchdog turns a deadlock into one named failure.
 *
 * --again=FILE, for machines that are shared with others: files of tests that failed are run once more, alone, and only
 * what fails twice fails the run. What failed the first time is added to FILE, by name, so that it isn't forgotten.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TESTS = join(ROOT, '.build/test')

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const again = process.argv.find((word) => word.startsWith('--again='))?.slice('--again='.length)
const without = process.argv
  .filter((word) => word.startsWith('--without='))
  .map((word) => word.slice('--without='.length))
const options = process.argv
  .slice(2)
  .filter((word) => word.startsWith('-') && !/^--(again|without)=/.test(word))
const files = readdirSync(TESTS, { recursive: true })
  .map((name) => join(TESTS, String(name)))
  .filter((path) => path.endsWith('.test.js'))
  .filter((path) => !without.some((folder) => path.startsWith(join(TESTS, folder))))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.slice(TESTS.length).includes(part)))
  .sort()

if (files.length === 0) {
  console.error(
    `expected test files in ${TESTS}${wanted.length > 0 ? ` matching ${wanted.join(', ')}` : ''}, found none`,
  )
  process.exit(1)
}
const watchdog = pathToFileURL(join(TESTS, 'support/watchdog.js')).href
const failedFiles = pathToFileURL(join(ROOT, 'tools/failed-files.mjs')).href
const folder = mkdtempSync(join(tmpdir(), 'nogil-tests-'))

// Node's own choice is one file less than there are cores; most tests wait for children and clocks
const { status: first, failures } = run(files, Math.max(2, availableParallelism() - 1))
let status = first
if (status !== 0 && again !== undefined && failures.length > 0) {
  const told = failures.map(
    ({ path, name }) => `${process.version} ${path.slice(TESTS.length + 1)}: ${name}\n`,
  )
  appendFileSync(again, told.join(''))
  console.log(`# failed, and run again, alone:\n${told.map((line) => `#   ${line}`).join('')}`)
  const paths = [...new Set(failures.map(({ path }) => path))]
  if (paths.every((path) => files.includes(path))) ({ status } = run(paths, 1))
}
rmSync(folder, { recursive: true })
process.exit(status)

function run(paths, concurrency) {
  const destination = join(folder, `failed-${paths.length}-${concurrency}`)
  const ran = spawnSync(
    process.execPath,
    [
      `--import=${watchdog}`,
      `--test-concurrency=${concurrency}`,
      `--test-reporter=${process.stdout.isTTY ? 'spec' : 'tap'}`,
      '--test-reporter-destination=stdout',
      `--test-reporter=${failedFiles}`,
      `--test-reporter-destination=${destination}`,
      ...options,
      '--test',
      ...paths,
    ],
    { cwd: ROOT, stdio: 'inherit' },
  )
  if (ran.signal !== null) console.error(`the test runner was ended by ${ran.signal}`)
  const lines = existsSync(destination) ? readFileSync(destination, 'utf8').split('\n').filter(Boolean) : []
  const failures = lines.map((line) => line.split('\t')).map(([path, name]) => ({ path, name }))
  return { status: ran.status ?? 1, failures }
}
