/**
 * Code that fails where a task or a result is taken apart, after CPython's test_deadlock.py (its names in the titles): the
 * code is that of a module which has to be loaded for it.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

/** A pool of one worker; `fate()` tells what a future comes to, and that the pool serves the next task. */
const POOL = `
  import { Thread } from 'nogil'
  import { ThreadPoolExecutor } from 'nogil/futures'
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const fate = (future) => {
    try { return future.result({ timeout: 20_000 }) } catch (error) { return error.name + ': ' + error.message.split('\\n')[0] }
  }
  const report = (future) => {
    console.log(fate(future))
    console.log(pool.submit(Math.abs, -8).result({ timeout: 20_000 }))
    pool.shutdown()
  }`

/** Does something when a thread loads it, but not in main. */
const atLoad = (what: string): string => `
  import { isMainThread } from 'nogil'
  if (!isMainThread()) { ${what} }
  export const double = (n) => n * 2`

/** By title: what the module does, and the error of the task. */
const whenLoaded: Readonly<Record<string, readonly [string, RegExp]>> = {
  'test_error_at_task_unpickle: a task whose module throws fails alone': [
    "throw new SyntaxError('bad module')",
    /^ImportFailed: .*bad module$/,
  ],
  'test_exit_at_task_unpickle: a task whose module ends the thread fails alone': [
    'process.exit(3)',
    /^ThreadExit/,
  ],
  'test_crash_at_task_unpickle: a task whose module kills the worker fails alone': [
    'process.reallyExit(3)',
    /^ThreadDiedError/,
  ],
}

for (const [title, [what, error]] of Object.entries(whenLoaded)) {
  test(title, async () => {
    const { stdout, stderr } = await runText(nameOf(title), {
      'main.mjs': `${POOL}
        import { double } from './module.mjs'
        report(pool.submit(() => double(4)))`,
      'module.mjs': atLoad(what),
    })
    const [fate = '', next] = stdout.split('\n')
    assert.match(fate, error, stderr)
    assert.equal(next, '8')
  })
}

/** By title: what a getter of the result does, and the error of the task. */
const getters: Readonly<Record<string, readonly [string, RegExp]>> = {
  'test_crash_during_result_pickle_on_worker: a result whose getter kills the worker fails its task alone': [
    'process.reallyExit(3)',
    /^ThreadDiedError/,
  ],
  'test_exit_during_result_pickle_on_worker: a result whose getter ends the thread fails its task alone': [
    'process.exit(3)',
    /^ThreadExit/,
  ],
  'a result whose getter throws fails its task alone': [
    "throw new RangeError('getter')",
    /^ThreadError: the task's result can't cross/,
  ],
}

for (const [title, [what, error]] of Object.entries(getters)) {
  test(title, async () => {
    const { stdout, stderr } = await runText(
      nameOf(title),
      `${POOL}
      report(pool.submit(() => ({ get value() { ${what} } })))`,
    )
    const [fate = '', next] = stdout.split('\n')
    assert.match(fate, error, stderr)
    assert.equal(next, '8')
  })
}

/** By title: what the module does in the thread that asks, and what that thread says of the result, if anything. */
const askers: Readonly<Record<string, readonly [string, RegExp]>> = {
  'test_error_during_result_unpickle_in_result_handler: who asks for a result whose module throws gets the error':
    ["throw new SyntaxError('bad module')", /^ImportFailed: .*bad module$/],
  'test_exit_during_result_unpickle_in_result_handler: who asks for a result whose module ends the thread, ends; the pool goes on':
    ['process.exit(3)', /^ended$/],
}

for (const [title, [what, said]] of Object.entries(askers)) {
  test(title, async () => {
    const { stdout, stderr } = await runText(nameOf(title), {
      'main.mjs': `${POOL}
        const future = pool.submit(async () => (await import(new URL('module.mjs', import.meta.url).href)).make())
        const asker = new Thread({ name: 'asker', target: () => console.log(fate(future)) })
        asker.start()
        asker.join()
        console.log('ended')
        console.log(pool.submit(Math.abs, -8).result({ timeout: 20_000 }))
        pool.shutdown()`,
      'module.mjs': `
        import { currentThread } from 'nogil'
        if (currentThread().name === 'asker') { ${what} }
        export class Thing { value = 1 }
        export const make = () => new Thing()`,
    })
    const lines = stdout.trim().split('\n')
    assert.match(lines[0] ?? '', said, stderr)
    assert.equal(lines.at(-1), '8', stderr)
  })
}

/** Name of the folder of a test's program. */
function nameOf(title: string): string {
  return `pool-${title.slice(0, 50).replaceAll(/\W/g, '-')}`
}
