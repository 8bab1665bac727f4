/** Streams: what a task yields, how far it runs ahead, how it ends, and that no end of either side leaves the other waiting. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, Thread } from 'nogil'
import { CancelledError, ThreadDiedError, ThreadPoolExecutor } from 'nogil/futures'
import { SimpleQueue } from 'nogil/queue'
import { runText } from '../support/program-text.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { Words } from '../support/words.ts'

function* count(most: number): Generator<number, string> {
  for (let n = 0; n < most; n++) yield n
  return 'counted'
}

async function* countAsync(most: number): AsyncGenerator<number, string> {
  for (let n = 0; n < most; n++) {
    await new Promise((resolve) => setImmediate(resolve))
    yield n
  }
  return 'counted'
}

// word 0: items made, word 1: how often it has ended
function* endless(words: Words): Generator<number, void> {
  try {
    for (let n = 0; ; n++) {
      addTo(words, 0, 1)
      yield n
    }
  } finally {
    addTo(words, 1, 1)
  }
}

async function* endlessAsync(words: Words): AsyncGenerator<number, void> {
  try {
    for (let n = 0; ; n++) {
      addTo(words, 0, 1)
      yield n
    }
  } finally {
    await new Promise((resolve) => setImmediate(resolve))
    addTo(words, 1, 1)
  }
}

const numbers = (most: number): number[] => Array.from({ length: most }, (_, n) => n)

function withPool<T>(run: (pool: ThreadPoolExecutor) => T, maxWorkers = 1): T {
  const pool = new ThreadPoolExecutor({ maxWorkers })
  const result = run(pool)
  if (result instanceof Promise) return result.finally(() => pool.shutdown()) as T
  pool.shutdown()
  return result
}

test('a blocking loop gets all items in order, from generators, async ones and other iterables', () =>
  withPool((pool) => {
    assert.deepEqual([...pool.stream(count, 100)], numbers(100))
    assert.deepEqual([...pool.stream(countAsync, 100)], numbers(100))
    assert.deepEqual([...pool.stream((most: number) => new Set([most, 'x']), 7)], [7, 'x'])
    assert.deepEqual([...pool.stream(async (text: string) => [text], 'later')], ['later'])
  }))

test('an awaiting loop gets all items in order', () =>
  withPool(async (pool) => {
    for (const made of [pool.stream(count, 100), pool.stream(countAsync, 100)]) {
      const items: number[] = []
      for await (const item of made) items.push(item)
      assert.deepEqual(items, numbers(100))
    }
  }))

test('what the generator returns is the value of the last next() and of the future', () =>
  withPool((pool) => {
    const stream = pool.stream(count, 1)
    const items = stream[Symbol.iterator]()
    assert.deepEqual(items.next(), { done: false, value: 0 })
    assert.deepEqual(items.next(), { done: true, value: 'counted' })
    assert.deepEqual(items.next(), { done: true, value: undefined })
    assert.equal(stream.future.result(), 'counted')
  }))

test('the task is ahead of its reader by the size of the buffer and no more', () =>
  withPool((pool) => {
    for (const buffer of [1, 2, 16]) {
      for (const generator of [endless, endlessAsync]) {
        const words = makeWords()
        const stream = pool.stream({ buffer }, generator, words)
        const items = stream[Symbol.iterator]()
        for (let n = 0; n < 3; n++) assert.equal(items.next().value, n)
        until(() => read(words, 0) >= Math.max(3, buffer), 'ahead')
        // a task that is busy on the next items would have passed the mark while another one runs from start to end
        pool.submit(Math.abs, 1).result()
        assert.ok(read(words, 0) <= 3 + buffer, `${read(words, 0)} made with a buffer of ${buffer}`)
        items.return?.()
      }
    }
  }, 2))

test('leaving the loop ends the generator before the loop is over', () =>
  withPool(async (pool) => {
    const words = makeWords()
    for (const item of pool.stream(endless, words)) if (item === 40) break
    assert.equal(read(words, 1), 1)
    for await (const item of pool.stream(endlessAsync, words)) if (item === 40) break
    assert.equal(read(words, 1), 2)
    assert.throws(() => {
      for (const item of pool.stream(endlessAsync, words)) throw new RangeError(`${item}`)
    }, /^RangeError: 0$/)
    assert.equal(read(words, 1), 3)
    assert.equal(pool.submit(Math.abs, -1).result(), 1)
  }))

test('a stream whose task has not begun is left without running it', () =>
  withPool((pool) => {
    const go = new Event()
    const words = makeWords()
    const busy = pool.submit((event: Event) => event.wait(), go)
    const stream = pool.stream(endless, words)
    stream[Symbol.dispose]()
    go.set()
    busy.result()
    assert.equal(stream.future.cancelled(), true)
    assert.deepEqual([...stream], [])
    assert.equal(read(words, 0), 0)
  }))

class Refused extends RangeError {
  readonly code = 'E_REFUSED'
}

test('an error comes after the items before it, with its class, its fields and both stacks', () =>
  withPool(async (pool) => {
    function* failing(): Generator<number> {
      yield 1
      throw new Refused('no more')
    }
    const check = (error: unknown): boolean => {
      assert.ok(error instanceof RangeError)
      assert.equal((error as Refused).code, 'E_REFUSED')
      assert.match(
        error.stack ?? '',
        /at failing[^]*--- in thread "ThreadPoolExecutor-\d+_0" ---[^]*stream\.test/,
      )
      return true
    }
    const seen: number[] = []
    assert.throws(() => {
      for (const item of pool.stream(failing)) seen.push(item)
    }, check)
    await assert.rejects(async () => {
      for await (const item of pool.stream(failing)) seen.push(item)
    }, check)
    assert.deepEqual(seen, [1, 1])
  }))

test('an error in the finally of a generator that was left comes out of the loop', () =>
  withPool((pool) => {
    function* careless(): Generator<number> {
      try {
        for (;;) yield 1
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- what this test is about
        throw new RangeError('not closed')
      }
    }
    assert.throws(() => {
      for (const _ of pool.stream(careless)) break
    }, /^RangeError: not closed$/)
  }))

test('what can not cross fails the stream, and the generator is ended', () =>
  withPool((pool) => {
    const words = makeWords()
    function* bad(seen: Words): Generator<unknown> {
      try {
        yield 1
        yield new WeakMap()
      } finally {
        addTo(seen, 1, 1)
      }
    }
    assert.throws(() => [...pool.stream(bad, words)], /^ThreadError: what the task yielded can't cross/)
    assert.equal(read(words, 1), 1)
    assert.throws(() => [...pool.stream((() => 5) as never)], /^TypeError: Expected the function of a stream/)
    assert.throws(() => pool.stream(5 as never), TypeError)
  }))

test('a worker that ends in the middle fails the stream, not the pool', () =>
  withPool(async (pool) => {
    function* exits(): Generator<number> {
      yield 1
      process.exit(2)
    }
    const read2 = (): void => {
      for (const _ of pool.stream(exits)) void _
    }
    assert.throws(read2, /^ThreadExit/)
    await assert.rejects(async () => {
      for await (const _ of pool.stream(exits)) void _
    }, /^ThreadExit/)
    assert.deepEqual([...pool.stream(count, 2)], [0, 1])
  }))

test('the death of the OS thread of the worker ends the stream with a ThreadDiedError', () =>
  withPool((pool) => {
    async function* dies(): AsyncGenerator<number> {
      yield 1
      setImmediate(() => {
        throw new Error('beside')
      })
      await new Promise(() => {})
    }
    const seen: number[] = []
    assert.throws(() => {
      for (const item of pool.stream(dies)) seen.push(item)
    }, ThreadDiedError)
    assert.deepEqual(seen, [1])
  }))

test('a stream that waits for a worker ends with the pool', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const go = new Event()
  const answers = new SimpleQueue<string>()
  pool.submit((event: Event) => event.wait(), go)
  const reader = new Thread({
    target: (its: ThreadPoolExecutor, to: SimpleQueue<string>, generator: typeof count) => {
      const stream = its.stream(generator, 5)
      to.put('begun')
      try {
        to.put(`${[...stream].length} items`)
      } catch (error) {
        to.put((error as Error).name)
      }
    },
    args: [pool, answers, count],
  })
  reader.start()
  assert.equal(answers.get(), 'begun')
  pool.shutdown({ wait: false, cancelFutures: true })
  assert.equal(answers.get({ timeout: 10_000 }), 'CancelledError')
  go.set()
  reader.join()
  pool.shutdown()
})

test('a reader that shuts the pool down gets what there was room for, and no worker waits for it', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const words = makeWords()
  const short = pool.stream(count, 16)
  const long = pool.stream(endless, words)
  pool.shutdown()
  assert.deepEqual([...short], numbers(16))
  const seen: number[] = []
  assert.throws(() => {
    for (const item of long) seen.push(item)
  }, CancelledError)
  assert.deepEqual(seen, numbers(16))
  assert.equal(read(words, 1), 1)
})

test('a program that drops its streams ends', async () => {
  const { code, stdout } = await runText(
    'stream-dropped',
    `
    import { Thread } from 'nogil'
    import { ThreadPoolExecutor } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 3 })
    function* endless() { try { for (;;) yield 1 } finally { console.log('ended') } }
    pool.stream(() => new Set([1]))
    console.log(pool.stream(endless)[Symbol.iterator]().next().value)
    const thread = new Thread({ target: (pool, f) => { pool.stream(f)[Symbol.iterator]().next(); process.exit(1) }, args: [pool, endless] })
    thread.start()
    thread.join()
    console.log('main ends')`,
  )
  assert.equal(code, 0)
  assert.deepEqual(stdout.trim().split('\n').toSorted(), ['1', 'ended', 'ended', 'main ends'])
})

test('a task reads streams of its own pool, whoever runs them', () =>
  withPool((pool) => {
    const all = (own: ThreadPoolExecutor, generator: typeof count): number =>
      [...own.stream(generator, 50)].length
    assert.equal(pool.submit(all, pool, count).result(), 50)
    const later = (own: ThreadPoolExecutor, generator: typeof count): number => {
      const stream = own.stream(generator, 50)
      own.submit(Math.abs, 1).result()
      return [...stream].length
    }
    assert.equal(pool.submit(later, pool, count).result(), 50)
    const awaiting = async (
      own: ThreadPoolExecutor,
      generator: typeof count | typeof countAsync,
    ): Promise<number> => {
      const stream = own.stream(generator as typeof count, 50)
      await own.submit(Math.abs, 1)
      let items = 0
      for await (const _ of stream) items += 1
      return items
    }
    assert.equal(pool.submit(awaiting, pool, count).result(), 50)
    assert.equal(pool.submit(awaiting, pool, countAsync).result(), 50)
    const leaving = (own: ThreadPoolExecutor, generator: typeof endless, words: Words): number => {
      for (const item of own.stream(generator, words)) if (item === 30) return item
      return -1
    }
    const words = makeWords()
    assert.equal(pool.submit(leaving, pool, endless, words).result(), 30)
    assert.equal(read(words, 1), 1)
  }))

test('a task that blocks for an async generator which its own worker would have to run is told so', () =>
  withPool((pool) => {
    const blocking = (own: ThreadPoolExecutor, generator: typeof endlessAsync, words: Words): number =>
      [...own.stream(generator, words)].length
    const error = pool.submit(blocking, pool, endlessAsync, makeWords()).exception()
    assert.match(String(error), /^DeadlockError: .*for await/)
    assert.equal(pool.submit(Math.abs, -1).result(), 1)
  }))

test('a generator streams what it reads from another stream', () =>
  withPool((pool) => {
    function* doubled(own: ThreadPoolExecutor, generator: typeof count): Generator<number> {
      for (const item of own.stream(generator, 40)) yield item * 2
    }
    assert.deepEqual(
      [...pool.stream(doubled, pool, count)],
      numbers(40).map((n) => n * 2),
    )
  }))

test('many threads read streams of one pool of few workers, each gets its own', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const sum = (its: ThreadPoolExecutor, generator: typeof count): number => {
    let total = 0
    for (let round = 0; round < 5; round++) for (const item of its.stream(generator, 200)) total += item
    return total
  }
  const threads = numbers(4).map(() => new Thread({ target: sum, args: [pool, count] }))
  for (const thread of threads) thread.start()
  for (const thread of threads) assert.equal(thread.result(), 5 * 19_900)
  pool.shutdown()
})

test('a stream does not cross to another thread', () =>
  withPool((pool) => {
    const stream = pool.stream(count, 1)
    assert.throws(() => pool.submit((its: unknown) => its, stream), /^CaptureError/)
    assert.deepEqual([...stream], [0])
  }))
