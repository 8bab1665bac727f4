/**
 * What a queue must do for those who await it, and for both kinds of waiters together. CPython has no such test: the
 * properties are those of the blocking form, and that no busy event loop, timeout or abort costs an item or a wake-up.
 */
import assert from 'node:assert/strict'
import { Bunch } from '../support/bunch.ts'
import { thrownBy } from '../support/elsewhere.ts'
import { getters, joinersOf, putters } from '../support/queue-words.ts'
import { until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'
import { orderOf } from './queue.suite.ts'
import type { QueueCase } from './queue.suite.ts'

export const asyncQueueCases: Readonly<Record<string, QueueCase>> = {
  async 'getAsync: gives an item at once, or when one comes'({ makeQueue, makeThread }) {
    const queue = makeQueue()
    queue.put(1)
    assert.equal(await queue.getAsync(), 1)
    const pending = queue.getAsync()
    assert.equal(getters(queue), 1)
    new Bunch(1, () => makeThread(() => queue.put(2))).run()
    assert.equal(await pending, 2)
    assert.equal(getters(queue), 0)
  },

  async 'putAsync: puts at once, or when there is room'({ makeQueue, makeThread }) {
    const queue = makeQueue(1)
    await queue.putAsync(1)
    const pending = queue.putAsync(2)
    assert.deepEqual([putters(queue), queue.qsize()], [1, 1])
    new Bunch(1, () => makeThread(() => queue.get())).run()
    await pending
    assert.deepEqual([queue.qsize(), putters(queue), queue.get()], [1, 0, 2])
  },

  async 'joinAsync: settles when the last work is done'({ makeQueue }) {
    const queue = makeQueue()
    assert.equal(await queue.joinAsync(), true)
    queue.put(1)
    queue.put(2)
    assert.equal(await queue.joinAsync({ timeout: 10 }), false)
    const joined = queue.joinAsync()
    queue.get()
    queue.taskDone()
    assert.equal(joinersOf(queue), 1)
    queue.get()
    queue.taskDone()
    queue.put(3)
    assert.equal(await joined, true)
  },

  async 'a timeout rejects with Empty and Full, and takes nothing'({ makeQueue }) {
    const queue = makeQueue(1)
    const before = performance.now()
    await assert.rejects(queue.getAsync({ timeout: 20 }), { name: 'Empty', message: /within 20 ms/ })
    assert.ok(performance.now() - before >= 18)
    await assert.rejects(queue.getAsync({ timeout: 0 }), { name: 'Empty' })
    queue.put(1)
    await assert.rejects(queue.putAsync(2, { timeout: 20 }), { name: 'Full', message: /within 20 ms/ })
    await assert.rejects(queue.putAsync(2, { timeout: 0 }), { name: 'Full' })
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks, getters(queue), putters(queue)], [1, 1, 0, 0])
  },

  async 'an abort rejects with its reason, and takes nothing'({ makeQueue }) {
    const queue = makeQueue(1)
    const reason = new Error('enough')
    const get = new AbortController()
    const getting = queue.getAsync({ signal: get.signal })
    get.abort(reason)
    await assert.rejects(getting, reason)
    queue.put(1)
    const put = new AbortController()
    const putting = queue.putAsync(2, { signal: put.signal })
    put.abort(reason)
    await assert.rejects(putting, reason)
    await assert.rejects(queue.putAsync(2, { signal: put.signal }), reason)
    await assert.rejects(queue.getAsync({ signal: get.signal }), reason)
    assert.deepEqual([queue.qsize(), getters(queue), putters(queue)], [1, 0, 0])
    assert.throws(() => queue.getAsync({ signal: 1 as never }), TypeError)
  },

  async 'a shutdown rejects those who await with ShutDown'({ makeQueue }) {
    for (const immediate of [false, true]) {
      const full = makeQueue(1)
      full.put(1)
      const putting = full.putAsync(2)
      const empty = makeQueue()
      const getting = empty.getAsync()
      full.shutdown({ immediate })
      empty.shutdown({ immediate })
      await assert.rejects(putting, { name: 'ShutDown' })
      await assert.rejects(getting, { name: 'ShutDown' })
      await assert.rejects(empty.putAsync(1), { name: 'ShutDown' })
    }
  },

  async 'for await gives the items until the queue is shut down'(kit) {
    const queue = kit.makeQueue()
    const got: number[] = []
    const reading = (async (): Promise<void> => {
      for await (const item of queue) got.push(item)
    })()
    queue.put(1)
    await untilAsync(() => got.length === 1, 'the first item is got')
    const rest = [30, 10, 20]
    const writing = kit.makeThread(() => {
      for (const item of rest) queue.put(item)
      queue.shutdown()
    })
    writing.start()
    writing.join()
    await reading
    assert.deepEqual(got, [1, ...orderOf(kit, rest)])
  },

  async 'items that no one can put are refused by the promise'({ makeQueue }) {
    const queue = makeQueue()
    await assert.rejects(queue.putAsync(new WeakMap() as never), { name: 'CaptureError' })
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks], [0, 0])
  },

  async 'a busy event loop that awaits an item does not keep it from a blocked thread'({
    makeQueue,
    makeThread,
  }) {
    const queue = makeQueue()
    const words = makeWords()
    const first = queue.getAsync()
    const thread = makeThread(() => write(words, 0, queue.get()))
    thread.start()
    until(() => getters(queue) === 2, 'both wait')
    queue.put(7)
    // this event loop does not turn: the item must go to the thread, though it came second
    until(() => read(words, 0) === 7, 'the thread has the item')
    queue.put(8)
    assert.equal(await first, 8)
    thread.join()
  },

  async 'a busy event loop that awaits room does not keep it from a blocked thread'({
    makeQueue,
    makeThread,
  }) {
    const queue = makeQueue(1)
    queue.put(1)
    const first = queue.putAsync(2)
    const thread = makeThread(() => queue.put(3))
    thread.start()
    until(() => putters(queue) === 2, 'both wait')
    assert.equal(queue.get(), 1)
    until(() => queue.qsize() === 1, 'the thread has put its item')
    assert.equal(queue.get(), 3)
    await first
    assert.equal(queue.get(), 2)
    thread.join()
  },

  async 'flows and threads together get every item once'({ makeQueue, makeThread }) {
    const queue = makeQueue(4)
    const words = makeWords()
    const ITEMS = 600
    const bunch = [0, 1].map((index) =>
      makeThread(
        index === 0
          ? () => {
              for (let n = 1; n <= ITEMS; n++) queue.put(n)
              queue.shutdown()
            }
          : () => {
              for (const item of queue) addTo(words, 0, item)
            },
      ),
    )
    for (const thread of bunch) thread.start()
    const flow = async (): Promise<void> => {
      for await (const item of queue) addTo(words, 0, item)
    }
    await Promise.all([flow(), flow(), flow()])
    for (const thread of bunch) thread.join()
    assert.equal(read(words, 0), (ITEMS * (ITEMS + 1)) / 2)
    assert.match(
      thrownBy(() => queue.get()),
      /^ShutDown/,
    )
  },
}
