/** Flags of the process that Node refuses in a worker, and a process that may not make workers at all. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'

const PROGRAM = `${ROOT}test/platform/programs/one-thread.mjs`

for (const flags of [
  ['--max-old-space-size=256', '--stack-trace-limit=20'],
  ['--max-semi-space-size=16', '--v8-pool-size=2', '--expose-gc', '--no-warnings'],
  ['--secure-heap-min=2', '--title=program'],
]) {
  test(`a program run with ${flags.join(' ')} starts threads`, async () => {
    const { stdout, stderr } = await runNode([...flags, PROGRAM])
    assert.deepEqual([stdout, stderr], ['42\n', ''])
  })
}

for (const flag of ['--disallow-code-generation-from-strings', '--frozen-intrinsics', '--jitless']) {
  test(`a program run with ${flag} has pools`, async () => {
    const program = `${ROOT}test/platform/programs/one-task.mjs`
    const { code, stdout, stderr } = await runNode(['--no-warnings', flag, program])
    assert.deepEqual([code, stdout], [0, '42\n'], stderr)
  })
}

test('threads start in a test file that node --test runs', async () => {
  const { code, stdout } = await runNode([
    '--test',
    '--test-reporter=tap',
    `${ROOT}test/platform/programs/thread-in-a-test.mjs`,
  ])
  assert.equal(code, 0, stdout)
  assert.match(stdout, /^# pass 2$/m)
})

test('where Node refuses workers start() says why each time, and nothing is left behind', async () => {
  const { code, stdout } = await runNode([`${ROOT}test/platform/programs/no-workers.mjs`])
  const refused = "ThreadError: can't start new thread: no more workers 1 [MainThread] initial\n"
  assert.deepEqual([stdout, code], [`${refused}${refused}42\n`, 0])
})
