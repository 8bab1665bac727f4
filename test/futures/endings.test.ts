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
