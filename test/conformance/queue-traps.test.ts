/** Trap 8 of cpython-traps.ts: what a queue's shutdown and a failing put often get wrong. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { PriorityQueue, Queue } from 'nogil/queue'
import { thrownBy } from '../support/elsewhere.ts'
import { getters, joinersOf, putters } from '../support/queue-words.ts'
import { until } from '../support/waiters.ts'

for (const immediate of [false, true]) {
  test(`trap 8: shutdown({ immediate: ${immediate} }) wakes all blocked putters, getters and joiners`, () => {
    const full = new Queue<number>(1)
    full.put(1)
    const empty = new Queue<number>()
    const bodies = [
      (): void => full.put(2),
      (): void => full.put(3, { timeout: 10_000 }),
      (): unknown => empty.get(),
      (): unknown => empty.get({ timeout: 10_000 }),
      (): unknown => full.join(),
      (): unknown => full.join({ timeout: 10_000 }),
    ]
    const threads = bodies.map((body) => new Thread({ target: () => thrownBy(body).split(':')[0] }))
    for (const thread of threads) thread.start()
    until(() => putters(full) === 2 && getters(empty) === 2 && joinersOf(full) === 2, 'all block')
    full.shutdown({ immediate })
    empty.shutdown({ immediate })
    if (!immediate) {
      full.get()
      full.taskDone()
    }
    assert.deepEqual(
      threads.map((thread) => thread.result({ timeout: 10_000 })),
      ['ShutDown', 'ShutDown', 'ShutDown', 'ShutDown', 'nothing', 'nothing'],
    )
    assert.deepEqual([full.qsize(), full.unfinishedTasks, putters(full), joinersOf(full)], [0, 0, 0, 0])
  })
}

test('trap 8: a maxsize that is changed while puts are blocked holds at once', () => {
  const queue = new Queue<number>(1)
  queue.put(1)
  const threads = [2, 3].map((item) => new Thread({ target: () => queue.put(item) }))
  for (const thread of threads) thread.start()
  until(() => putters(queue) === 2, 'both block')
  queue.maxsize = 2
  until(() => queue.qsize() === 2 && putters(queue) === 1, 'one has room')
  queue.maxsize = 0
  for (const thread of threads) thread.result({ timeout: 10_000 })
  assert.equal(queue.qsize(), 3)
})

test('trap 8: a put that fails keeps the counts, and blocks nobody', () => {
  const queue = new PriorityQueue<unknown>(2)
  queue.put(1)
  for (const bad of ['text', new WeakMap(), [new WeakMap()]]) {
    assert.throws(() => queue.put(bad), TypeError)
    assert.throws(() => queue.put(bad, { timeout: 10 }), TypeError)
    assert.throws(() => queue.putNowait(bad), TypeError)
  }
  assert.deepEqual([queue.qsize(), queue.unfinishedTasks, queue.full()], [1, 1, false])
  queue.put(0)
  assert.deepEqual([queue.get(), queue.get()], [0, 1])
})
