/** `pool.stats()`: counts and times of the tasks of a pool. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, sleep, Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { until } from '../support/waiters.ts'

test('stats() counts tasks by how they ended', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  assert.deepEqual(pool.stats(), {
    queued: 0,
    running: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
    workers: 0,
    recycled: 0,
    idled: 0,
    stopped: 0,
    waitTime: undefined,
    runTime: undefined,
    utilization: undefined,
  })
  const go = new Event()
  const busy = pool.submit((event: Event) => event.wait(), go)
  until(() => busy.running(), 'the task runs')
  const failing = pool.submit(() => {
    throw new Error('fails')
  })
  const fine = pool.submit(Math.abs, -1)
  const cancelled = pool.submit(Math.abs, -2)
  assert.equal(cancelled.cancel(), true)
  const { queued, running, workers } = pool.stats()
  assert.deepEqual([queued, running, workers], [3, 1, 1])
  go.set()
  assert.match(String(failing.exception()), /fails/)
  assert.equal(fine.result(), 1)
  pool.shutdown()
  const after = pool.stats()
  assert.deepEqual([after.done, after.failed, after.cancelled, after.queued, after.running], [2, 1, 1, 0, 0])
  assert.equal(after.workers, 0)
})

test('stats() counts workers that were replaced', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxTasksPerWorker: 2 })
  for (const n of [1, 2, 3, 4, 5]) assert.equal(pool.submit(Math.abs, -n).result(), n)
  until(() => pool.stats().recycled === 2, 'two workers were replaced')
  pool.shutdown()
  const { recycled, idled, stopped } = pool.stats()
  assert.deepEqual([recycled, idled, stopped], [2, 0, 0])
})

test('stats() counts workers that ended because they were idle', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, idleTimeout: 5 })
  assert.equal(pool.submit(Math.abs, -1).result(), 1)
  until(() => pool.stats().idled === 1, 'the worker has ended')
  pool.shutdown()
  const { recycled, idled, stopped } = pool.stats()
  assert.deepEqual([recycled, idled, stopped], [0, 1, 0])
})

test('stats() counts workers that were terminated for a task', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const endless = pool.submit((event: Event) => {
    event.set()
    for (;;);
  }, begun)
  begun.wait()
  assert.equal(endless.cancel({ hard: true }), true)
  assert.equal(pool.submit(Math.abs, -4).result(), 4)
  pool.shutdown()
  const { recycled, idled, stopped } = pool.stats()
  assert.deepEqual([recycled, idled, stopped], [0, 0, 1])
})

test('a task that takes its worker along counts as failed', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const leaving = pool.submit(() => process.exit(1))
  assert.match(String(leaving.exception()), /ThreadExit/)
  assert.equal(pool.stats().failed, 1)
  pool.shutdown()
})

test('with timings stats() tells how long tasks waited and ran, in every thread', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, timings: true })
  const futures = [5, 5, 40].map((ms) => pool.submit(sleep, ms))
  for (const future of futures) future.result()
  pool.shutdown()
  const reader = new Thread({ target: (its: ThreadPoolExecutor) => its.stats(), args: [pool] })
  reader.start()
  const { runTime, waitTime, utilization = -1, done } = reader.result() as ReturnType<typeof pool.stats>
  assert.equal(done, 3)
  assert.equal(runTime?.count, 3)
  assert.equal(waitTime?.count, 3)
  // a sleep is never shorter; how much longer is the machine's affair
  assert.ok(runTime.p50 >= 4.6, `median ${runTime.p50}`)
  assert.ok(runTime.max >= 37, `longest ${runTime.max}`)
  assert.ok(runTime.mean >= 16, `mean ${runTime.mean}`)
  assert.ok(waitTime.max >= 9, `the last one waited ${waitTime.max}`)
  assert.ok(runTime.p50 <= runTime.p90 && runTime.p90 <= runTime.p99 && runTime.p99 <= runTime.max)
  assert.ok(utilization > 0 && utilization <= 1, `utilization ${utilization}`)
})

test('timings that are no boolean are refused', () => {
  assert.throws(() => new ThreadPoolExecutor({ timings: 1 as never }), /^TypeError: Expected `timings`/)
})
