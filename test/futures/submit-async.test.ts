/** `submitAsync()`: waiting for room in a full pool while the event loop goes on. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { currentThread, Event, Thread } from 'nogil'
import { CancelledError, Full, ThreadPoolExecutor } from 'nogil/futures'
import type { ThreadPoolOptions } from 'nogil/futures'
import { runText } from '../support/program-text.ts'
import { poolWords } from '../support/future-words.ts'
import { integer, withSeed } from '../support/seed.ts'

const LIMIT = { timeout: 30_000 }

/** A pool of one worker that is busy until the event is set, and with one task queued: there is no room. */
async function fullPool(options: ThreadPoolOptions = {}): Promise<{ pool: ThreadPoolExecutor; go: Event }> {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1, ...options })
  const [begun, go] = [new Event(), new Event()]
  pool.submit(
    (begun: Event, go: Event) => {
      begun.set()
      return go.wait()
    },
    begun,
    go,
  )
  await begun.waitAsync()
  pool.submit(() => 'queued')
  return { pool, go }
}

/** Whether the promise has settled after some turns of the event loop. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const settle = (): void => void (settled = true)
  promise.then(settle, settle)
  for (let n = 0; n < 5; n++) await new Promise(setImmediate)
  return !settled
}

test('where there is room the task is queued at once', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 })
  const { future } = await pool.submitAsync((n: number) => n * 2, 21)
  assert.equal(await future, 42)
  await using endless = new ThreadPoolExecutor({ maxWorkers: 1 })
  assert.equal((await endless.submitAsync(() => 1)).future.result(LIMIT), 1)
})

test('a submit to a full pool waits, and the event loop goes on', async () => {
  const { pool, go } = await fullPool()
  const waiting = pool.submitAsync((n: number) => n + 1, 1)
  assert.ok(await isPending(waiting))
  go.set()
  const { future } = await waiting
  assert.equal(await future.resultAsync(LIMIT), 2)
  await pool.shutdownAsync()
  assert.equal(poolWords(pool).tasks, 0)
})

test('arguments are copied at once, and buffers move at once', async () => {
  const { pool, go } = await fullPool()
  const [list, buffer] = [[1, 2], new ArrayBuffer(8)]
  const waiting = pool
    .options({ transfer: [buffer] })
    .submitAsync((items: number[], bytes: ArrayBuffer) => [items.length, bytes.byteLength], list, buffer)
  list.push(3)
  assert.equal(buffer.byteLength, 0)
  go.set()
  assert.deepEqual(await (await waiting).future, [2, 8])
  await pool.shutdownAsync()
})

test('what can not cross rejects, and takes no room', async () => {
  const { pool, go } = await fullPool()
  await assert.rejects(
    pool.submitAsync((x: unknown) => x, new WeakMap()),
    { name: 'CaptureError' },
  )
  await assert.rejects(pool.submitAsync('no function' as never), TypeError)
  go.set()
  await pool.shutdownAsync()
  assert.equal(poolWords(pool).tasks, 0)
})

test('a signal ends the wait, and the future is cancelled for its reason', async () => {
  const { pool, go } = await fullPool()
  const controller = new AbortController()
  const waiting = pool.options({ signal: controller.signal }).submitAsync(() => 1)
  assert.ok(await isPending(waiting))
  controller.abort('gone')
  const { future } = await waiting
  await assert.rejects(
    future.resultAsync(),
    (error) => error instanceof CancelledError && error.cause === 'gone',
  )
  const { future: none } = await pool.options({ signal: controller.signal }).submitAsync(() => 1)
  assert.ok(none.cancelled())
  go.set()
  // the room it had waited for is there for others
  assert.equal(await (await pool.submitAsync(() => 2)).future.resultAsync(LIMIT), 2)
  await pool.shutdownAsync()
})

test('a shutdown ends the wait with the error of a submit', async () => {
  const { pool, go } = await fullPool()
  const waiting = [pool.submitAsync(() => 1), pool.submitAsync(() => 2)]
  pool.shutdown({ wait: false })
  for (const one of waiting)
    await assert.rejects(one, { message: 'cannot schedule new futures after shutdown' })
  go.set()
  await pool.shutdownAsync()
})

test('the other policies for a full pool hold here too', async () => {
  const { pool, go } = await fullPool({ onFull: 'reject' })
  await assert.rejects(
    pool.submitAsync(() => 1),
    Full,
  )
  go.set()
  await pool.shutdownAsync()
  const { pool: own, go: open } = await fullPool({ onFull: 'callerRuns' })
  const { future } = await own.submitAsync(() => currentThread().name)
  assert.equal(future.result({ timeout: 0 }), currentThread().name)
  open.set()
  await own.shutdownAsync()
})

test('a task that submits to its own full pool runs others meanwhile, and is not kept waiting', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 })
  const sum = pool.submit(async (own: ThreadPoolExecutor) => {
    let all = 0
    for (let n = 1; n <= 5; n++) all += await (await own.submitAsync((x: number) => x, n)).future
    const two = await Promise.all([own.submitAsync(() => 10), own.submitAsync(() => 20)])
    for (const { future } of two) all += await future
    return all
  }, pool)
  assert.equal(await sum.resultAsync(LIMIT), 45)
})

test('blocked and awaiting submitters of several threads all get their turn', () =>
  withSeed(async (random) => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2, maxQueue: 1 })
    const COUNT = 60
    const blocking = (to: ThreadPoolExecutor, count: number): number => {
      let sum = 0
      for (let n = 0; n < count; n++) sum += to.submit((x: number) => x, 1).result()
      return sum
    }
    const awaiting = async (to: ThreadPoolExecutor, count: number, together: number): Promise<number> => {
      const one = async (): Promise<number> => (await to.submitAsync((x: number) => x, 1)).future
      let sum = 0
      for (let n = 0; n < count; n += together)
        for (const value of await Promise.all(Array.from({ length: together }, one))) sum += value
      return sum
    }
    const threads = [
      new Thread({ target: blocking, args: [pool, COUNT] }),
      new Thread({ target: awaiting, args: [pool, COUNT, [1, 2, 3, 4, 5][integer(random, 0, 5)] ?? 1] }),
      new Thread({ target: awaiting, args: [pool, COUNT, 10] }),
    ]
    for (const thread of threads) thread.start()
    const here = await awaiting(pool, COUNT, 6)
    const sums = await Promise.all(threads.map((thread) => thread.resultAsync({ timeout: 60_000 })))
    assert.deepEqual([here, ...sums], [COUNT, COUNT, COUNT, COUNT])
    assert.equal(poolWords(pool).tasks, 0)
  }))

test('a thread that ends while it awaits room leaves the room to others', async () => {
  const { pool, go } = await fullPool()
  const begun = new Event()
  const leaver = new Thread({
    target: async (to: ThreadPoolExecutor, begun: Event) => {
      void to.submitAsync(() => 'never')
      begun.set()
      await Promise.resolve()
    },
    args: [pool, begun],
  })
  leaver.start()
  await begun.waitAsync()
  const waiting = pool.submitAsync(() => 'mine')
  await leaver.joinAsync()
  go.set()
  assert.equal(await (await waiting).future.resultAsync(LIMIT), 'mine')
  await pool.shutdownAsync()
  assert.equal(poolWords(pool).tasks, 0)
})

test('a program whose main awaits room does not end before that is there', async () => {
  const { code, stdout } = await runText(
    'submit-async-main',
    `
    import { sleep } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 })
    const futures = []
    for (let n = 0; n < 6; n++) futures.push((await pool.submitAsync((n) => { sleep(5); return n }, n)).future)
    console.log((await Promise.all(futures)).join())`,
  )
  assert.deepEqual([code, stdout], [0, '0,1,2,3,4,5\n'])
})
