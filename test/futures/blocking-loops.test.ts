/**
 * Loops that block and never come to their event loop: what they drop is given back all the same, so that they run for
 * ever in a small arena.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'

const LIMIT = { env: { NOGIL_ARENA_MB: '16' }, timeout: 120_000 }
/** Forty of it fill the arena. */
const LARGE = 400_000

async function runsFor(name: string, body: string): Promise<void> {
  allowMs(LIMIT.timeout)
  const text = `
    import { Lock, memory, Thread } from 'nogil'
    import { asCompleted, Future, ThreadPoolExecutor, wait } from 'nogil/futures'
    import { Queue } from 'nogil/queue'
    const make = (n) => new Uint8Array(${LARGE}).fill(n)
    const fail = (n) => { throw Object.assign(new Error('large ' + n), { bytes: new Uint8Array(${LARGE}) }) }
    ${body}
  `
  const { stdout, stderr } = await runText(name, text, LIMIT)
  assert.deepEqual({ stdout, stderr }, { stdout: 'done\n', stderr: '' })
}

test('a loop over submit().result() gets large results for ever', () =>
  runsFor(
    'blocking-results',
    `
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    for (let n = 0; n < 200; n++) {
      const future = pool.submit(make, n)
      const value = future.result()
      if (value[0] !== n % 256 || future.result() !== value) throw new Error('another value in round ' + n)
    }
    pool.shutdown()
    console.log('done')
    `,
  ))

test('a loop over small tasks gives their futures back', () =>
  runsFor(
    'blocking-small',
    `
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    const wrap = (x) => [x]
    for (let n = 0; n < 600; n++) {
      const futures = Array.from({ length: 200 }, (_, i) => pool.submit(wrap, i))
      const { done } = wait(futures)
      if (done.size !== 200 || futures[7].result()[0] !== 7) throw new Error('wrong in round ' + n)
    }
    pool.shutdown()
    console.log('done')
    `,
  ))

test('errors that exception() gives, and results that wait() only waits for, are given back', () =>
  runsFor(
    'blocking-exceptions',
    `
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    for (let n = 0; n < 150; n++) {
      const error = pool.submit(fail, n).exception()
      if (error.message !== 'large ' + n || error.bytes.length !== ${LARGE}) throw new Error('another error')
      wait([pool.submit(make, n)])
    }
    pool.shutdown()
    console.log('done')
    `,
  ))

test('map() and asCompleted() give back what a blocking loop has gone through', () =>
  runsFor(
    'blocking-iterations',
    `
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    let next = 0
    for (const value of pool.map(make, Array.from({ length: 200 }, (_, n) => n), { buffersize: 2 })) {
      if (value[0] !== next % 256) throw new Error('out of order at ' + next)
      next += 1
    }
    let count = 0
    for (let n = 0; n < 60; n++)
      for (const future of asCompleted([pool.submit(make, n), pool.submit(make, n)])) count += future.result().length
    if (next !== 200 || count !== 120 * ${LARGE}) throw new Error('some are missing')
    pool.shutdown()
    console.log('done')
    `,
  ))

test('a loop over start() and result() of threads gets large results for ever', () =>
  runsFor(
    'blocking-threads',
    `
    for (let n = 0; n < 150; n++) {
      const thread = new Thread({ target: make, args: [n] })
      thread.start()
      const value = thread.result()
      if (value[0] !== n % 256 || thread.result() !== value) throw new Error('another value in round ' + n)
    }
    console.log('done')
    `,
  ))

test('a loop over get() takes large items, and futures whose results are large, for ever', () =>
  runsFor(
    'blocking-items',
    `
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const items = new Queue(2)
    const futures = new Queue(1)
    const taker = new Thread({
      target: () => {
        let bytes = 0
        for (const future of futures) bytes += future.result().length
        return bytes
      },
    })
    const putter = new Thread({ target: () => { for (let n = 0; n < 150; n++) items.put(make(n)) } })
    taker.start()
    putter.start()
    for (let n = 0; n < 150; n++) {
      if (items.get()[0] !== n) throw new Error('another item')
      futures.put(pool.submit(make, n))
    }
    futures.shutdown()
    if (taker.result() !== 150 * ${LARGE}) throw new Error('some are missing')
    pool.shutdown()
    console.log('done')
    `,
  ))

test('in a task, beneath a promise and in a callback, a loop that blocks gives back what it drops', () =>
  runsFor(
    'blocking-nested',
    `
    const outer = new ThreadPoolExecutor({ maxWorkers: 1 })
    const inner = new ThreadPoolExecutor({ maxWorkers: 1 })
    const loop = () => {
      for (let n = 0; n < 100; n++) inner.submit(make, n).result()
      return 100
    }
    if (outer.submit(loop).result() !== 100) throw new Error('in a task')
    await undefined
    loop()
    const first = inner.submit(make, 1)
    await first
    await new Promise((resolve) => first.addDoneCallback(() => resolve(loop())))
    inner.shutdown()
    outer.shutdown()
    console.log('done')
    `,
  ))
