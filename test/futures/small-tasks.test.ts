/** The message of a small task lies in its future's block; that of a larger one in a block of its own. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, memory } from 'nogil'
import { Future, ThreadPoolExecutor } from 'nogil/futures'

const LIMIT = { timeout: 30_000 }

function lengthOf(text: string): number {
  return text.length
}

/** Futures that {@link whileBlocked} leaves to finalizers: the ones to warm up, and that of the task that blocks. */
const WARM_UPS = 2
const OTHERS = WARM_UPS + 1

/** Runs `body` while the pool's only worker waits, so that all that it submits is queued. */
function whileBlocked(body: (pool: ThreadPoolExecutor) => void): void {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const gate = new Event()
  const blocker = pool.submit((event: Event) => event.wait(LIMIT), gate)
  try {
    // what the library has to keep of a function is there when that has crossed twice
    for (let n = 0; n < WARM_UPS; n++) pool.submit(lengthOf, 'first').cancel()
    body(pool)
  } finally {
    gate.set()
    assert.equal(blocker.result(LIMIT), true)
  }
}

test('a task with small arguments takes no memory beside its future, one with larger ones takes a message', () => {
  whileBlocked((pool) => {
    const queued: Future<number>[] = []
    const before = memory().messages.count
    for (let n = 0; n < 10; n++) queued.push(pool.submit(lengthOf, 'small'))
    assert.equal(memory().messages.count, before)
    for (let n = 0; n < 10; n++) queued.push(pool.submit(lengthOf, 'x'.repeat(200)))
    assert.equal(memory().messages.count, before + 10)
    for (const future of queued) assert.equal(future.cancel(), true)
  })
})

test('a text of any length around what fits into a future comes through', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const texts = Array.from({ length: 100 }, (_, length) => 'abcdefghij'.repeat(10).slice(0, length))
  const futures = texts.map((text) => pool.submit((found: string) => found, text))
  for (const [length, future] of futures.entries()) assert.equal(future.result(LIMIT), texts[length])
})

test('a shared object in a small task lives as long as the task is queued, and no longer', () => {
  const futures = (): number => memory().objects['Future']?.count ?? 0
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const gate = new Event()
  const blocker = pool.submit((event: Event) => event.wait(LIMIT), gate)
  const given = new Future<number>()
  given.setResult(42)
  const before = futures()
  const task = pool.submit((found: Future<number>) => {
    using mine = found
    return mine.result()
  }, given)
  given[Symbol.dispose]()
  assert.equal(futures(), before + 1, 'the task has a reference, and a future of its own')
  gate.set()
  assert.equal(blocker.result(LIMIT), true)
  assert.equal(task.result(LIMIT), 42)
  assert.equal(futures(), before)
})

test('a shared object in a small task that is cancelled is given back', () => {
  const futures = (): number => memory().objects['Future']?.count ?? 0
  const given = new Future<number>()
  const before = futures()
  let cancelled: Future<unknown> | undefined
  whileBlocked((pool) => {
    cancelled = pool.submit((found: Future<number>) => found.result(), given)
    assert.equal(cancelled.cancel(), true)
    given[Symbol.dispose]()
  })
  cancelled?.[Symbol.dispose]()
  // the given one and the task's; those of the pool's other tasks are this thread's still
  assert.equal(futures(), before - 1 + OTHERS)
})

test('what is in a future is freed with it: a thousand small tasks leave no memory in use', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const round = (): number => {
    const futures = Array.from({ length: 1000 }, (_, n) => pool.submit((x: number) => x, n))
    for (const [n, future] of futures.entries()) assert.equal(future.result(LIMIT), n)
    for (const future of futures) future[Symbol.dispose]()
    return memory().used
  }
  round()
  const after = round()
  for (let n = 0; n < 5; n++) round()
  assert.ok(round() <= after + 64 * 1024, 'no round leaves anything behind')
})
