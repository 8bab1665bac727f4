/** The example of a shared collection says what its Python twin says. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { pythonSeen, runTypeScript, seenOf } from '../support/recorded-twin.ts'

test('word-count: four threads count as Python does', async () => {
  const ran = await runTypeScript('examples/word-count.ts')
  const python = await pythonSeen('examples/word-count')
  assert.equal(python.lines.length, 6)
  assert.deepEqual(seenOf(ran), python)
})
