/** One signal for several tasks: its abort comes to the queued ones first. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtomicInt32 } from 'nogil'
import { currentTask, ThreadPoolExecutor } from 'nogil/futures'

const LIMIT = { timeout: 30_000 }
const ROUNDS = 20
const QUEUED = 500

/** Stops as soon as it is asked to. */
function count(begun: AtomicInt32): void {
  begun.add(1)
  while (currentTask()?.cancelled() === false);
}

test('no queued task begins when its signal aborts, though the worker is free at once', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let n = 0; n < ROUNDS; n++) {
    const controller = new AbortController()
    const view = pool.options({ signal: controller.signal })
    const begun = new AtomicInt32(0)
    const running = view.submit(count, begun)
    while (begun.load() === 0);
    const queued = Array.from({ length: QUEUED }, () => view.submit(count, begun))
    // the last one to be cancelled is the next one to be taken
    queued.push(pool.options({ signal: controller.signal, priority: 1 }).submit(count, begun))
    controller.abort()
    assert.ok(queued.every((future) => future.cancelled()))
    assert.equal(running.result(LIMIT), undefined)
    assert.equal(begun.load(), 1)
  }
})

test('a running task of the same signal is stopped by force if that was asked for', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const controller = new AbortController()
  const begun = new AtomicInt32(0)
  const endless = (begun: AtomicInt32): never => {
    begun.add(1)
    for (;;);
  }
  const view = pool.options({ signal: controller.signal, hard: true })
  const futures = [view.submit(endless, begun), view.submit(endless, begun)]
  while (begun.load() === 0);
  controller.abort()
  assert.ok(futures.every((future) => future.cancelled()))
  assert.equal(pool.submit(() => 42).result(LIMIT), 42)
  assert.equal(begun.load(), 1)
})
