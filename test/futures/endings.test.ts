/** How programs with pools end, and pools whose workers fail. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { Future, ThreadPoolExecutor } from 'nogil/futures'
import { collectGarbage } from '../support/garbage.ts'
import { runText } from '../support/program-text.ts'
import { viewOf } from '../support/waiters.ts'

const IMPORTS = `
  import { sleep } from 'nogil'
  import { ThreadPoolExecutor } from 'nogil/futures'`

test('a program ends when all tasks of a pool that was never shut down are done', async () => {
  const { code, stdout, stderr } = await runText(
    'pool-left',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    for (let n = 0; n < 5; n++) pool.submit((n) => { sleep(10); console.log('task', n) }, n)
    console.log('main ends')`,
  )
  const lines = stdout.trim().split('\n')
  assert.deepEqual(
    [code, stderr, lines.toSorted()],
    [0, '', ['main ends', ...[0, 1, 2, 3, 4].map((n) => `task ${n}`)]],
  )
})

test('after an error in main the tasks are done too', async () => {
  const { code, stdout, stderr } = await runText(
    'pool-crash',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    for (let n = 0; n < 3; n++) pool.submit((n) => { sleep(10); console.log('task', n) }, n)
    throw new Error('main failed')`,
  )
  assert.equal(code, 1)
  assert.equal(stdout, 'task 0\ntask 1\ntask 2\n')
  assert.match(stderr, /main failed/)
})

test('CPython: test_submit_after_interpreter_shutdown: nothing is taken when main has ended', async () => {
  const { code, stdout } = await runText(
    'pool-late',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const late = (where, to) => { try { to.submit(Math.abs, 1); console.log('taken') } catch (error) { console.log(where, error.message) } }
    pool.submit((own, late) => { sleep(100); late('task:', own) }, pool, late)
    process.on('exit', () => { late('exit:', pool); late('new:', new ThreadPoolExecutor()) })`,
  )
  assert.equal(code, 0)
  assert.deepEqual(stdout.trim().split('\n'), [
    'task: cannot schedule new futures after shutdown',
    'exit: cannot schedule new futures after shutdown',
    'new: cannot schedule new futures after interpreter shutdown',
  ])
})

test('CPython: test_hang_gh83386 test_cancel_futures_wait_false: a running task is waited for, a cancelled one is not run', async () => {
  const { code, stdout } = await runText(
    'pool-no-wait',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const first = pool.submit(() => { sleep(50); console.log('apple') })
    pool.submit(() => console.log('pear'))
    while (!first.running()) sleep(1)
    pool.shutdown({ wait: false, cancelFutures: true })`,
  )
  assert.deepEqual([code, stdout], [0, 'apple\n'])
})

test('an initializer that throws is logged and breaks the pool', async () => {
  const { code, stdout, stderr } = await runText(
    'pool-broken',
    `
    import { basicConfig } from 'nogil/logging'
    import { ThreadPoolExecutor } from 'nogil/futures'
    basicConfig({ format: '%(levelname)s %(name)s %(message)s' })
    const pool = new ThreadPoolExecutor({ maxWorkers: 2, initializer() { throw new Error('no start') } })
    const tell = (wait) => { try { wait() } catch (error) { console.log(error.name, error.message) } }
    const futures = []
    tell(() => { for (;;) futures.push(pool.submit(Math.abs, 1)) })
    tell(() => futures[0].result())
    pool.shutdown()`,
  )
  const text = 'BrokenThreadPool A thread initializer failed, the thread pool is not usable anymore\n'
  assert.deepEqual([code, stdout], [0, text + text])
  assert.match(stderr, /^CRITICAL concurrent\.futures Exception in initializer:\nError: no start\n/)
})

test('a callback that throws is logged', async () => {
  const { code, stderr } = await runText(
    'callback-throws',
    `
    import 'nogil/logging'
    import { Future } from 'nogil/futures'
    const future = new Future()
    future.addDoneCallback(() => { throw new Error('doh') })
    future.setResult(1)`,
  )
  assert.equal(code, 0)
  assert.match(
    stderr,
    /^exception calling callback for <Future at 0x[0-9a-f]+ state=finished returned number>\nError: doh\n/,
  )
})

test('an uncaught error beside a task fails that task alone', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const stray = pool.submit(async () => {
    setTimeout(() => {
      process.exit(2)
    }, 1)
    await new Promise(() => {})
  })
  assert.match(String(stray.exception({ timeout: 10_000 })), /^ThreadExit/)
  assert.equal(pool.submit(Math.abs, -1).result({ timeout: 10_000 }), 1)
  pool.shutdown()
})

test('an uncaught error ends its worker, and what it left behind settles nothing later', async () => {
  const { code, stdout, stderr } = await runText(
    'pool-stray',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const stray = pool.submit(async () => {
      setTimeout(() => { throw new Error('beside') }, 1)
      await new Promise((resolve) => setTimeout(resolve, 5))
    })
    console.log(stray.exception().name)
    for (let n = 0; n < 5; n++) console.log(pool.submit((n) => { sleep(2); return n }, n).result())
    pool.shutdown()`,
  )
  assert.deepEqual([code, stdout], [0, 'ThreadDiedError\n0\n1\n2\n3\n4\n'])
  assert.match(stderr, /^Exception in thread ThreadPoolExecutor-0_0:\nError: beside/)
})

test('a callback runs in the thread that added it', async () => {
  const future = new Future<number>()
  const added = new Promise((resolve) => future.addDoneCallback((done) => resolve(done.result())))
  const thread = new Thread({ target: () => future.setResult(7) })
  thread.start()
  assert.equal(await added, 7)
})

const USED_16 = 136
const used = (): number => Atomics.load(viewOf(USED_16), 0)

test('futures and pools that nobody has any more give their memory back', async () => {
  const round = (): void => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    for (let n = 0; n < 300; n++) pool.submit((text: string) => [text], 'x'.repeat(100))
    pool.shutdown()
  }
  round()
  await collectGarbage()
  const before = used()
  for (let n = 0; n < 5; n++) round()
  for (let n = 0; n < 20 && used() > before + 3000; n++) await collectGarbage()
  assert.ok(used() <= before + 3000, `${used() - before} units more`)
})
