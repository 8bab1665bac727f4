/** `AsyncLocalStorage` carried into tasks: the option `context` of a pool. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import type { ThreadPoolOptions } from 'nogil/futures'
import { runText } from '../support/program-text.ts'
import { both, requestId, user, whoIs } from './fixtures/storages.ts'

const LIMIT = { timeout: 30_000 }

test('what a storage holds at the submit is in force in the task, and after its awaits', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: () => [requestId, user] })
  const later = async (): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return whoIs()
  }
  const futures = ['one', 'two'].map((id) =>
    requestId.run(id, () =>
      user.run({ name: `user of ${id}` }, () => [pool.submit(whoIs), pool.submit(later)]),
    ),
  )
  assert.deepEqual(await Promise.all(futures.flat()), [
    'one: user of one',
    'one: user of one',
    'two: user of two',
    'two: user of two',
  ])
  assert.equal(await pool.submit(whoIs), 'undefined: undefined')
})

test('a function of the module may give the storages', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: both })
  assert.equal(requestId.run('seven', () => pool.submit(whoIs)).result(LIMIT), 'seven: undefined')
})

test('map(), streams, views and runOnAll() carry the stores as well', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2, context: both })
  const got = requestId.run('all', () => [
    ...pool.map((n: number) => `${whoIs()}`.repeat(n), [1]),
    ...pool.stream(function* () {
      yield whoIs()
    }),
    pool.options({ name: 'named', priority: 1 }).submit(whoIs).result(LIMIT),
    ...pool.runOnAll(whoIs).map((future) => future.result(LIMIT)),
  ])
  assert.deepEqual(
    got,
    Array.from({ length: 5 }, () => 'all: undefined'),
  )
})

test('a task that a waiting worker runs beneath another one has its own stores, and then the outer has its own', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: both })
  const nested = (pool: ThreadPoolExecutor): string[] => {
    const inner = requestId.run('inner', () => pool.submit(whoIs))
    const same = pool.submit(whoIs)
    const none = requestId.exit(() => pool.submit(whoIs))
    return [whoIs(), inner.result(), same.result(), none.result(), whoIs()]
  }
  assert.deepEqual(
    requestId.run('outer', () => pool.submit(nested, pool)).result(LIMIT),
    ['outer', 'inner', 'outer', 'undefined', 'outer'].map((id) => `${id}: undefined`),
  )
})

test('another thread that submits carries its own stores', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: both })
  const thread = new Thread({
    target: (pool: ThreadPoolExecutor) => requestId.run('of the thread', () => pool.submit(whoIs)).result(),
    args: [pool],
  })
  thread.start()
  assert.equal(thread.result(LIMIT), 'of the thread: undefined')
})

test('a thread that has not loaded the storages has no stores', async () => {
  const { code, stdout, stderr } = await runText('context-unloaded', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { ThreadPoolExecutor } from 'nogil/futures'
      import { id, read } from './storages.mjs'
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, context: () => [id] })
      const thread = new Thread({ target: (pool) => pool.submit(() => 'ran').result(), args: [pool] })
      thread.start()
      console.log(thread.result(), id.run(5, () => pool.submit(read)).result())
      pool.shutdown()`,
    'storages.mjs': `
      import { AsyncLocalStorage } from 'node:async_hooks'
      export const id = new AsyncLocalStorage()
      export const read = () => id.getStore()`,
  })
  assert.deepEqual([code, stdout], [0, 'ran 5\n'], stderr)
})

test('a store that can not cross is refused at the submit, which names it, and queues nothing', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: both })
  assert.throws(() => user.run({ name: 'x', socket: new WeakMap() }, () => pool.submit(whoIs)), {
    name: 'CaptureError',
    message: /store 1 of the pool's context.*socket/,
  })
  assert.equal(pool.stats().queued, 0)
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('the worker gets a copy of a store, and its changes stay there', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, context: both })
  const mine = { name: 'mine' }
  const change = (): string => {
    const store = user.getStore() as { name: string }
    store.name = 'theirs'
    return store.name
  }
  assert.equal(user.run(mine, () => pool.submit(change)).result(LIMIT), 'theirs')
  assert.equal(mine.name, 'mine')
})

test('a pool without the option carries nothing', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  assert.equal(requestId.run('lost', () => pool.submit(whoIs)).result(LIMIT), 'undefined: undefined')
})

test('a context that is no function of storages is refused, and so is a storage of the entry file', async () => {
  const refused: [unknown, RegExp][] = [
    [[requestId], /`context` to be a function such as \(\) => \[storage\]/],
    [() => requestId, /return an array of AsyncLocalStorage/],
    [() => [{}], /AsyncLocalStorage objects, got `\[object Object\]` at 0/],
  ]
  for (const [context, message] of refused)
    assert.throws(() => new ThreadPoolExecutor({ context } as ThreadPoolOptions), {
      name: 'TypeError',
      message,
    })
  const { code, stdout, stderr } = await runText(
    'context-entry',
    `
    import { AsyncLocalStorage } from 'node:async_hooks'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const own = new AsyncLocalStorage()
    try {
      new ThreadPoolExecutor({ maxWorkers: 1, context: () => [own] })
    } catch (error) {
      console.log(error.name, error.message.includes('own'))
    }`,
  )
  assert.deepEqual([code, stdout], [0, 'CaptureError true\n'], stderr)
})
