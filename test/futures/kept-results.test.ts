/** A result that the only handle of its future has taken is kept by that handle alone, and made again when the future crosses. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { memory, SharedList, Thread, type CaptureError } from 'nogil'
import { Future, ThreadPoolExecutor, wait } from 'nogil/futures'
import { Queue } from 'nogil/queue'
import { addressOf, viewOf } from '../support/waiters.ts'
import { runText } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'

const F_OUTCOME = 36
const KEPT = 16
const LOOKED_AT = 32

const LIMIT = { timeout: 30_000 }

interface Box {
  list: number[]
  self?: unknown
}

function makeBox(): Box {
  return { list: [1, 2, 3] }
}

function elsewhere<R>(read: (future: Future<Box>) => R, future: Future<Box>): Awaited<R> {
  const thread = new Thread({ target: read, args: [future] })
  thread.start()
  return thread.result(LIMIT)
}

function withPool(run: (pool: ThreadPoolExecutor) => void): void {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  try {
    run(pool)
  } finally {
    pool.shutdown()
  }
}

test('futures in a list whose results were taken leave no message in the arena', () => {
  withPool((pool) => {
    const before = memory().messages
    const futures = Array.from({ length: 50 }, () => pool.submit(() => 'long '.repeat(1000).split(' ')))
    wait(futures)
    const full = memory().messages.count
    const values = futures.map((future) => future.result())
    assert.ok(full >= before.count + 50)
    assert.ok(memory().messages.count <= full - 50)
    assert.deepEqual(
      futures.map((future) => future.result()),
      values,
    )
    assert.equal(futures[7]?.result(), values[7])
  })
})

test('a long text, which is no message, is freed, too', () => {
  withPool((pool) => {
    const future = pool.submit((n: number) => 'x'.repeat(n), 5_000_000)
    wait([future])
    const full = memory().used
    assert.equal(future.result().length, 5_000_000)
    assert.ok(memory().used <= full - 5_000_000)
    assert.equal(future.result().length, 5_000_000)
  })
})

test('while somebody without a handle looks at what a future refers to, nothing of it is freed', () => {
  withPool((pool) => {
    const future = pool.submit(() => new SharedList([7]))
    const boxed = pool.submit((list: unknown) => ({ list }), future.result())
    wait([boxed])
    const outcome = viewOf(addressOf(boxed) + F_OUTCOME)
    const before = memory().messages.count
    Atomics.or(outcome, 0, LOOKED_AT)
    boxed.result()
    const looked = memory().messages.count
    Atomics.and(outcome, 0, ~LOOKED_AT)
    assert.equal(looked, before)
    assert.equal(Atomics.load(outcome, 0) & KEPT, 0)
  })
})

test('a future whose result was taken gives it to other threads all the same', () => {
  withPool((pool) => {
    const future = pool.submit(makeBox)
    const mine = future.result()
    for (let round = 0; round < 3; round++)
      assert.deepEqual(
        elsewhere((its) => its.result().list, future),
        [1, 2, 3],
      )
    assert.equal(future.result(), mine)
  })
})

test('what crosses with the future is the value as its thread has it by then', () => {
  withPool((pool) => {
    const future = pool.submit(makeBox)
    future.result().list.push(4)
    assert.deepEqual(
      elsewhere((its) => its.result().list, future),
      [1, 2, 3, 4],
    )
  })
})

test('a future that two threads have keeps its result for the second', () => {
  withPool((pool) => {
    const future = pool.submit(makeBox)
    const queue = new Queue<Future<Box>>()
    queue.put(future)
    const mine = future.result()
    mine.list.length = 0
    assert.deepEqual(
      elsewhere((its) => its.result().list, future),
      [1, 2, 3],
    )
    assert.equal(queue.get(), future)
    assert.equal(future.result(), mine)
  })
})

test('a value that can no longer cross is refused with its future, and stays with it', () => {
  withPool((pool) => {
    const future = pool.submit(makeBox)
    const mine = future.result()
    mine.self = new WeakMap()
    assert.throws(
      () => elsewhere((its) => its.result(), future),
      (error: CaptureError) => error.name === 'CaptureError' && /WeakMap/.test(error.message),
    )
    delete mine.self
    assert.deepEqual(
      elsewhere((its) => its.result().list, future),
      [1, 2, 3],
    )
    assert.equal(future.result(), mine)
  })
})

test('a value that has its own future in itself crosses with it', () => {
  withPool((pool) => {
    const future = pool.submit(makeBox)
    future.result().self = future
    assert.equal(
      elsewhere((its) => its.result().self === its, future),
      true,
    )
  })
})

test('a shared object in a result lives on in the result, and crosses with it', () => {
  withPool((pool) => {
    const future = pool.submit(() => ({ list: [1], self: new SharedList([7, 8]) }))
    const mine = future.result().self
    memory({ collect: true })
    assert.deepEqual([...mine], [7, 8])
    mine.push(9)
    assert.deepEqual(
      elsewhere((its) => [...(its.result().self as SharedList<number>)], future as Future<Box>),
      [7, 8, 9],
    )
  })
})

test('what only a parcel carries can be had by a second thread after the first', () => {
  withPool((pool) => {
    const future = pool.submit(() => ({ list: [], self: new Int32Array(new SharedArrayBuffer(8)) }))
    future.result().self[1] = 5
    assert.equal(
      elsewhere((its) => (its.result().self as Int32Array)[1], future as Future<Box>),
      5,
    )
  })
})

test('two promises of one future get the same value, which is kept', async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(makeBox)
  const [a, b] = await Promise.all([future.resultAsync(), future])
  assert.equal(a, b)
  assert.equal(future.result(), a)
  await pool.shutdownAsync()
})

test('a value that this thread has set itself stays for others', () => {
  const future = new Future<Box>()
  const box = makeBox()
  future.setResult(box)
  box.list.push(4)
  assert.equal(future.result(), box)
  assert.deepEqual(
    elsewhere((its) => its.result().list, future),
    [1, 2, 3],
  )
})

test('while others look for circles, no shared object of a result is freed under its reader', async () => {
  allowMs(120_000)
  const { stdout, stderr } = await runText(
    'kept-and-collected',
    `
    import { Event, memory, SharedList, Thread } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const over = new Event()
    const collector = new Thread({
      target: () => {
        let rounds = 0
        for (; !over.isSet(); rounds++) memory({ collect: true })
        return rounds
      },
    })
    collector.start()
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const make = (n) => ({ list: new SharedList([n]) })
    const lists = []
    for (let n = 0; n < 2000; n++) {
      const future = pool.submit(make, n)
      lists.push(future.result().list)
      future[Symbol.dispose]()
    }
    over.set()
    const rounds = collector.result()
    pool.shutdown()
    console.log(rounds > 0, lists.every((list, n) => list.at(0) === n))
  `,
    { timeout: 120_000 },
  )
  assert.deepEqual({ stdout, stderr }, { stdout: 'true true\n', stderr: '' })
})
