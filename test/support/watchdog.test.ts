import assert from 'node:assert/strict'
import test from 'node:test'
import { ROOT, runNode } from './child.ts'
import { allowMs } from './watchdog.ts'

const SUPPORT = `${ROOT}.build/test/support`

test('a test that blocks its thread for ever becomes one named failure with exit code 1', async () => {
  const { code, stdout, stderr } = await runNode(
    ['--import', `${SUPPORT}/watchdog.js`, '--test', '--test-reporter=tap', `${SUPPORT}/deadlock.fixture.js`],
    { env: { NOGIL_WATCHDOG_MS: '500' } },
  )
  assert.equal(code, 1)
  // Some versions print a test file's stderr as part of the report, some as it is.
  const named =
    'DEADLOCK: "waits for a word that nobody changes" (deadlock.fixture.js) did not end within 0.5 s'
  assert.ok((stdout + stderr).includes(named), `${stdout}\n${stderr}`)
  assert.match(stdout, /^# fail 1$/m)
})

test('allowMs() gives a test more time than the limit', async () => {
  allowMs(15_000)
  const { code } = await runNode(
    ['--import', `${SUPPORT}/watchdog.js`, '--test', `${SUPPORT}/slow.fixture.js`],
    { env: { NOGIL_WATCHDOG_MS: '200' } },
  )
  assert.equal(code, 0)
})

test('a program started by a test runs without the watchdog and without the runner', async () => {
  const { stdout } = await runNode(['-p', 'process.execArgv.length + String(process.env.NODE_TEST_CONTEXT)'])
  assert.equal(stdout, '2undefined\n')
})
