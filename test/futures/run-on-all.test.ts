/** `runOnAll()` where workers come and go while it starts others, and on the terms of `options()`. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { CountDownLatch, currentThread, Thread } from 'nogil'
import { CancelledError, currentTask, ThreadPoolExecutor } from 'nogil/futures'
import { poolWords } from '../support/future-words.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { until } from '../support/waiters.ts'

const LIMIT = { timeout: 30_000 }

test('runOnAll() starts each worker at most once, though those that are through end before the last has begun', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 6, idleTimeout: 0 })
  for (let round = 1; round <= 20; round++) {
    const before = poolWords(pool).started
    const futures = pool.runOnAll(() => currentThread().name)
    assert.equal(futures.length, 6)
    assert.equal(new Set(futures.map((future) => future.result(LIMIT))).size, 6)
    const started = poolWords(pool).started - before
    assert.ok(started <= 6, `${started} workers were started in round ${round}`)
  }
  until(() => poolWords(pool).live === 0, 'all have ended')
  assert.equal(poolWords(pool).tasks, 0)
  assert.equal(pool.runOnAll(() => 1).length, 6)
})

test('several threads may call runOnAll() while workers end', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 3, idleTimeout: 0 })
  const callAll = (its: ThreadPoolExecutor): number => {
    let sum = 0
    for (let n = 0; n < 30; n++)
      for (const future of its.runOnAll((one: number) => one, 1)) sum += future.result({ timeout: 30_000 })
    return sum
  }
  const threads = [1, 2].map(() => new Thread({ target: callAll, args: [pool] }))
  for (const thread of threads) thread.start()
  assert.deepEqual(
    threads.map((thread) => thread.result({ timeout: 60_000 })),
    [90, 90],
  )
})

test('options() of runOnAll() hold for each of its tasks', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const named = pool.options({ name: 'load' }).runOnAll((n: number) => [currentTask()?.name, n], 5)
  assert.deepEqual(
    named.map((future) => future.result(LIMIT)),
    [
      ['load', 5],
      ['load', 5],
    ],
  )
  const late = pool.options({ timeout: 10 }).runOnAll(() => {
    while (currentTask()?.cancelled() !== true);
  })
  for (const future of late) assert.match(String(future.exception(LIMIT)), /^TimeoutError: /)
  assert.match(
    thrownBy(() => pool.options({ transfer: [new ArrayBuffer(8)] }).runOnAll(() => 1)),
    /^TypeError: Expected no `transfer` for runOnAll\(\)/,
  )
})

test('a signal stops all tasks of runOnAll(), and none is posted for one that was aborted before', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const controller = new AbortController()
  const begun = new CountDownLatch(2)
  const view = pool.options({ signal: controller.signal })
  const futures = view.runOnAll((begun: CountDownLatch) => {
    begun.countDown()
    while (currentTask()?.cancelled() !== true);
    return 'stopped'
  }, begun)
  begun.wait()
  controller.abort('enough')
  assert.deepEqual(
    futures.map((future) => future.result(LIMIT)),
    ['stopped', 'stopped'],
  )
  const none = view.runOnAll(() => 1)
  assert.equal(none.length, 2)
  for (const future of none)
    assert.throws(
      () => future.result(),
      (error) => error instanceof CancelledError && error.cause === 'enough',
    )
})

test('what can not cross is refused, and the pool goes on', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  assert.match(
    thrownBy(() => pool.runOnAll((x: unknown) => x, new WeakMap())),
    /^CaptureError: /,
  )
  assert.equal(poolWords(pool).tasks, 0)
  assert.deepEqual(
    pool.runOnAll(() => 1).map((future) => future.result(LIMIT)),
    [1, 1],
  )
  assert.equal(pool.submit(() => 2).result(LIMIT), 2)
})
