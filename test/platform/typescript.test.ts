import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode } from '../support/child.ts'

const PROGRAMS = `${ROOT}test/platform/programs`
const stripsTypes = Boolean((process.features as { typescript?: unknown }).typescript)

test('ensureTypeScript() lets a thread of a plain node program import and require TypeScript', async () => {
  const { stdout, stderr } = await runNode([`${PROGRAMS}/ensure.mjs`])
  assert.equal(stderr.replace(/^.*ExperimentalWarning: Type Stripping.*\n.*\n/m, ''), '')
  assert.deepEqual(stdout.split('\n'), ['imported 1', 'required 2', 'thread imported 1', ''])
})

test('ensureTypeScriptForRequire() lets a thread require ES modules of TypeScript, and what they import', async () => {
  const { stdout, stderr } = await runNode([`${PROGRAMS}/ensure-require.mjs`])
  assert.equal(stdout, 'required a module 1 3\n', stderr)
})

test('ensureTypeScript() leaves a Node that strips types itself as it is, unless `nogil run` started it', async () => {
  const { stdout } = await runNode([`${PROGRAMS}/in-use.mjs`])
  assert.equal(stdout, 'in use: false, then true\n')
})

test('without ensureTypeScript() only a Node that strips types imports TypeScript', async () => {
  const { code } = await runNode(['--input-type=module', '-e', `await import('${PROGRAMS}/erasable.ts')`])
  assert.equal(code, stripsTypes ? 0 : 1)
})
