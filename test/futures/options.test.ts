/** `pool.options()`: each option, and all that is refused. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { dumpText, Event, sleep, threadReports } from 'nogil'
import { CancelledError, currentTask, ThreadPoolExecutor, TimeoutError } from 'nogil/futures'
import type { CallOptions } from 'nogil/futures'

const LIMIT = { timeout: 20_000 }

/** A pool of one worker that is busy until the event is set. */
function busyPool(): { pool: ThreadPoolExecutor; free: Event } {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const free = new Event()
  const begun = new Event()
  pool.submit(
    (begun: Event, free: Event) => {
      begun.set()
      free.wait()
    },
    begun,
    free,
  )
  begun.wait()
  return { pool, free }
}

test('of queued tasks the one with the highest priority is begun first, equal ones in their order', () => {
  const { pool, free } = busyPool()
  const at = (n: number): [number, number] => [n, performance.now()]
  const priorities = [undefined, 2, -1, 2, 0, 7.5, undefined]
  const futures = priorities.map((priority, n) =>
    priority === undefined ? pool.submit(at, n) : pool.options({ priority }).submit(at, n),
  )
  free.set()
  const ran = futures.map((future) => future.result(LIMIT)).toSorted(([, a], [, b]) => a - b)
  assert.deepEqual(
    ran.map(([n]) => n),
    [5, 1, 3, 0, 4, 6, 2],
  )
  pool.shutdown()
})

test('a priority that comes when tasks are queued leaves their order as it was', () => {
  const { pool, free } = busyPool()
  const log: number[] = []
  const at = (n: number): [number, number] => [n, performance.now()]
  const plain = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((n) => pool.submit(at, n))
  const first = pool.options({ priority: 1 }).submit(at, 100)
  const last = pool.options({ priority: -1 }).submit(at, 200)
  const late = pool.submit(at, 18)
  free.set()
  const ran = [...plain, first, last, late].map((future) => future.result(LIMIT))
  for (const [n] of ran.toSorted(([, a], [, b]) => a - b)) log.push(n)
  assert.deepEqual(log, [100, ...Array.from({ length: 19 }, (_, n) => n), 200])
  pool.shutdown()
})

test('a task whose time is up comes to a TimeoutError that names it, and is asked to stop', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const stopped = new Event()
  const slow = pool.options({ timeout: 20, name: 'slow' }).submit((stopped: Event) => {
    const task = currentTask()
    while (task?.cancelled() === false);
    stopped.set()
    return 'too late'
  }, stopped)
  assert.throws(() => slow.result(LIMIT), {
    name: 'TimeoutError',
    message: 'task "slow" was not done within 20 ms of its start',
  })
  assert.ok(stopped.wait(LIMIT))
  assert.equal(pool.submit(() => 1).result(LIMIT), 1)
})

test('the time counts from the start of the task, not from the submit', () => {
  const { pool, free } = busyPool()
  const future = pool.options({ timeout: 2000 }).submit(() => 'in time')
  sleep(2100)
  free.set()
  assert.equal(future.result(LIMIT), 'in time')
  pool.shutdown()
})

test('a task that ends in time hears nothing of its timeout', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const timed = pool.options({ timeout: 30 })
  assert.equal(timed.submit(() => 1).result(LIMIT), 1)
  // the same worker is at another task when the first one's time is up
  const other = pool.submit(() => {
    const limit = performance.now() + 100
    let asked = false
    while (performance.now() < limit) asked ||= currentTask()?.cancelled() === true
    return asked
  })
  assert.equal(other.result(LIMIT), false)
})

test('an aborted signal cancels the queued task', () => {
  const { pool, free } = busyPool()
  const controller = new AbortController()
  const future = pool.options({ signal: controller.signal }).submit(() => 1)
  assert.equal(future.done(), false)
  controller.abort()
  assert.ok(future.cancelled())
  assert.throws(() => future.result(), CancelledError)
  free.set()
  pool.shutdown()
})

test('a signal that was aborted before queues nothing', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const buffer = new ArrayBuffer(8)
  const options = { signal: AbortSignal.abort(), transfer: [buffer] }
  const future = pool.options(options).submit((b: ArrayBuffer) => b.byteLength, buffer)
  assert.ok(future.cancelled())
  assert.equal(buffer.byteLength, 8)
  assert.equal(pool.submit(() => 1).result(LIMIT), 1)
})

test('a signal reaches inside a task that computes', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const controller = new AbortController()
  const begun = new Event()
  const future = pool.options({ signal: controller.signal }).submit((begun: Event) => {
    begun.set()
    const signal = currentTask()?.signal
    for (;;) signal?.throwIfAborted()
  }, begun)
  begun.wait()
  controller.abort()
  assert.throws(() => future.result(LIMIT), { name: 'CancelledError', message: /was asked to stop/ })
})

test('a signal reaches inside a task that awaits', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const controller = new AbortController()
  const begun = new Event()
  const future = pool.options({ signal: controller.signal, name: 'waiter' }).submit(async (begun: Event) => {
    const signal = currentTask()?.signal
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', () => resolve(signal.reason)))
    begun.set()
    return String(await aborted)
  }, begun)
  await begun.waitAsync()
  controller.abort()
  assert.equal(await future, 'CancelledError: task "waiter" was asked to stop')
})

test('one signal serves many tasks with one listener', () => {
  const { pool, free } = busyPool()
  const controller = new AbortController()
  let listeners = 0
  const { addEventListener } = controller.signal
  controller.signal.addEventListener = ((...args: Parameters<typeof addEventListener>) => {
    listeners += 1
    addEventListener.apply(controller.signal, args)
  }) as typeof addEventListener
  const view = pool.options({ signal: controller.signal })
  const futures = Array.from({ length: 300 }, (_, n) => view.submit((n: number) => n, n))
  controller.abort()
  assert.equal(listeners, 1)
  assert.ok(futures.every((future) => future.cancelled()))
  free.set()
  pool.shutdown()
})

test('a transferred buffer arrives in the task and is gone here', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const bytes = new Uint8Array([1, 2, 3])
  const sum = pool
    .options({ transfer: [bytes.buffer] })
    .submit((part: Uint8Array) => part.reduce((a, b) => a + b, 0), bytes)
  assert.equal(sum.result(LIMIT), 6)
  assert.equal(bytes.buffer.byteLength, 0)
})

test('nothing is transferred when the task is refused', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const buffer = new ArrayBuffer(4)
  const view = pool.options({ transfer: [buffer] })
  assert.throws(
    () => view.submit((b: ArrayBuffer, map: WeakMap<object, object>) => [b, map], buffer, new WeakMap()),
    {
      name: 'CaptureError',
    },
  )
  assert.equal(buffer.byteLength, 4)
  assert.equal(view.submit((b: ArrayBuffer) => b.byteLength, buffer).result(LIMIT), 4)
  assert.throws(() => view.submit((b: ArrayBuffer) => b, buffer), { name: 'TypeError', message: /moved/ })
})

/** Not among the types of these tests. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  }
}

test('a buffer that can never move is copied, and those beside it move', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (const fixed of [new wasm.Memory({ initial: 1 }).buffer, Buffer.from('pooled').buffer]) {
    const movable = new ArrayBuffer(4)
    const before = fixed.byteLength
    const sizes = pool
      .options({ transfer: [fixed, movable] })
      .submit((a: ArrayBuffer, b: ArrayBuffer) => [a.byteLength, b.byteLength], fixed, movable)
    assert.deepEqual(sizes.result(LIMIT), [before, 4])
    assert.deepEqual([fixed.byteLength, movable.byteLength], [before, 0])
  }
})

test('the name stands in the error that the task throws', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'namer' })
  const failed = pool.options({ name: 'resize' }).submit(() => {
    throw new RangeError('too small')
  })
  assert.throws(
    () => failed.result(LIMIT),
    (error: Error) => error instanceof RangeError && /in thread "namer_0: resize"/.test(error.stack ?? ''),
  )
})

test('map() runs each call on the options', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const names = pool.options({ name: 'each' }).map((n: number) => [n, currentTask()?.name], [1, 2])
  assert.deepEqual(
    [...names],
    [
      [1, 'each'],
      [2, 'each'],
    ],
  )
  const late = pool.options({ timeout: 10 }).map(
    (n: number) => {
      while (currentTask()?.cancelled() === false);
      return n
    },
    [1],
  )
  assert.throws(() => [...late], TimeoutError)
  assert.throws(() => pool.options({ transfer: [new ArrayBuffer(1)] }).map((n: number) => n, [1]), TypeError)
})

test('options() of a view change some and keep the others', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const named = pool.options({ name: 'first', timeout: 10_000 })
  const name = (): string | undefined => currentTask()?.name
  assert.equal(named.options({ priority: 3 }).submit(name).result(LIMIT), 'first')
  assert.equal(named.options({ name: 'second' }).submit(name).result(LIMIT), 'second')
})

test('wrong options are refused at once, and say what is wrong', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const refused: [unknown, string, RegExp][] = [
    [null, 'TypeError', /options object/],
    [{ timeout: '5' }, 'TypeError', /`timeout`/],
    [{ timeout: -1 }, 'RangeError', /`timeout`.*-1/],
    [{ timeout: Number.NaN }, 'RangeError', /`timeout`/],
    [{ signal: {} }, 'TypeError', /`signal`/],
    [{ hard: 1 }, 'TypeError', /`hard`/],
    [{ priority: '1' }, 'TypeError', /`priority`/],
    [{ priority: Number.POSITIVE_INFINITY }, 'RangeError', /`priority`/],
    [{ name: 5 }, 'TypeError', /`name`/],
    [{ transfer: new ArrayBuffer(1) }, 'TypeError', /`transfer`/],
    [{ transfer: [new SharedArrayBuffer(1)] }, 'TypeError', /`transfer\[0\]`/],
    [{ tiemout: 5 }, 'TypeError', /`tiemout`/],
  ]
  const twice = new ArrayBuffer(1)
  refused.push([{ transfer: [twice, twice] }, 'TypeError', /once/])
  for (const [options, name, message] of refused)
    assert.throws(() => pool.options(options as CallOptions), { name, message })
  assert.throws(() => pool.options({ name: 'x' }).submit(5 as never), { name: 'TypeError' })
})

test('a timeout of Infinity, or of more than a timer can wait, is none', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (const timeout of [Number.POSITIVE_INFINITY, 2 ** 40])
    assert.equal(
      pool
        .options({ timeout })
        .submit(() => 1)
        .result(LIMIT),
      1,
    )
})

test('the name stands in dumps', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1, threadNamePrefix: 'dumped' })
  const [begun, go] = [new Event(), new Event()]
  const future = pool.options({ name: 'resize 7' }).submit(
    (begun: Event, go: Event) => {
      begun.set()
      go.wait()
    },
    begun,
    go,
  )
  begun.wait()
  const worker = threadReports().find(({ name }) => name === 'dumped_0')
  assert.deepEqual(worker?.tasks, ['resize 7'])
  assert.match(dumpText(), /"dumped_0".*\n(?: {4}.*\n)* {2}runs task "resize 7"/)
  go.set()
  future.result(LIMIT)
  pool.shutdown()
})
