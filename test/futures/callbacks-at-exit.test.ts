/** Callbacks of futures, and when a program ends that has added some. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

async function assertPrints(name: string, text: string, expected: string): Promise<void> {
  const { code, stdout, stderr } = await runText(
    `callbacks-${name}`,
    `
    import { Event, Thread } from 'nogil'
    import { Future, ThreadPoolExecutor } from 'nogil/futures'
    const tell = (future) => console.log('done', String(future.result()))
    ${text}`,
  )
  assert.deepEqual([code, stdout, stderr], [0, expected, ''])
}

test('a program with a callback on a future that nobody ever finishes ends', () =>
  assertPrints('never', `new Future().addDoneCallback(tell); console.log('end')`, 'end\n'))

test('so does one with a pool that is not shut down, and one with a daemon thread that has the future', async () => {
  await assertPrints(
    'never-pool',
    `const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    new Future().addDoneCallback(tell)
    console.log(pool.submit(Math.abs, -1).result())`,
    '1\n',
  )
  await assertPrints(
    'never-daemon',
    `const [future, never] = [new Future(), new Event()]
    future.addDoneCallback(tell)
    new Thread({ target: (future, never) => { never.wait(); future.setResult(1) }, args: [future, never], daemon: true }).start()
    console.log('end')`,
    'end\n',
  )
})

test('a thread that finishes a future after the end of main has its callbacks called', () =>
  assertPrints(
    'thread',
    `const [future, go] = [new Future(), new Event()]
    future.addDoneCallback(tell)
    new Thread({ target: (future, go) => { go.wait(); future.setResult(7) }, args: [future, go] }).start()
    console.log('end')
    go.set()`,
    'end\ndone 7\n',
  ))

test('a task that is done after the end of main has its callbacks called', () =>
  assertPrints(
    'task',
    `const [pool, go] = [new ThreadPoolExecutor({ maxWorkers: 1 }), new Event()]
    pool.submit((go) => { go.wait(); return 8 }, go).addDoneCallback(tell)
    console.log('end')
    go.set()`,
    'end\ndone 8\n',
  ))

test('a callback that was added before another thread finishes the future runs while main has other things to do', () =>
  assertPrints(
    'timer',
    `const future = new Future()
    const tick = setInterval(() => {}, 5)
    future.addDoneCallback((its) => { tell(its); clearInterval(tick) })
    new Thread({ target: (future) => future.setResult(9), args: [future] }).start()`,
    'done 9\n',
  ))

test('an async thread whose only wait is a callback of a future waits for it', () =>
  assertPrints(
    'async',
    `const [future, added] = [new Future(), new Event()]
    const thread = new Thread({
      target: async (future, added) => {
        const done = new Promise((resolve) => future.addDoneCallback(resolve))
        added.set()
        await done
        return future.result()
      },
      args: [future, added],
    })
    thread.start()
    added.wait()
    future.setResult(10)
    console.log(thread.result())`,
    '10\n',
  ))
