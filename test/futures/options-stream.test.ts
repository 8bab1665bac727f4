/** `pool.options().stream()`: a stream on the terms of its call. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event } from 'nogil'
import { currentTask, ThreadPoolExecutor } from 'nogil/futures'

const LIMIT = { timeout: 30_000 }

function* numbers(count: number): Generator<number, string> {
  for (let n = 0; n < count; n++) yield n
  return currentTask()?.name ?? 'no task'
}

test('a stream of a view gives what a stream of the pool gives, under the name of the view', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const view = pool.options({ name: 'counting', priority: 1, timeout: 60_000 })
  const stream = view.stream(numbers, 100)
  assert.deepEqual(
    [...stream],
    Array.from({ length: 100 }, (_, n) => n),
  )
  assert.equal(stream.future.result(LIMIT), 'counting')
  const seen: number[] = []
  for await (const n of view.stream({ buffer: 2 }, numbers, 5)) seen.push(n)
  assert.deepEqual(seen, [0, 1, 2, 3, 4])
})

test('map() of a view takes the options of map()', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const view = pool.options({ name: 'square' })
  const results = view.map((n: number) => `${currentTask()?.name} ${n * n}`, [1, 2, 3], { buffersize: 1 })
  assert.deepEqual([...results], ['square 1', 'square 4', 'square 9'])
  assert.throws(() => view.map((n: number) => n, [1], { buffersize: 0 }), { name: 'RangeError' })
})

test('a generator whose time is up ends the stream with a TimeoutError that names it', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const isLate = new Event()
  const stream = pool.options({ timeout: 20, name: 'slow' }).stream(function* (isLate: Event) {
    yield 1
    isLate.wait()
    yield 2
  }, isLate)
  const seen: number[] = []
  assert.throws(
    () => {
      for (const n of stream) seen.push(n)
    },
    { name: 'TimeoutError', message: /"slow".*20 ms/ },
  )
  assert.ok(!seen.includes(2))
  isLate.set()
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('a generator that waits for room when its time is up frees its worker', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const stream = pool.options({ timeout: 20 }).stream({ buffer: 1 }, numbers, 1_000_000)
  assert.equal((stream.future.exception(LIMIT) as Error).name, 'TimeoutError')
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
  assert.throws(() => [...stream], { name: 'TimeoutError' })
})

test('a generator that loops for ever is stopped by force, and the stream ends', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const aborter = new AbortController()
  const stream = pool.options({ signal: aborter.signal, hard: true }).stream(function* () {
    yield 'once'
    for (;;);
  })
  const seen: string[] = []
  await assert.rejects(
    async () => {
      for await (const item of stream) {
        seen.push(item)
        aborter.abort()
      }
    },
    { name: 'CancelledError' },
  )
  assert.deepEqual(seen, ['once'])
  assert.equal(await pool.submit(() => 7), 7)
})

test('a signal that was aborted before makes a stream that is cancelled', async () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const view = pool.options({ signal: AbortSignal.abort() })
  assert.throws(() => [...view.stream(numbers, 3)], { name: 'CancelledError' })
  await assert.rejects(
    async () => {
      for await (const n of view.stream(numbers, 3)) assert.fail(String(n))
    },
    { name: 'CancelledError' },
  )
  assert.equal(pool.stats().queued, 0)
})

test('a buffer that is transferred to a generator arrives there and is gone here', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const bytes = new Uint8Array([1, 2, 3])
  const stream = pool.options({ transfer: [bytes.buffer] }).stream(function* (bytes: Uint8Array) {
    yield* bytes
  }, bytes)
  assert.equal(bytes.length, 0)
  assert.deepEqual([...stream], [1, 2, 3])
})
