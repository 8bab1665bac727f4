/** `currentTask().report()`, `future.onProgress()` and `future.progress`. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import test from 'node:test'
import { Event, Lock, Thread } from 'nogil'
import { currentTask, Future, ThreadPoolExecutor } from 'nogil/futures'
import { collectGarbage } from '../support/garbage.ts'
import { runText } from '../support/program-text.ts'
import { integer, withSeed } from '../support/seed.ts'
import { viewOf } from '../support/waiters.ts'

const SHARED = Symbol.for('nogil.shared')
const O_REFS = 4
const LIMIT = { timeout: 30_000 }

/** Reports each number after the listener has heard the one before. */
const countTo = (most: number, heard: readonly Event[]): string => {
  for (let n = 1; n <= most; n++) {
    currentTask()?.report(n)
    heard[n - 1]?.wait()
  }
  return 'counted'
}

test('a listener hears each report of a task that waits for it, in order, and nothing after the end', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const heard = Array.from({ length: 20 }, () => new Event())
  const future = pool.submit(countTo, heard.length, heard)
  const seen: number[] = []
  future.onProgress((n: number) => {
    seen.push(n)
    heard[n - 1]?.set()
  })
  assert.equal(await future, 'counted')
  assert.deepEqual(
    seen,
    heard.map((_, n) => n + 1),
  )
  await new Promise(setImmediate)
  assert.equal(seen.length, heard.length)
})

test('the latest report wins, and the last one is heard before an await of the future goes on', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  for (let round = 0; round < 50; round++) {
    const future = pool.submit(countTo, 100, [])
    const seen: number[] = []
    future.onProgress((n: number) => seen.push(n))
    if (round % 2 === 0) future.result(LIMIT)
    await future
    assert.equal(seen.at(-1), 100)
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
    )
    if (round % 2 === 0) assert.deepEqual(seen, [100])
    assert.equal(future.progress, 100)
  }
})

test('a listener that comes after the last report, or after the end, hears that one', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const [reported, mayEnd] = [new Event(), new Event()]
  const future = pool.submit(
    (reported: Event, mayEnd: Event) => {
      currentTask()?.report('all')
      reported.set()
      mayEnd.wait()
    },
    reported,
    mayEnd,
  )
  await reported.waitAsync()
  assert.equal(await new Promise((resolve) => future.onProgress(resolve)), 'all')
  mayEnd.set()
  await future
  assert.equal(await new Promise((resolve) => future.onProgress(resolve)), 'all')
})

test('a task that reports nothing has no progress and calls nobody', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => 1)
  const seen: unknown[] = []
  future.onProgress((value) => seen.push(value))
  await future
  await new Promise(setImmediate)
  assert.deepEqual(seen, [])
  assert.equal(future.progress, undefined)
})

test('values of every kind are reported, shared objects as themselves', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const lock = new Lock()
  const values: unknown[] = [
    undefined,
    null,
    true,
    -0,
    1.5,
    2n ** 70n,
    'short',
    'long text '.repeat(20),
    'weite Zeichen: äß漢',
    new Map([['key', { list: [1, 2] }]]),
    new Uint8Array([1, 2, 3]),
  ]
  for (const value of values) {
    const future = pool.submit((value: unknown) => currentTask()?.report(value), value)
    await future
    assert.deepEqual(future.progress, value)
    assert.equal(future.progress, future.progress)
  }
  const future = pool.submit((lock: Lock) => currentTask()?.report({ lock }), lock)
  await future
  assert.equal((future.progress as { lock: Lock }).lock, lock)
})

test('report() of what does not cross throws in the task, and the report before it stays', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => {
    currentTask()?.report('before')
    try {
      currentTask()?.report(new WeakMap())
    } catch (error) {
      return (error as Error).name
    }
    return 'nothing'
  })
  assert.equal(future.result(LIMIT), 'CaptureError')
  assert.equal(future.progress, 'before')
  assert.equal(pool.submit(() => 7).result(LIMIT), 7)
})

test('the returned function ends one listener and leaves the others', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const heard = Array.from({ length: 3 }, () => new Event())
  const future = pool.submit(countTo, heard.length, heard)
  const seen: string[] = []
  const end = future.onProgress((n: number) => {
    seen.push(`first ${n}`)
    end()
  })
  future.onProgress((n: number) => {
    seen.push(`second ${n}`)
    heard[n - 1]?.set()
  })
  await future
  end()
  assert.deepEqual(seen, ['first 1', 'second 1', 'second 2', 'second 3'])
})

test('a listener keeps the program alive until the future is done, and not when it has been ended', async () => {
  const { code, stdout, stderr } = await runText(
    'progress-alive',
    `
    import { Future, ThreadPoolExecutor, currentTask } from 'nogil/futures'
    new Future().onProgress(() => {})()
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    pool.submit(() => { currentTask().report('here'); }).onProgress(console.log)`,
  )
  assert.deepEqual([code, stdout], [0, 'here\n'], stderr)
})

test('listeners run in the context of their registration', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const storage = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const future = pool.submit(countTo, 1, [])
  for (const name of ['one', 'two'])
    storage.run(name, () => future.onProgress(() => seen.push(storage.getStore())))
  await storage.run('waits', () => future.then(() => {}))
  assert.deepEqual(seen, ['one', 'two'])
})

test('the error of a listener is logged, and the next listener is called', async () => {
  const { code, stdout, stderr } = await runText(
    'progress-error',
    `
    import { ThreadPoolExecutor, currentTask } from 'nogil/futures'
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const future = pool.submit(() => currentTask().report(1))
    future.onProgress(() => { throw new RangeError('of the listener') })
    future.onProgress(console.log)`,
  )
  assert.deepEqual([code, stdout], [0, '1\n'])
  assert.match(stderr, /exception calling a listener for the progress of <Future/)
  assert.match(stderr, /RangeError: of the listener/)
})

test('what is no function is refused', () => {
  assert.throws(() => new Future().onProgress('no' as never), {
    name: 'TypeError',
    message: 'Expected a function to call with each report, got `no`',
  })
})

test('the last report of a task that is stopped by force, or ends its thread, is heard', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (const dies of ['by force', 'by itself']) {
    const reported = new Event()
    const future = pool.submit(
      (dies: string, reported: Event) => {
        for (let n = 1; n <= 3; n++) currentTask()?.report(`${dies} ${n}`)
        reported.set()
        if (dies === 'by itself') process.exit(3)
        for (let n = 4; ; n++) if (n < 0) currentTask()?.report(n)
      },
      dies,
      reported,
    )
    const seen: unknown[] = []
    future.onProgress((value) => seen.push(value))
    reported.wait()
    if (dies === 'by force') future.cancel({ hard: true })
    await assert.rejects(future.resultAsync(LIMIT))
    assert.equal(seen.at(-1), `${dies} 3`)
    assert.equal(future.progress, `${dies} 3`)
  }
  assert.equal(await pool.submit(() => 7), 7)
})

test('a task that is stopped by force while it reports leaves its listeners, and the pool, in order', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let round = 0; round < 10; round++) {
    const future = pool.submit(() => {
      for (let n = 1; ; n++) currentTask()?.report({ n })
    })
    const seen: number[] = []
    await new Promise<void>((resolve) =>
      future.onProgress(({ n }: { n: number }) => {
        seen.push(n)
        if (seen.length === 3) resolve()
      }),
    )
    future.cancel({ hard: true })
    await assert.rejects(future.resultAsync(LIMIT), { name: 'CancelledError' })
    const ended = seen.length
    assert.ok((future.progress as { n: number }).n >= (seen.at(-1) as number))
    await pool.submit(() => 7)
    assert.equal(seen.length, ended)
  }
})

test('a task whose time is up is not heard any more', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const [isLate, mayEnd] = [new Event(), new Event()]
  const future = pool.options({ timeout: 5 }).submit(
    (isLate: Event, mayEnd: Event) => {
      currentTask()?.report('in time')
      isLate.wait()
      currentTask()?.report('late')
      mayEnd.set()
    },
    isLate,
    mayEnd,
  )
  const seen: unknown[] = []
  future.onProgress((value) => seen.push(value))
  await assert.rejects(future.resultAsync(LIMIT), { name: 'TimeoutError' })
  const [seenInTime, inTime] = [[...seen], future.progress]
  isLate.set()
  await mayEnd.waitAsync()
  await new Promise(setImmediate)
  assert.notEqual(inTime, 'late')
  assert.deepEqual(seen, seenInTime)
  assert.equal(future.progress, inTime)
})

test('report() does nothing when the task has ended', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit(() => {
    const mine = currentTask()
    mine?.report('inside')
    ;(globalThis as { late?: typeof mine }).late = mine
  })
  future.result(LIMIT)
  const later = pool.submit(() => {
    ;(globalThis as { late?: ReturnType<typeof currentTask> }).late?.report('outside')
  })
  later.result(LIMIT)
  assert.deepEqual([future.progress, later.progress], ['inside', undefined])
})

test('a task that its submitter runs itself is heard too', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1, onFull: 'callerRuns' })
  const gate = new Event()
  const busy = [0, 1].map(() => pool.submit((gate: Event) => gate.wait(), gate))
  const future = pool.submit(countTo, 3, [])
  gate.set()
  const heard = new Promise((resolve) => future.onProgress(resolve))
  assert.equal(await heard, 3)
  await Promise.all(busy)
})

test('threads listen to the tasks of any pool, each hears rising numbers and the last', async () => {
  await withSeed(async (random) => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 3 })
    for (let round = 0; round < 6; round++) {
      const most = integer(random, 1, 400)
      const futures = Array.from({ length: 4 }, () => pool.submit(countTo, most, []))
      const listen = async (futures: Future<string>[]): Promise<string[]> => {
        const faults: string[] = []
        const lasts = futures.map(() => 0)
        for (const [n, future] of futures.entries())
          future.onProgress((value: number) => {
            if (value <= (lasts[n] as number)) faults.push(`${value} after ${lasts[n]}`)
            lasts[n] = value
          })
        await Promise.all(futures)
        return [...faults, ...lasts.map(String)]
      }
      const listeners = [0, 1].map(() => new Thread({ target: listen, args: [futures] }))
      for (const listener of listeners) listener.start()
      const expected = futures.map(() => String(most))
      assert.deepEqual(await listen(futures), expected)
      for (const listener of listeners) assert.deepEqual(await listener.resultAsync(LIMIT), expected)
    }
  })
})

test('what was reported is freed with its future, and what was reported before it at once', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const lock = new Lock()
  const { address } = (lock as unknown as { [SHARED](): { address: number } })[SHARED]()
  Atomics.sub(viewOf(address + O_REFS), 0, 1)
  const references = (): number => Atomics.load(viewOf(address + O_REFS), 0)
  const reportOften = (lock: Lock): void => {
    for (let n = 0; n < 50; n++) currentTask()?.report({ n, lock })
  }
  // in a function of its own: no variable of this one keeps the future
  await (async () => {
    const future = pool.submit(reportOften, lock)
    await future
    // this thread's handle and the worker's, and the message of the last report
    assert.ok(references() <= 3)
    assert.equal((future.progress as { lock: Lock }).lock, lock)
  })()
  for (let round = 0; round < 200 && references() !== 1; round++) {
    await pool.submit(collectGarbage)
    await collectGarbage()
  }
  assert.equal(references(), 1)
})
