/**
 * How programs with pools end, and pools whose initializer fails, after CPython's test_shutdown.py and test_init.py (their
 * names in the titles).
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

const IMPORTS = `
  import { sleep } from 'nogil'
  import { ThreadPoolExecutor } from 'nogil/futures'`

test('test_interpreter_shutdown: a program ends when all tasks of a pool that was never shut down are done', async () => {
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

test('test_submit_after_interpreter_shutdown: nothing is taken when main has ended', async () => {
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
    'task: cannot schedule new futures after interpreter shutdown',
    'exit: cannot schedule new futures after shutdown',
    'new: cannot schedule new futures after interpreter shutdown',
  ])
})

test('a task that submits after shutdown() is told of that, also when main has ended', async () => {
  const { code, stdout } = await runText(
    'pool-late-shut',
    `${IMPORTS}
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const late = (where, to) => { try { to.submit(Math.abs, 1); console.log('taken') } catch (error) { console.log(where, error.message) } }
    pool.submit((own, late) => { sleep(100); late('task:', own) }, pool, late)
    pool.shutdown({ wait: false })
    late('main:', pool)`,
  )
  assert.equal(code, 0)
  assert.deepEqual(stdout.trim().split('\n'), [
    'main: cannot schedule new futures after shutdown',
    'task: cannot schedule new futures after shutdown',
  ])
})

test('test_hang_gh83386, test_cancel_futures_wait_false: a running task is waited for, a cancelled one is not run', async () => {
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

test('test_initializer: one that throws is logged and breaks the pool', async () => {
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

test('test_del_shutdown: what a pool was given is done after the program has dropped the pool, and the program ends', async () => {
  const { code, stdout, stderr } = await runText(
    'pool-dropped',
    `${IMPORTS}
    import { setFlagsFromString } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc')
    const start = () => new ThreadPoolExecutor({ maxWorkers: 2 }).map((n) => { sleep(5); return n * n }, [1, 2, 3, 4])
    const results = start()
    for (let n = 0; n < 3; n++) { gc(); await new Promise((resolve) => setImmediate(resolve)) }
    console.log([...results].join())`,
  )
  assert.deepEqual([code, stdout, stderr], [0, '1,4,9,16\n', ''])
})
