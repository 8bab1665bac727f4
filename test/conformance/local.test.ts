/** Runs the Local suite on the real Local: called by main, called by a worker thread, and all of it on both cores. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { isMainThread, Lock, Thread } from 'nogil'
import { onAtomicsCore } from '../support/waiters.ts'
import { runNode } from '../support/child.ts'
import { localCases } from './local.suite.ts'
import { runLocalCase } from './local-kit.ts'

const WANTED_CORE = process.env['NOGIL_CORE']
const titles = Object.keys(localCases)

for (const title of titles) {
  test(`${title} [main]`, () => runLocalCase(title))

  test(`${title} [thread]`, async () => {
    const caller = new Thread({ target: runLocalCase, args: [title] })
    caller.start()
    await caller.resultAsync()
  })
}

test('the cases called by a thread run in a thread, on the core that was asked for', () => {
  const probe = new Thread({ target: () => [isMainThread(), onAtomicsCore()] })
  new Lock()
  probe.start()
  assert.deepEqual(probe.result(), [false, WANTED_CORE === 'atomics'])
  assert.equal(onAtomicsCore(), WANTED_CORE === 'atomics')
})

if (WANTED_CORE !== 'atomics') {
  test('all of it holds on the pure Atomics core', async () => {
    const watchdog = new URL('../support/watchdog.js', import.meta.url).href
    const { code, stdout, stderr } = await runNode(
      ['--import', watchdog, '--test-reporter=tap', fileURLToPath(import.meta.url)],
      { env: { NOGIL_CORE: 'atomics' }, timeout: 60_000 },
    )
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, new RegExp(`^# pass ${titles.length * 2 + 1}$`, 'm'))
    assert.match(stdout, /^# fail 0$/m)
  })
}
