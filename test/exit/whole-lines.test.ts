/** Lines of threads are whole and none is lost, whoever reads slowly and whatever main does meanwhile. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import test from 'node:test'
import { ROOT } from '../support/child.ts'
import { allowMs } from '../support/watchdog.ts'

const WHOLE = /^([a-dm]):(\d+):\1{20000}:end$/

/** The program's whole output, read so slowly that the pipe is full all the time. */
function readSlowly(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const program = ['run', `${ROOT}test/exit/programs/long-lines.ts`, ...args]
  const child = spawn(
    '/bin/sh',
    ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, `${ROOT}dist/cli/main.js`, ...program],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    },
  )
  let text = ''
  child.stdout.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    child.stdout.pause()
    setTimeout(() => child.stdout.resume(), 2)
  })
  return new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('close', (code) => settle({ code, lines: text.split('\n').filter((line) => line !== '') }))
  })
}

function assertAllWhole(lines: readonly string[], names: string): void {
  const next = new Map([...names].map((name) => [name, 0]))
  for (const line of lines) {
    const [, name = '', n] = WHOLE.exec(line) ?? []
    assert.notEqual(
      n,
      undefined,
      `a torn line of ${line.length} characters: ${line.slice(0, 40)}…${line.slice(-40)}`,
    )
    assert.equal(Number(n), next.get(name), `${name} is out of order or has lost a line`)
    next.set(name, Number(n) + 1)
  }
  assert.deepEqual(
    [...next.values()],
    [...names].map(() => 25),
    'lines are missing at the end',
  )
}

for (const way of ['console', 'stream', 'stderr', 'logging', 'mixed']) {
  for (const main of way === 'console' || way === 'logging'
    ? ['joins', 'awaits', 'returns', 'prints']
    : ['joins', 'prints']) {
    test(`20 KB lines by ${way} are whole and complete while main ${main}`, async () => {
      allowMs(60_000)
      const { code, lines } = await readSlowly(way, main)
      assertAllWhole(lines, main === 'prints' ? 'abcdm' : 'abcd')
      assert.equal(code, 0)
    })
  }
}

test('20 KB lines are whole and complete after main has failed', async () => {
  allowMs(60_000)
  const { code, lines } = await readSlowly('console', 'throws')
  assertAllWhole(
    lines.filter((line) => line.startsWith('a:') || WHOLE.test(line) || line.length > 200),
    'abcd',
  )
  assert.equal(code, 1)
})
