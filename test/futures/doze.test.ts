/** A worker that was woken for a moment's work while another one is busy looks for the next task by itself for a while. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { addressOf, listLength, until } from '../support/waiters.ts'

/** Word of the pool's queue (core/queue-layout.ts): the head of those who wait for an item. */
const Q_GETTERS_HEAD = 44
const LIMIT = { timeout: 30_000 }
const ROUNDS = 300

/** Runs `body` with a pool of two whose other worker waits. */
function besideBusyWorker(body: (pool: ThreadPoolExecutor, sleepers: () => number) => void): void {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const gate = new Event()
  const blocker = pool.submit((event: Event) => event.wait(LIMIT), gate)
  pool.submit(() => 0).result(LIMIT)
  try {
    body(pool, () => listLength(addressOf(pool) + Q_GETTERS_HEAD))
  } finally {
    gate.set()
    assert.equal(blocker.result(LIMIT), true)
  }
}

test('a worker that dozes finds tasks for which nobody has woken it', () => {
  besideBusyWorker((pool, sleepers) => {
    let unsignalled = 0
    for (let n = 0; n < ROUNDS; n++) {
      if (sleepers() === 0) unsignalled += 1
      assert.equal(pool.submit((x: number) => x, n).result(LIMIT), n)
    }
    assert.ok(unsignalled > 0, 'a submit met the worker while it was on no list')
  })
})

test('it goes to sleep when it has looked in vain for some milliseconds', () => {
  besideBusyWorker((pool, sleepers) => {
    pool.submit(() => 0).result(LIMIT)
    until(() => sleepers() === 1, 'the worker sleeps')
    assert.equal(pool.submit((n: number) => n + 1, 1).result(LIMIT), 2)
  })
})

test('what its event loop has to do is not late for it: a timer that a task has left comes while others run', async () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const gate = new Event()
  const rang = new Event()
  const blocker = pool.submit((event: Event) => event.wait(LIMIT), gate)
  const set = pool.submit((event: Event) => {
    setTimeout(() => event.set(), 1)
  }, rang)
  await set
  assert.equal(rang.wait(LIMIT), true)
  gate.set()
  assert.equal(await blocker, true)
})
