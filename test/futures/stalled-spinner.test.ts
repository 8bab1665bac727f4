/**
 * A worker that spins for a task is not woken, and nobody for it. When it loses its core just then, whoever waits for the
 * task sees to another worker.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ThreadPoolExecutor } from 'nogil/futures'
import { addressOf, listLength, until, viewOf } from '../support/waiters.ts'

/** Words of the pool's queue (core/queue-layout.ts): the head of those who wait for an item, who spins for one. */
const Q_GETTERS_HEAD = 44
const Q_SPINNER = 92
const NOBODY = 2 ** 30
const LIMIT = { timeout: 30_000 }

/** A pool of one worker that sleeps, while another one seems to spin. */
function stalled(): ThreadPoolExecutor {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  pool.submit(() => 0).result(LIMIT)
  until(() => listLength(addressOf(pool) + Q_GETTERS_HEAD) === 1, 'the worker sleeps')
  Atomics.store(viewOf(addressOf(pool) + Q_SPINNER), 0, NOBODY)
  return pool
}

test('a blocking wait for a task that a stalled worker would have taken wakes another one', () => {
  using pool = stalled()
  const future = pool.submit((n: number) => n + 1, 1)
  assert.equal(listLength(addressOf(pool) + Q_GETTERS_HEAD), 1, 'submit() alone wakes nobody')
  assert.equal(future.result(LIMIT), 2)
})

test('so does an await', async () => {
  using pool = stalled()
  assert.equal(await pool.submit((n: number) => n + 1, 1).resultAsync(LIMIT), 2)
})
