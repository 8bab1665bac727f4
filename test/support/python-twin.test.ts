import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT } from './child.ts'
import { linesOf, NO_PYTHON, runTwins } from './python-twin.ts'

test(
  'a Python program and its TypeScript twin are run and compared by lines',
  { skip: NO_PYTHON },
  async () => {
    const { python, typescript } = await runTwins(`${ROOT}test/support/programs/hello`)
    assert.deepEqual(linesOf(typescript.stdout), ['Main    : hello', 'bye'])
    assert.deepEqual(linesOf(python.stdout), linesOf(typescript.stdout))
  },
)
