/** Tasks that are stopped by force: only that task, and the pool goes on. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, Lock, sleep, Thread } from 'nogil'
import { CancelledError, ThreadPoolExecutor } from 'nogil/futures'
import type { Future } from 'nogil/futures'
import { runText } from '../support/program-text.ts'

const LIMIT = { timeout: 30_000 }

const loopForEver = (begun: Event): void => {
  begun.set()
  for (;;);
}

/** A task that loops for ever, and does so now. */
function looping(pool: ThreadPoolExecutor): Future<void> {
  const begun = new Event()
  const future = pool.submit(loopForEver, begun)
  begun.wait()
  return future
}

test('cancel({ hard: true }) stops a loop, and the next task runs', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = looping(pool)
  assert.equal(future.cancel({ hard: true }), true)
  assert.ok(future.cancelled())
  assert.throws(() => future.result(), CancelledError)
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('tasks that were queued behind the loop run, though nobody waits for them', async () => {
  const { code, stdout } = await runText(
    'hard-queued',
    `
    import { Event } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const begun = new Event()
    const done = new Event()
    const future = pool.submit((begun) => { begun.set(); for (;;); }, begun)
    begun.wait()
    pool.submit((done) => { console.log('behind'); done.set() }, done)
    future.cancel({ hard: true })
    console.log(done.wait({ timeout: 10000 }))`,
  )
  assert.deepEqual([code, stdout], [0, 'behind\ntrue\n'])
})

test('a program that stops its last task by force ends', async () => {
  const { code, stdout, stderr } = await runText(
    'hard-last',
    `
    import { Event } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    const begun = new Event()
    const future = pool.submit((begun) => { begun.set(); for (;;); }, begun)
    begun.wait()
    console.log(future.cancel({ hard: true }))`,
  )
  assert.deepEqual([code, stdout, stderr], [0, 'true\n', ''])
})

test('other tasks go on while one is stopped', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 3 })
  const others = [0, 1].map(() => {
    const begun = new Event()
    const go = new Event()
    const future = pool.submit(
      (begun: Event, go: Event) => {
        begun.set()
        go.wait()
        return 'whole'
      },
      begun,
      go,
    )
    begun.wait()
    return { future, go }
  })
  const future = looping(pool)
  future.cancel({ hard: true })
  assert.equal(pool.submit(() => 1).result(LIMIT), 1)
  for (const { go } of others) go.set()
  assert.deepEqual(
    others.map((other) => other.future.result(LIMIT)),
    ['whole', 'whole'],
  )
})

test('a timeout with hard stops a loop', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const future = pool.options({ timeout: 10, hard: true, name: 'loop' }).submit(loopForEver, begun)
  assert.throws(() => future.result(LIMIT), {
    name: 'TimeoutError',
    message: 'task "loop" was not done within 10 ms of its start',
  })
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('an aborted signal with hard stops a loop, and one without does not', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const controller = new AbortController()
  const begun = new Event()
  const future = pool.options({ signal: controller.signal, hard: true }).submit(loopForEver, begun)
  await begun.waitAsync()
  controller.abort()
  await assert.rejects(future.resultAsync(LIMIT), CancelledError)
  assert.equal(await pool.submit(() => 7).resultAsync(LIMIT), 7)
})

test('a worker that sleeps in a lock is stopped, and what it held is free', async () => {
  const { code, stdout, stderr } = await runText(
    'hard-lock',
    `
    import { Event, Lock } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const [held, never, begun] = [new Lock(), new Lock(), new Event()]
    never.acquire()
    const future = pool.submit((held, never, begun) => { held.acquire(); begun.set(); never.acquire({ timeout: 60000 }) }, held, never, begun)
    begun.wait()
    future.cancel({ hard: true })
    console.log(held.acquire({ timeout: 10000 }), held.ownerDied?.name, pool.submit(() => 1).result())`,
  )
  assert.deepEqual([code, stdout], [0, 'true OwnerDiedError 1\n'])
  assert.match(stderr, /^Warning: ThreadPoolExecutor-0_0 died holding a lock/)
})

test('a task that waits for the one that is stopped fails with it, if it is beneath it in the same worker', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const outer = pool.submit(
    (pool: ThreadPoolExecutor, loop: typeof loopForEver, begun: Event) => {
      pool.options({ timeout: 50, hard: true }).submit(loop, begun).result()
    },
    pool,
    loopForEver,
    begun,
  )
  assert.throws(() => outer.result(LIMIT), { name: 'ThreadDiedError' })
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('any thread may stop a task', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = looping(pool)
  const thread = new Thread({
    target: (future: Future<void>) => future.cancel({ hard: true }),
    args: [future],
  })
  thread.start()
  assert.equal(thread.result(LIMIT), true)
  assert.ok(future.cancelled())
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('a stop that comes when the task has ended changes nothing', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => 5)
  assert.equal(future.result(LIMIT), 5)
  assert.equal(future.cancel({ hard: true }), false)
  assert.equal(future.result(), 5)
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('stops that race with the ends of their tasks hit no other task', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const lock = new Lock()
  for (let round = 0; round < 40; round++) {
    const short = pool.submit(() => 'short')
    const bystander = pool.submit((lock: Lock) => {
      using _ = lock.hold()
      return 'bystander'
    }, lock)
    const stopped = short.cancel({ hard: true })
    assert.equal(bystander.result(LIMIT), 'bystander')
    if (stopped) assert.ok(short.cancelled())
    else assert.equal(short.result(LIMIT), 'short')
  }
})

test('shutdown waits until a stopped task is gone, and the stand-in too', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const futures = [looping(pool), looping(pool)]
  const behind = pool.submit(() => 'behind')
  for (const future of futures) future.cancel({ hard: true })
  pool.shutdown()
  assert.equal(behind.result({ timeout: 0 }), 'behind')
})

test('hard must be a boolean', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => 5)
  assert.throws(() => future.cancel({ hard: 1 as never }), { name: 'TypeError', message: /hard: true/ })
  assert.throws(() => future.cancel(null as never), TypeError)
  assert.equal(future.result(LIMIT), 5)
})

for (const [how, pause] of [
  ['asks', () => {}],
  ['asks and sleeps for no time', () => sleep(0)],
] as const) {
  test(`a main thread that only ${how} sees the next task run after a hard stop`, () => {
    using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    for (let round = 0; round < 3; round++) {
      const future = pool.submit(() => {
        for (;;);
      })
      while (!future.running()) pause()
      assert.equal(future.cancel({ hard: true }), true)
    }
    assert.equal(pool.submit(Math.abs, -1).result({ timeout: 20_000 }), 1)
  })
}

test('a stop that comes as early as it can ends its task, and the pool runs the next one', async () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let round = 0; round < 12; round++) {
    const stopped = [1, 2].map(async () => {
      const future = pool.submit(() => {
        for (;;);
      })
      while (!future.running()) await new Promise((resolve) => setImmediate(resolve))
      future.cancel({ hard: true })
      await assert.rejects(future.resultAsync(), { name: 'CancelledError' })
    })
    await Promise.all(stopped)
    assert.equal(await pool.submit(Math.abs, -round).resultAsync({ timeout: 20_000 }), round)
  }
})
