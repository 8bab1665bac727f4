/** Runs the cases of a suite called by main, called by a worker thread, and all of it again on the Atomics core. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { isMainThread, Lock, Thread } from 'nogil'
import { runNode } from '../support/child.ts'
import { onAtomicsCore } from '../support/waiters.ts'
import { allowMs } from '../support/watchdog.ts'

const WANTED_CORE = process.env['NOGIL_CORE']

/**
 * @param file - `import.meta.url` of the test file.
 * @param run - runs the case with the title in the calling thread; must be the export of a module.
 */
export function testOnEveryCore(
  file: string,
  titles: readonly string[],
  run: (title: string) => void | Promise<void>,
): void {
  for (const title of titles) {
    test(`${title} [main]`, () => run(title))

    test(`${title} [thread]`, async () => {
      const caller = new Thread({ target: run, args: [title] })
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

  if (WANTED_CORE === 'atomics') return
  test('all of it holds on the pure Atomics core', async () => {
    allowMs(200_000)
    const watchdog = new URL('../support/watchdog.js', import.meta.url).href
    const { code, stdout, stderr } = await runNode(
      ['--import', watchdog, '--test-reporter=tap', fileURLToPath(file)],
      { env: { NOGIL_CORE: 'atomics' }, timeout: 180_000 },
    )
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, new RegExp(`^# pass ${titles.length * 2 + 1}$`, 'm'))
    assert.match(stdout, /^# fail 0$/m)
  })
}
