/** `currentTask()`: whose it is, and what it says. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, sleep, Thread } from 'nogil'
import { currentTask, ThreadPoolExecutor } from 'nogil/futures'

const LIMIT = { timeout: 20_000 }

test('outside of tasks there is none, in the main thread and in others', () => {
  assert.equal(currentTask(), undefined)
  const thread = new Thread({ target: () => currentTask() === undefined })
  thread.start()
  assert.equal(thread.result(LIMIT), true)
})

test("a task's name is its function's unless it was given one", () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const resize = (): string | undefined => currentTask()?.name
  assert.equal(pool.submit(resize).result(LIMIT), 'resize')
  assert.equal(pool.submit(() => currentTask()?.name).result(LIMIT), '(anonymous)')
})

test('cancel() of a running task returns false and asks it to stop', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const future = pool.submit((begun: Event) => {
    const task = currentTask()
    const before = task?.cancelled()
    begun.set()
    while (task?.cancelled() === false);
    return before
  }, begun)
  begun.wait()
  assert.equal(future.cancel(), false)
  assert.equal(future.result(LIMIT), false)
  assert.equal(future.cancelled(), false)
})

test('the signal knows in a loop without await, and is aborted once', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const future = pool.submit((begun: Event) => {
    const signal = currentTask()?.signal as AbortSignal
    let events = 0
    signal.addEventListener('abort', () => (events += 1))
    begun.set()
    while (!signal.aborted);
    const again = currentTask()?.signal === signal
    return {
      events,
      again,
      reason: (signal.reason as Error).name,
      abortSignal: signal instanceof AbortSignal,
    }
  }, begun)
  begun.wait()
  future.cancel()
  assert.deepEqual(future.result(LIMIT), {
    events: 1,
    again: true,
    reason: 'CancelledError',
    abortSignal: true,
  })
})

test('the signal ends what Node does with it', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const begun = new Event()
  const future = pool.submit(async (begun: Event) => {
    const { setTimeout } = await import('node:timers/promises')
    const waiting = setTimeout(60_000, 'waited', { signal: currentTask()?.signal as AbortSignal })
    begun.set()
    return waiting.catch((error: Error) => error.name)
  }, begun)
  await begun.waitAsync()
  future.cancel()
  assert.equal(await future, 'AbortError')
})

test('a task that asked for its signal leaves nothing behind', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  for (let n = 0; n < 20; n++)
    assert.equal(pool.submit(() => currentTask()?.signal.aborted).result(LIMIT), false)
})

test('after an await the current task is still the same, while the worker runs another in between', async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const outer = pool.options({ name: 'outer' }).submit(async (pool: ThreadPoolExecutor) => {
    const names = [currentTask()?.name]
    const inner = pool.options({ name: 'inner' }).submit(async () => {
      const mine = [currentTask()?.name]
      await new Promise((resolve) => setTimeout(resolve, 5))
      mine.push(currentTask()?.name)
      return mine
    })
    const theirs = await inner
    names.push(currentTask()?.name)
    await Promise.resolve()
    names.push(currentTask()?.name)
    return [names, theirs]
  }, pool)
  assert.deepEqual(await outer, [
    ['outer', 'outer', 'outer'],
    ['inner', 'inner'],
  ])
})

test('a blocked task is the current one again after it ran another', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const outer = pool.options({ name: 'outer' }).submit((pool: ThreadPoolExecutor) => {
    const inner = pool
      .options({ name: 'inner' })
      .submit(() => currentTask()?.name)
      .result()
    return [inner, currentTask()?.name]
  }, pool)
  assert.deepEqual(outer.result(LIMIT), ['inner', 'outer'])
})

test('a task that has ended keeps what it knew', () => {
  using pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const answers = pool.submit(() => {
    const mine = currentTask()
    ;(globalThis as { kept?: typeof mine }).kept = mine
  })
  answers.result(LIMIT)
  sleep(0)
  const later = pool.submit(() => {
    const kept = (globalThis as { kept?: ReturnType<typeof currentTask> }).kept
    return [kept?.cancelled(), kept?.signal.aborted]
  })
  assert.deepEqual(later.result(LIMIT), [false, false])
})
