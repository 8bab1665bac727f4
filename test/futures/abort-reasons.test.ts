/** The reason of an AbortSignal reaches all who hear of the cancelling, in whatever thread. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, memory, SharedList, Thread } from 'nogil'
import { CancelledError, currentTask, ThreadPoolExecutor } from 'nogil/futures'
import type { Future } from 'nogil/futures'

const LIMIT = { timeout: 30_000 }

class Gone extends Error {
  readonly seat: number
  constructor(message: string, seat: number) {
    super(message)
    this.seat = seat
  }
}

/** A pool whose only worker waits until `go` is set. */
function busyPool(): { pool: ThreadPoolExecutor; go: Event } {
  const [pool, go] = [new ThreadPoolExecutor({ maxWorkers: 1 }), new Event()]
  pool.submit((open: Event) => open.wait(LIMIT), go)
  return { pool, go }
}

/** The cause of the CancelledError that `ask` throws. */
function causeOf(ask: () => unknown): unknown {
  try {
    ask()
  } catch (error) {
    return causeIn(error)
  }
  return assert.fail('it was not cancelled')
}

async function causeOfAsync(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(() => assert.fail('it was not cancelled'), causeIn)
}

function causeIn(error: unknown): unknown {
  assert.ok(error instanceof CancelledError, String(error))
  return error.cause
}

test('who asks for a queued task that a signal cancelled is told the reason, the very object in its thread', async () => {
  const { pool, go } = busyPool()
  const controller = new AbortController()
  const future = pool.options({ signal: controller.signal }).submit(() => 1)
  const reason = new Gone('left', 3)
  controller.abort(reason)
  assert.equal(
    causeOf(() => future.result(LIMIT)),
    reason,
  )
  assert.equal(
    causeOf(() => future.exception(LIMIT)),
    reason,
  )
  assert.equal(await causeOfAsync(future), reason)
  go.set()
  pool.shutdown()
})

test('another thread gets the reason with its class and fields', () => {
  const { pool, go } = busyPool()
  const controller = new AbortController()
  const future = pool.options({ signal: controller.signal }).submit(() => 1)
  const ask = (awaited: Future<number>): unknown => {
    try {
      return awaited.result({ timeout: 30_000 })
    } catch (error) {
      const { cause } = error as { cause: Gone }
      return [(error as Error).name, cause instanceof Gone, cause.message, cause.seat]
    }
  }
  const asks = new Thread({ target: ask, args: [future] })
  const awaits = new Thread({
    target: async (awaited: Future<number>) => {
      const error: unknown = await awaited
        .exceptionAsync({ timeout: 30_000 })
        .catch((caught: unknown) => caught)
      return (error as { cause: Gone }).cause.seat
    },
    args: [future],
  })
  asks.start()
  awaits.start()
  controller.abort(new Gone('left', 4))
  assert.deepEqual(asks.result(LIMIT), ['CancelledError', true, 'left', 4])
  assert.equal(awaits.result(LIMIT), 4)
  go.set()
  pool.shutdown()
})

test('a task submitted with a signal that was aborted before has the reason', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.options({ signal: AbortSignal.abort('too late') }).submit(() => 1)
  assert.equal(
    causeOf(() => future.result()),
    'too late',
  )
})

test('a running task sees the reason as the cause of its own signal, and hands it on', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const [controller, begun] = [new AbortController(), new Event()]
  const future = pool.options({ signal: controller.signal, name: 'loop' }).submit((open: Event) => {
    open.set()
    for (;;) currentTask()?.signal.throwIfAborted()
  }, begun)
  begun.wait()
  controller.abort(new Gone('left', 5))
  const error = future.exception(LIMIT) as CancelledError
  assert.equal(String(error), 'CancelledError: task "loop" was asked to stop')
  assert.ok(error.cause instanceof Gone)
  assert.deepEqual([error.cause.message, error.cause.seat], ['left', 5])
})

test('a task that future.cancel() asks to stop has a reason without a cause', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const future = pool.submit((open: Event) => {
    open.set()
    const signal = currentTask()?.signal
    while (signal?.aborted !== true);
    return [String(signal.reason), (signal.reason as Error).cause]
  }, begun)
  begun.wait()
  future.cancel()
  assert.deepEqual(future.result(LIMIT), ['CancelledError: task "(anonymous)" was asked to stop', undefined])
})

test('a task that a signal stops by force has its reason', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const controller = new AbortController()
  const future = pool.options({ signal: controller.signal, hard: true }).submit((open: Event) => {
    open.set()
    for (;;);
  }, begun)
  begun.wait()
  controller.abort(new Gone('left', 6))
  assert.ok(((await causeOfAsync(future)) as Gone).seat === 6)
})

test('AbortSignal.timeout() gives its TimeoutError', async () => {
  const { pool, go } = busyPool()
  const future = pool.options({ signal: AbortSignal.timeout(1) }).submit(() => 1)
  const cause = (await causeOfAsync(future)) as DOMException
  assert.ok(cause instanceof DOMException)
  assert.equal(cause.name, 'TimeoutError')
  go.set()
  pool.shutdown()
})

test('a reason that cannot cross is told of in words', () => {
  const { pool, go } = busyPool()
  const controller = new AbortController()
  const future = pool.options({ signal: controller.signal }).submit(() => 1)
  controller.abort(new WeakMap())
  const thread = new Thread({
    target: (awaited: Future<number>) => {
      try {
        return awaited.result()
      } catch (error) {
        return String((error as Error).cause)
      }
    },
    args: [future],
  })
  thread.start()
  assert.match(String(thread.result(LIMIT)), /cannot leave it: WeakMap/)
  go.set()
  pool.shutdown()
})

test('one abort of many tasks, its reason and what that refers to leave no memory behind', () => {
  const { pool, go } = busyPool()
  const lists = (): number => memory().objects['SharedList']?.count ?? 0
  const before = lists()
  const list = new SharedList<number>()
  const controller = new AbortController()
  const view = pool.options({ signal: controller.signal })
  const futures = Array.from({ length: 50 }, () => view.submit(() => 1))
  controller.abort({ list })
  list[Symbol.dispose]()
  assert.equal(lists(), before + 1)
  go.set()
  pool.shutdown()
  assert.equal(lists(), before + 1)
  for (const future of futures) future[Symbol.dispose]()
  assert.equal(lists(), before)
})
