/** Watching signals in a worker: those that come, and one that comes when the watching ends. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'

const PROGRAM = `${ROOT}test/platform/programs/watched-signals.mjs`

test('a worker hears signals while main is blocked, and is told of one that came as the watching ended', async () => {
  const { stdout, stderr, signal } = await runNode([PROGRAM])
  assert.deepEqual(
    [stdout, stderr, signal],
    ['heard 1, missed false\nheard 0, missed true\nheard 0, missed false\n', '', 'SIGINT'],
  )
})

test('the flags of the supervisor reach no thread of the program', async () => {
  const { stdout } = await runNode(['--no-warnings', `${ROOT}test/platform/programs/flags-of-threads.mjs`])
  assert.equal(stdout, "[ '--no-warnings' ]\n".repeat(2))
})
