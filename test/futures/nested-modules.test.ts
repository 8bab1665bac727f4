/**
 * A worker that blocks in a wait for another task of its pool runs that task, also when the task's function comes from a
 * module that the worker has not loaded: it cannot turn to its event loop for an `import()`.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

const MODULE = `export function double(n) { return 2 * n }`

/** The one worker takes the first task, and waits in it for one that stands in the queue behind it. */
const MAIN = `
  import { ThreadPoolExecutor } from 'nogil/futures'
  import { SimpleQueue } from 'nogil/queue'
  import { double } from './library'
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const futures = new SimpleQueue()
  const outer = pool.submit((futures) => futures.get().result() + 1, futures)
  futures.put(pool.submit(double, 21))
  try {
    console.log(outer.result())
  } catch (error) {
    console.log(error.name)
  }
  pool.shutdown()`

for (const extension of ['mjs', 'ts']) {
  test(`a blocked worker runs a task whose module it has not loaded (.${extension})`, async () => {
    const { code, stdout, stderr } = await runText(`nested-module-${extension}`, {
      [`main.${extension}`]: MAIN.replace('./library', `./library.${extension}`),
      [`library.${extension}`]: extension === 'ts' ? MODULE.replace('(n)', '(n: number): number') : MODULE,
    })
    assert.deepEqual([code, stdout, stderr], [0, '43\n', ''])
  })
}

test('tasks that submit functions of a module and block for them all end, whoever runs which', async () => {
  const { code, stdout, stderr } = await runText('nested-many', {
    'main.mjs': `
      import { ThreadPoolExecutor } from 'nogil/futures'
      import * as library from './library.mjs'
      const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
      function both(pool, n) {
        const two = [pool.submit(library.double, n), pool.submit(library.double, n + 1)]
        return two[0].result() + two[1].result()
      }
      const outer = Array.from({ length: 50 }, (_, n) => pool.submit(both, pool, n))
      console.log(outer.reduce((sum, future) => sum + future.result(), 0))
      pool.shutdown()`,
    'library.mjs': MODULE,
  })
  assert.deepEqual([code, stdout, stderr], [0, '5000\n', ''])
})

test('a module that awaits cannot be loaded by a blocked worker: the wait is an error, not a hang', async () => {
  const { code, stdout } = await runText('nested-awaiting-module', {
    'main.mjs': MAIN.replace('./library', './library.mjs'),
    'library.mjs': `await new Promise((settle) => setTimeout(settle, 1))\n${MODULE}`,
  })
  assert.deepEqual([code, stdout], [0, 'DeadlockError\n'])
})
