/**
 * Runs the built tests with the Node that runs this file: `node tools/test.mjs [part of a path…]`.
 *
 * Files are listed here because Node 20 takes no glob; the watchdog turns a deadlock into one named failure.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TESTS = join(ROOT, '.build/test')

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const options = process.argv.slice(2).filter((word) => word.startsWith('-'))
const files = readdirSync(TESTS, { recursive: true })
  .map((name) => join(TESTS, String(name)))
  .filter((path) => path.endsWith('.test.js'))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.slice(TESTS.length).includes(part)))
  .sort()

if (files.length === 0) {
  console.error(
    `expected test files in ${TESTS}${wanted.length > 0 ? ` matching ${wanted.join(', ')}` : ''}, found none`,
  )
  process.exit(1)
}
// Node's own choice is one file less than there are cores; most tests wait for children and clocks
const concurrency = `--test-concurrency=${Math.max(2, availableParallelism() - 1)}`
const watchdog = pathToFileURL(join(TESTS, 'support/watchdog.js')).href
const { status, signal } = spawnSync(
  process.execPath,
  [`--import=${watchdog}`, concurrency, ...options, '--test', ...files],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
)
if (signal !== null) console.error(`the test runner was ended by ${signal}`)
process.exit(status ?? 1)
