/** Workers whose threads ended beneath an async task: what that goes on with must not disturb the carrier's next worker. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { ThreadExit } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'

const LIMIT = { timeout: 30_000 }

/** Ends its thread while it has a timer, and, later, a promise that settles. */
async function endsBeside(): Promise<void> {
  void Promise.reject(new ThreadExit(0))
  await new Promise((resolve) => setTimeout(resolve, 20))
}

function throwsInTimer(): Promise<void> {
  return new Promise(() => {
    setTimeout(() => {
      throw new ThreadExit(0)
    }, 1)
  })
}

test('a pool goes on serving after tasks whose threads ended, in whatever order, with async work left', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  for (let round = 0; round < 6; round++) {
    for (const task of [() => process.exit(0), throwsInTimer, endsBeside])
      assert.ok(pool.submit<[], unknown>(task).exception(LIMIT) instanceof Error)
    const later = pool.submit(() => new Promise((resolve) => setTimeout(resolve, 40, 'served')))
    assert.equal(later.result(LIMIT), 'served')
  }
  pool.shutdown()
})

test('a pool whose worker took the carrier of one with unfinished tasks shuts down', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let round = 0; round < 3; round++) {
    const outer = pool.submit(async () => {
      const never = pool.submit(() => new Promise(() => {}))
      void Promise.resolve().then(() => Promise.reject(new ThreadExit(0)))
      await never
    })
    assert.ok(outer.exception(LIMIT) instanceof Error)
    assert.equal(pool.submit(() => round).result(LIMIT), round)
  }
  pool.shutdown()
})
