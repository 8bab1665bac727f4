/**
 * What goes wrong in tasks, workers and pools: each case ends with a typed error, and the pool serves the next task.
 * The cases are those in which other pools hang, lose tasks or take the process down.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, Thread } from 'nogil'
import { BrokenThreadPool, ThreadPoolExecutor } from 'nogil/futures'
import { runNode, runProgram } from '../support/child.ts'
import { runText, writeProgram } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { integer, withSeed } from '../support/seed.ts'

const LONG = { timeout: 30_000 }

/** A pool of one worker in which `task` fails as `expected` says; the next task is served, at once or queued before. */
function assertFails(task: () => unknown, expected: RegExp): void {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const [future, queued] = [pool.submit(task), pool.submit(Math.abs, -5)]
  assert.match(String(future.exception(LONG)), expected)
  assert.equal(queued.result(LONG), 5)
  assert.equal(pool.submit(Math.abs, -6).result(LONG), 6)
  pool.shutdown()
}

test('a task that throws fails', () => {
  assertFails(() => {
    throw new TypeError('thrown')
  }, /^TypeError: thrown$/)
})

test('a function that returns a promise without being async fails when that rejects', () => {
  assertFails(() => Promise.reject(new TypeError('rejected')), /^TypeError: rejected$/)
})

test('a thenable that rejects fails its task', () => {
  assertFails(
    () => ({
      // oxlint-disable-next-line unicorn/no-thenable -- what is tested
      then: (_resolve: unknown, reject: (error: Error) => void) => reject(new TypeError('thenable')),
    }),
    /^TypeError: thenable$/,
  )
})

test('an argument that cannot cross is refused by name, and no worker is blocked by it', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let n = 0; n < 5; n++)
    assert.match(
      thrownBy(() => pool.submit((x: unknown) => x, { deep: [process.stdout] })),
      /^CaptureError: cannot send argument 0 -> \.deep -> \[0\]/,
    )
  assert.equal(pool.submit(Math.abs, -5).result(LONG), 5)
  pool.shutdown()
})

test('a result that cannot cross fails its task with a message that says why', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const error = pool.submit(() => process.stdout).exception(LONG) as Error
  assert.match(String(error), /^ThreadError: the task's result can't cross to other threads/)
  assert.match(String(error.cause), /^CaptureError: /)
  assert.equal(pool.submit(Math.abs, -5).result(LONG), 5)
  pool.shutdown()
})

test('process.exit() in a task fails that task alone', () => {
  assertFails(() => process.exit(3), /^ThreadExit/)
})

test('a worker that is gone from the system fails its task alone', () => {
  assertFails(
    () => (process as unknown as { reallyExit(code: number): never }).reallyExit(3),
    /^ThreadDiedError/,
  )
})

test('a task that recurses without end fails with a RangeError', () => {
  const endless = (n: number): number => 1 + endless(n + 1)
  assertFails(() => endless(0), /^RangeError: Maximum call stack/)
})

const PROGRAM = `
  import { ThreadPoolExecutor } from 'nogil/futures'
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const tell = (task) => console.log(String(pool.submit(task).exception({ timeout: 60_000 })).split(':')[0])
  const serve = () => { console.log(pool.submit(Math.abs, -5).result({ timeout: 60_000 })); pool.shutdown() }`

test('an error that comes from beside a task fails what the worker runs, and the host lives', async () => {
  const { code, stdout, stderr } = await runText(
    'failures-stray',
    `${PROGRAM}
    tell(() => new Promise(() => { setTimeout(() => { throw new TypeError('beside') }, 1) }))
    serve()`,
  )
  assert.deepEqual([code, stdout], [0, 'ThreadDiedError\n5\n'])
  assert.match(stderr, /^Exception in thread ThreadPoolExecutor-0_0:\nTypeError: beside/)
})

test('a rejection that nobody handles fails what the worker runs, and the host lives', async () => {
  const { code, stdout, stderr } = await runText(
    'failures-rejection',
    `${PROGRAM}
    tell(() => new Promise(() => { void Promise.reject(new TypeError('unhandled')) }))
    serve()`,
  )
  assert.deepEqual([code, stdout], [0, 'ThreadDiedError\n5\n'])
  assert.match(stderr, /TypeError: unhandled/)
})

test('a task that uses up its memory fails alone where Node lets it, and nothing hangs', async () => {
  allowMs(70_000)
  const entry = writeProgram('failures-memory', {
    'main.mjs': `${PROGRAM}
      tell(() => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length)) })
      serve()`,
  })
  const { code, signal, stdout, stderr } = await runNode(['--max-old-space-size=64', entry], {
    timeout: 60_000,
  })
  // Node 24 may abort the whole process, which is no hang either.
  if (signal !== null || code !== 0) assert.match(stderr, /heap out of memory/)
  else assert.equal(stdout, 'ThreadDiedError\n5\n')
})

test('a worker that dies at boot, because the system has no files left, makes submit() throw, and the next one serves', async () => {
  const entry = writeProgram('failures-boot', {
    'main.mjs': `${PROGRAM}
      import { closeSync, openSync } from 'node:fs'
      const open = []
      try { for (;;) open.push(openSync('/dev/null', 'r')) } catch {}
      let thrown
      try { pool.submit(Math.abs, -1) } catch (error) { thrown = error }
      for (const file of open) closeSync(file)
      console.log(thrown?.name, thrown?.message.split(':')[0])
      serve()`,
  })
  const limited = ['-c', 'ulimit -n 200; exec "$@"', 'sh', process.execPath, entry]
  const { code, stdout, stderr } = await runProgram('/bin/sh', limited)
  assert.deepEqual([code, stdout], [0, "ThreadError can't start new thread\n5\n"], stderr)
})

test('an async task that never settles does not keep the others from running where there is another worker', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const gate = new Event()
  const stuck = pool.submit(async (open: Event) => {
    await open.waitAsync()
    return 1
  }, gate)
  for (let n = 0; n < 5; n++) assert.equal(pool.submit(Math.abs, -n).result(LONG), n)
  assert.equal(stuck.done(), false)
  gate.set()
  assert.equal(stuck.result(LONG), 1)
  pool.shutdown()
})

test('70 000 tasks in flight are all done', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const gate = new Event()
  pool.submit((open: Event) => open.wait({ timeout: 60_000 }), gate)
  const add = (n: number): number => n + 1
  const futures = Array.from({ length: 70_000 }, (_, n) => pool.submit(add, n))
  gate.set()
  pool.shutdown()
  const wrong = futures.filter((future, n) => future.result({ timeout: 0 }) !== n + 1)
  assert.equal(wrong.length, 0)
})

test('an initializer that throws or ends its thread breaks the pool for those who wait and for those who submit', async () => {
  for (const [n, initializer] of [
    "() => { throw new Error('no start') }",
    '() => process.exit(3)',
    '() => process.reallyExit(3)',
  ].entries()) {
    const { code, stdout } = await runText(
      `failures-initializer-${n}`,
      `
      import { ThreadPoolExecutor } from 'nogil/futures'
      const pool = new ThreadPoolExecutor({ maxWorkers: 2, initializer: ${initializer} })
      const tell = (wait) => { try { wait(); return 'nothing' } catch (error) { return error.name } }
      const futures = [pool.submit(Math.abs, 1)]
      let thrown
      while ((thrown = tell(() => futures.push(pool.submit(Math.abs, 1)))) === 'nothing');
      console.log(thrown, [...new Set(futures.map((future) => tell(() => future.result({ timeout: 30_000 }))))].join())
      pool.shutdown()`,
    )
    assert.deepEqual([code, stdout], [0, 'BrokenThreadPool BrokenThreadPool\n'], initializer)
  }
})

test('a broken pool can be shut down, and says that it is broken afterwards', async () => {
  const pool = new ThreadPoolExecutor({
    maxWorkers: 1,
    initializer: () => {
      throw new Error('no start')
    },
  })
  const future = pool.submit(Math.abs, -1)
  assert.ok((await future.exceptionAsync(LONG)) instanceof BrokenThreadPool)
  pool.shutdown()
  assert.match(
    thrownBy(() => pool.submit(Math.abs, -1)),
    /^BrokenThreadPool: /,
  )
})

test('a shutdown while several threads submit loses no task that was taken', () =>
  withSeed((random) => {
    for (const wait of [true, false]) {
      for (const cancelFutures of [false, true]) {
        const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
        const submitAll = (to: ThreadPoolExecutor): readonly [number, number, string] => {
          const futures = []
          for (;;) {
            try {
              futures.push(to.submit(Math.abs, -futures.length))
            } catch (error) {
              const fates = futures.map((future, n) => {
                try {
                  return future.result({ timeout: 30_000 }) === n ? 'done' : 'wrong'
                } catch {
                  return future.cancelled() ? 'cancelled' : 'failed'
                }
              })
              const count = (fate: string): number => fates.filter((one) => one === fate).length
              return [futures.length, count('done') + count('cancelled'), String(error)]
            }
          }
        }
        const threads = [1, 2].map(() => new Thread({ target: submitAll, args: [pool] }))
        for (const thread of threads) thread.start()
        for (let n = integer(random, 0, 200); n > 0; n--) pool.submit(Math.abs, -n)
        pool.shutdown({ wait, cancelFutures })
        for (const thread of threads) {
          const [taken, ended, error] = thread.result(LONG)
          assert.equal(ended, taken)
          assert.equal(error, 'ThreadError: cannot schedule new futures after shutdown')
        }
        pool.shutdown()
      }
    }
  }))
