/** `map({ timeout })`: the time of the whole, and what a reader is told when it has passed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'

const expected = { name: 'TimeoutError', message: 'map() was not done within 300 ms: result 2 is missing' }

test('the first result that is not there in time is named, and those before it were given', async () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  pool.submit(() => 0).result()
  for (const read of ['for', 'for await']) {
    const gate = new Event()
    const results = pool.map((n: number) => (n < 2 ? n : gate.wait()), [0, 1, 2, 3], { timeout: 300 })
    const given: unknown[] = []
    await assert.rejects(async () => {
      if (read === 'for') for (const result of results) given.push(result)
      else for await (const result of results) given.push(result)
    }, expected)
    gate.set()
    assert.deepEqual(given, [0, 1], read)
  }
})

test('a TimeoutError that a task throws is passed on as it is', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const results = pool.map(
    (n: number) => {
      new Event().wait({ timeout: n })
      throw Object.assign(new Error('of its own'), { name: 'TimeoutError' })
    },
    [1],
    { timeout: 60_000 },
  )
  assert.throws(() => [...results], /of its own/)
})
