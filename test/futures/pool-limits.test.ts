/** Pools with limits: full queues, idle workers, workers that are replaced; and what runs in all workers. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { currentThread, Event, Semaphore, Thread } from 'nogil'
import { CancelledError, currentTask, Full, ThreadPoolExecutor } from 'nogil/futures'
import type { Future, ThreadPoolOptions } from 'nogil/futures'
import { poolWords } from '../support/future-words.ts'
import { isBlockedOn, until } from '../support/waiters.ts'

const LIMIT = { timeout: 20_000 }

const wait = (begun: Event, go: Event): string => {
  begun.set()
  go.wait()
  return 'waited'
}

/** A pool of one worker that is busy until the event is set. */
function busy(options: ThreadPoolOptions): { pool: ThreadPoolExecutor; go: Event } {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, ...options })
  const [begun, go] = [new Event(), new Event()]
  pool.submit(wait, begun, go)
  begun.wait()
  return { pool, go }
}

test("onFull 'reject': a submit beyond maxQueue throws Full, and later ones are taken again", () => {
  const { pool, go } = busy({ maxQueue: 2, onFull: 'reject' })
  const queued = [pool.submit(() => 1), pool.submit(() => 2)]
  assert.throws(() => pool.submit(() => 3), Full)
  assert.throws(() => pool.options({ priority: 9 }).submit(() => 3), Full)
  go.set()
  assert.deepEqual(
    queued.map((future) => future.result(LIMIT)),
    [1, 2],
  )
  assert.equal(pool.submit(() => 4).result(LIMIT), 4)
  pool.shutdown()
})

test('workers that are not started yet count as room', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2, maxQueue: 1, onFull: 'reject' })
  const go = new Event()
  const futures = [0, 1, 2].map(() => pool.submit((go: Event) => go.wait(), go))
  assert.throws(() => pool.submit(() => 0), Full)
  go.set()
  for (const future of futures) assert.equal(future.result(LIMIT), true)
})

test("onFull 'block': a submit waits until there is room", () => {
  const { pool, go } = busy({ maxQueue: 1 })
  pool.submit(() => 1)
  const thread = new Thread({
    target: (pool: ThreadPoolExecutor) => pool.submit(() => 2).result(),
    args: [pool],
  })
  thread.start()
  until(() => isBlockedOn(thread, pool), 'the submitter waits for room')
  go.set()
  assert.equal(thread.result(LIMIT), 2)
  pool.shutdown()
})

test('many blocked submitters all get their turn', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2, maxQueue: 1 })
  const submit = (pool: ThreadPoolExecutor): number => {
    let sum = 0
    for (let n = 0; n < 60; n++) sum += pool.submit((n: number) => n, n).result()
    return sum
  }
  const threads = [0, 1, 2, 3].map(() => new Thread({ target: submit, args: [pool] }))
  for (const thread of threads) thread.start()
  for (const thread of threads) assert.equal(thread.result({ timeout: 60_000 }), 1770)
  assert.equal(poolWords(pool).tasks, 0)
})

test('shutdown() while a submit waits for room ends it with an error', () => {
  const { pool, go } = busy({ maxQueue: 1 })
  pool.submit(() => 1)
  const submit = (pool: ThreadPoolExecutor): string => {
    try {
      pool.submit(() => 2)
      return 'taken'
    } catch (error) {
      return String(error)
    }
  }
  const thread = new Thread({ target: submit, args: [pool] })
  thread.start()
  until(() => isBlockedOn(thread, pool), 'the submitter waits for room')
  pool.shutdown({ wait: false })
  assert.equal(thread.result(LIMIT), 'ThreadError: cannot schedule new futures after shutdown')
  go.set()
  pool.shutdown()
})

test('tasks that submit to their own full pool do not block each other', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 })
  const spread = (pool: ThreadPoolExecutor, depth: number, self: (...args: never[]) => unknown): void => {
    if (depth === 0) return
    const futures = [0, 1, 2].map(() => pool.submit(self as typeof spread, pool, depth - 1, self))
    for (const future of futures) future.result()
  }
  assert.equal(pool.submit(spread, pool, 3, spread).result(LIMIT), undefined)
})

test("onFull 'callerRuns': the submitter calls the function itself, in its own thread", async () => {
  const { pool, go } = busy({ maxQueue: 1, onFull: 'callerRuns' })
  const queued = pool.submit(() => currentThread().name)
  const outer: string[] = []
  const here = pool.options({ name: 'mine' }).submit(() => {
    outer.push(currentTask()?.name ?? '')
    return currentThread().name
  })
  assert.equal(here.done(), true)
  assert.equal(here.result(), currentThread().name)
  assert.deepEqual(outer, ['mine'])
  const failed = pool.submit(() => {
    throw new RangeError('mine')
  })
  assert.throws(() => failed.result(), RangeError)
  const later = pool.submit(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return currentTask()?.name
  })
  assert.equal(currentTask(), undefined)
  assert.equal(await later, '(anonymous)')
  go.set()
  assert.notEqual(queued.result(LIMIT), currentThread().name)
  pool.shutdown()
})

test('a queued task that is cancelled makes room once a worker has seen it', () => {
  const { pool, go } = busy({ maxQueue: 1, onFull: 'reject' })
  const queued = pool.submit(() => 1)
  assert.ok(queued.cancel())
  go.set()
  until(() => poolWords(pool).tasks === 0, 'the worker is through')
  assert.throws(() => queued.result(), CancelledError)
  assert.equal(pool.submit(() => 2).result(LIMIT), 2)
  pool.shutdown()
})

test('runOnAll() runs once in each worker, and starts those that are missing', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 3, threadNamePrefix: 'all' })
  const futures = pool.runOnAll((add: number) => [currentThread().name, add], 5)
  const answers = futures.map((future) => future.result(LIMIT) as [string, number])
  assert.deepEqual(answers.map(([name]) => name).toSorted(), ['all_0', 'all_1', 'all_2'])
  assert.ok(answers.every(([, add]) => add === 5))
  const again = pool.runOnAll(() => currentThread().name).map((future) => future.result(LIMIT))
  assert.deepEqual(again.toSorted(), ['all_0', 'all_1', 'all_2'])
})

test('runOnAll() reaches workers that are busy when their task has ended, before queued tasks, in order', () => {
  const { pool, go } = busy({})
  const log = (n: number): number[] => {
    const kept = globalThis as { ran?: number[] }
    return [...(kept.ran = [...(kept.ran ?? []), n])]
  }
  const queued = pool.submit(log, 9)
  const posted = [...pool.runOnAll(log, 1), ...pool.runOnAll(log, 2)]
  go.set()
  assert.deepEqual(
    posted.map((future) => future.result(LIMIT)),
    [[1], [1, 2]],
  )
  assert.deepEqual(queued.result(LIMIT), [1, 2, 9])
  pool.shutdown()
})

test('a task may wait for runOnAll() of its own pool', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const count = pool.submit(
    (pool: ThreadPoolExecutor) => pool.runOnAll(() => 1).map((future) => future.result()).length,
    pool,
  )
  assert.equal(count.result(LIMIT), 2)
})

test('runOnAll() after shutdown is refused, and what was posted before is run', () => {
  const { pool, go } = busy({})
  const [posted] = pool.runOnAll(() => 'ran')
  pool.shutdown({ wait: false })
  assert.throws(() => pool.runOnAll(() => 1), { message: 'cannot schedule new futures after shutdown' })
  go.set()
  pool.shutdown()
  assert.equal(posted?.result({ timeout: 0 }), 'ran')
})

test('what is posted to a worker that is stopped fails', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const loop = pool.submit((begun: Event) => {
    begun.set()
    for (;;);
  }, begun)
  begun.wait()
  const [posted] = pool.runOnAll(() => 1)
  loop.cancel({ hard: true })
  assert.throws(() => posted?.result(LIMIT), { name: 'ThreadDiedError' })
  assert.equal(pool.submit(() => 2).result(LIMIT), 2)
})

test('idle workers end after idleTimeout, but for minWorkers', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 3, minWorkers: 1, idleTimeout: 20 })
  for (const future of pool.runOnAll(() => 1)) future.result(LIMIT)
  until(() => poolWords(pool).live === 1, 'two workers have ended')
  // more than two where a worker was through with its part before the last one was started
  assert.ok(poolWords(pool).idled >= 2)
  const both = new Semaphore(0)
  const meet = (both: Semaphore): boolean => {
    both.release()
    return both.acquire()
  }
  const futures = [0, 1, 2].map(() => pool.submit(meet, both))
  for (const future of futures) assert.equal(future.result(LIMIT), true)
})

test('tasks that come while workers end for idleness are run', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2, idleTimeout: 1 })
  for (let n = 0; n < 30; n++) {
    assert.equal(pool.submit((n: number) => n, n).result(LIMIT), n)
    const pause = performance.now() + (n % 4)
    while (performance.now() < pause);
  }
})

test('a worker is replaced after maxTasksPerWorker tasks, on another OS thread', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxTasksPerWorker: 3 })
  const mark = (): [string, number] => {
    const kept = globalThis as { times?: number }
    kept.times = (kept.times ?? 0) + 1
    return [currentThread().name, kept.times]
  }
  const marks = Array.from({ length: 7 }, () => pool.submit(mark)).map((future) => future.result(LIMIT))
  assert.deepEqual(
    marks.map(([, times]) => times),
    [1, 2, 3, 1, 2, 3, 1],
  )
  assert.equal(new Set(marks.map(([name]) => name)).size, 3)
  assert.equal(poolWords(pool).recycled, 2)
})

test('a worker whose heap has grown above maxHeap is replaced', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxHeap: 60e6 })
  const grow = (megabytes: number): number => {
    const kept = globalThis as { hoard?: number[][] }
    kept.hoard ??= []
    for (let n = 0; n < megabytes; n++) kept.hoard.push(Array.from({ length: 131_072 }, (_, k) => k + 0.5))
    return kept.hoard.length
  }
  assert.equal(pool.submit(grow, 1).result(LIMIT), 1)
  assert.equal(pool.submit(grow, 1).result(LIMIT), 2)
  assert.equal(pool.submit(grow, 80).result(LIMIT), 82)
  assert.equal(pool.submit(grow, 1).result(LIMIT), 1)
  assert.equal(poolWords(pool).recycled, 1)
})

test('a pool whose workers are replaced all the time loses no task', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2, maxTasksPerWorker: 1 })
  const futures: Future<number>[] = Array.from({ length: 12 }, (_, n) => pool.submit((n: number) => n * n, n))
  assert.deepEqual(
    futures.map((future) => future.result({ timeout: 60_000 })),
    Array.from({ length: 12 }, (_, n) => n * n),
  )
})

test('shutdown of pools with limits ends in every state', () => {
  for (const options of [
    { idleTimeout: 1 },
    { maxTasksPerWorker: 1 },
    { maxQueue: 1 },
    { minWorkers: 1, idleTimeout: 1 },
  ]) {
    for (const tasks of [0, 1, 3]) {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, ...options })
      const futures = Array.from({ length: tasks }, () => pool.submit(() => 1))
      pool.shutdown()
      assert.ok(futures.every((future) => future.result({ timeout: 0 }) === 1))
    }
  }
})

test('wrong limits are refused', () => {
  const refused: [object, string, RegExp][] = [
    [{ maxQueue: 0 }, 'RangeError', /`maxQueue`.*≥ 1/],
    [{ maxQueue: '3' }, 'TypeError', /`maxQueue`/],
    [{ onFull: 'wait' }, 'RangeError', /block, reject, callerRuns/],
    [{ minWorkers: -1 }, 'RangeError', /`minWorkers`/],
    [{ maxWorkers: 2, minWorkers: 3 }, 'RangeError', /`minWorkers`.*at most 2/],
    [{ idleTimeout: -1 }, 'RangeError', /`idleTimeout`/],
    [{ idleTimeout: '1' }, 'TypeError', /`idleTimeout`/],
    [{ maxTasksPerWorker: 1.5 }, 'RangeError', /`maxTasksPerWorker`/],
    [{ maxHeap: 0 }, 'RangeError', /`maxHeap`/],
  ]
  for (const [options, name, message] of refused)
    assert.throws(() => new ThreadPoolExecutor(options as ThreadPoolOptions), { name, message })
})
