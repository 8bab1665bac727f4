/**
 * The machinery that measures pools: every scenario runs, contestants that hang, crash or answer wrongly are reported as
 * such. No number is looked at: a test machine is no place to measure.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'
import { allowMs } from '../support/watchdog.ts'

interface Cell {
  readonly p50?: number
  readonly samples?: number
  readonly failures?: readonly { readonly what: string; readonly message: string }[]
}
interface Results {
  readonly quick: boolean
  readonly versions: { readonly node: string }
  readonly scenarios: Readonly<
    Record<
      string,
      { readonly rows: Readonly<Record<string, { readonly contestants: Readonly<Record<string, Cell>> }>> }
    >
  >
}
interface Turn {
  readonly samples?: Readonly<Record<string, readonly number[]>>
  readonly failure?: { readonly what: string; readonly message: string }
}
const { SCENARIOS } = (await import(`${ROOT}bench/pools/plan.mjs`)) as {
  SCENARIOS: Readonly<Record<string, { readonly rows: object }>>
}
const { turn } = (await import(`${ROOT}bench/pools/turn.mjs`)) as {
  turn(who: { adapter: string }, scenario: string, amounts: object, most: number): Promise<Turn>
}
const LIMIT_MS = 240_000
const AMOUNTS = { workers: 1, tasks: 2, warmUp: [1, 1], measure: [1, 1] }

function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nogil-pools-'))
  return use(folder).finally(() => rmSync(folder, { recursive: true }))
}

/** A turn of a contestant whose adapter has this body: what `open()` does. */
function turnOf(body: string, most = 60_000): Promise<Turn> {
  return inFolder((folder) => {
    const file = join(folder, 'adapter.mjs')
    writeFileSync(file, `export async function open() { ${body} }`)
    return turn({ adapter: pathToFileURL(file).href }, 'flood', AMOUNTS, most)
  })
}

test('a quick run plays every scenario with nogil and a raw Worker, and all answers are right', async () => {
  allowMs(LIMIT_MS)
  const results = await inFolder(async (folder) => {
    const file = join(folder, 'results.json')
    const only = 'nogil-blocking,nogil-awaiting,raw-worker'
    const { code, stderr } = await runNode(
      [`${ROOT}bench/pools/run.mjs`, '--quick', '--only', only, '--out', file],
      { timeout: LIMIT_MS },
    )
    assert.equal(code, 0, stderr)
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  })
  assert.equal(results.quick, true)
  assert.equal(results.versions.node, process.version)
  assert.deepEqual(Object.keys(results.scenarios), Object.keys(SCENARIOS))
  for (const [name, { rows }] of Object.entries(results.scenarios)) {
    assert.deepEqual(Object.keys(rows), Object.keys(SCENARIOS[name]?.rows ?? {}))
    for (const { contestants } of Object.values(rows)) {
      for (const [contestant, { p50, samples, failures }] of Object.entries(contestants)) {
        assert.deepEqual(failures, undefined, `${name} ${contestant}`)
        assert.ok(Number.isFinite(p50) && Number(samples) > 0, `${name} ${contestant}`)
      }
    }
  }
})

test('a contestant that works has samples and no failure', async () => {
  const { samples, failure } = await turnOf(
    'return { blocking: true, all: (_, values) => values, close() {} }',
  )
  assert.equal(failure, undefined)
  assert.equal(samples?.['rate']?.length, 1)
})

test('a contestant that never answers is ended and said to hang', async () => {
  // a timer keeps the process: else Node itself would see that nothing can happen any more
  const { samples, failure } = await turnOf(
    'setInterval(() => {}, 1e6); return { all: () => new Promise(() => {}) }',
    1500,
  )
  assert.equal(samples, undefined)
  assert.equal(failure?.what, 'hangs')
})

test('a wrong result is a failure that says what was found', async () => {
  const { samples, failure } = await turnOf('return { blocking: true, all: () => [1, 0], close() {} }')
  assert.equal(samples, undefined)
  assert.equal(failure?.what, 'fails (exit code 1)')
})

test('a crash is a failure with its signal', async () => {
  const { failure } = await turnOf(`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})`)
  assert.equal(failure?.what, 'fails (SIGKILL)')
})

test('a pool that cannot be closed is a failure beside the samples', async () => {
  const { samples, failure } = await turnOf(
    'return { blocking: true, all: (_, values) => values, close: () => new Promise(() => {}) }',
  )
  assert.equal(samples?.['rate']?.length, 1)
  assert.equal(failure?.what, 'ends badly (exit code 13)')
})

test('unknown contestants and scenarios are refused with the names there are', async () => {
  const unknown = await runNode([`${ROOT}bench/pools/run.mjs`, '--only', 'nobody'])
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /expected contestants of nogil-blocking, .*; got nobody/)
  const scenario = await runNode([`${ROOT}bench/pools/run.mjs`, 'nothing'])
  assert.equal(scenario.code, 1)
  assert.match(scenario.stderr, /expected a scenario matching nothing; there are cold, /)
})
