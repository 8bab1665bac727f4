/** What a SimpleQueue must do, after CPython's Lib/test/test_queue.py (BaseSimpleQueueTest, CSimpleQueueTest). */
import assert from 'node:assert/strict'
import type { SimpleQueue } from 'nogil/queue'
import { Bunch } from '../support/bunch.ts'
import { elsewhere } from '../support/elsewhere.ts'
import type { MakeThread } from '../support/elsewhere.ts'
import { getters } from '../support/queue-words.ts'
import { addressOf, viewOf } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

/** Count of references in an object's header. */
const O_REFS = 4

export interface SimpleQueueKit {
  makeQueue(...args: unknown[]): SimpleQueue<unknown>
  makeThread: MakeThread
}

export type SimpleQueueCase = (kit: SimpleQueueKit) => void | Promise<void>

/** Threads put `perPutter` items each, others get them with `take`; each item must come out once. */
function exchange(
  { makeQueue, makeThread }: SimpleQueueKit,
  pairs: number,
  perPutter: number,
  take: (queue: SimpleQueue<number>) => number,
): void {
  const queue = makeQueue() as SimpleQueue<number>
  const words = makeWords()
  const putters = new Bunch(pairs, (index) =>
    makeThread(() => {
      for (let n = 0; n < perPutter; n++) queue.put(index * perPutter + n)
    }),
  )
  const takers = new Bunch(pairs, () =>
    makeThread(() => {
      for (let n = 0; n < perPutter; n++) addTo(words, 0, take(queue))
    }),
  )
  takers.run(() => putters.run())
  const all = pairs * perPutter
  assert.equal(read(words, 0), (all * (all - 1)) / 2)
  assert.deepEqual([queue.qsize(), getters(queue)], [0, 0])
}

export const simpleQueueCases: Readonly<Record<string, SimpleQueueCase>> = {
  'test_basic: items come out in their order, an empty queue is Empty'({ makeQueue }) {
    const queue = makeQueue()
    assert.deepEqual([queue.empty(), queue.qsize()], [true, 0])
    for (let n = 1; n <= 4; n++) queue.put(n)
    queue.putNowait(5)
    assert.deepEqual([queue.empty(), queue.qsize()], [false, 5])
    assert.deepEqual(
      [queue.get(), queue.getNowait(), queue.get({ timeout: 0 }), queue.get({ timeout: 5 }), queue.get()],
      [1, 2, 3, 4, 5],
    )
    assert.throws(() => queue.getNowait(), { name: 'Empty' })
    assert.throws(() => queue.get({ timeout: 0 }), { name: 'Empty' })
    assert.throws(() => queue.get({ timeout: 10 }), { name: 'Empty' })
    assert.deepEqual([queue.empty(), queue.qsize(), getters(queue)], [true, 0, 0])
  },

  'test_negative_timeout_raises_exception: a bad timeout is refused'({ makeQueue }) {
    const queue = makeQueue()
    queue.put(1)
    for (const timeout of [-1, NaN]) {
      assert.throws(() => queue.get({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => queue.getAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
    }
    assert.equal(queue.qsize(), 1)
    assert.throws(() => makeQueue(1), { name: 'TypeError', message: 'SimpleQueue() takes no arguments' })
  },

  'test_order: one thread gets in the order in which another one puts'({ makeQueue, makeThread }) {
    const queue = makeQueue()
    const putter = new Bunch(1, () =>
      makeThread(() => {
        for (let n = 0; n < 3000; n++) queue.put(n)
      }),
    )
    putter.run(() => {
      for (let n = 0; n < 3000; n++) assert.equal(queue.get(), n)
    })
  },

  'test_many_threads: each of 10 000 items is got once'(kit) {
    exchange(kit, 6, 1700, (queue) => queue.get())
  },

  'test_many_threads_nonblock: the same by tries'(kit) {
    exchange(kit, 3, 1000, (queue) => {
      for (;;) {
        try {
          return queue.getNowait()
        } catch (error) {
          assert.equal((error as Error).name, 'Empty')
        }
      }
    })
  },

  'test_many_threads_timeout: the same with timeouts of 10 µs'(kit) {
    exchange(kit, 3, 400, (queue) => {
      for (;;) {
        try {
          return queue.get({ timeout: 0.01 })
        } catch (error) {
          assert.equal((error as Error).name, 'Empty')
        }
      }
    })
  },

  'test_references: what was got is nobody else’s: the queue lets go of it'({ makeQueue }) {
    const queue = makeQueue()
    const lock = makeWords()
    const references = viewOf(addressOf(lock) + O_REFS)
    const before = Atomics.load(references, 0)
    queue.put([lock])
    queue.put(lock)
    assert.equal(Atomics.load(references, 0), before + 2)
    assert.deepEqual([queue.get(), queue.get()], [[lock], lock])
    assert.equal(Atomics.load(references, 0), before)
  },

  'test_reentrancy: a put inside a put, and a put inside a get of another queue, are whole'(kit) {
    const queue = kit.makeQueue()
    const inner = {
      get value(): string {
        queue.put('inner, while the outer one is encoded')
        return 'outer'
      },
    }
    queue.put(inner)
    assert.equal(queue.get(), 'inner, while the outer one is encoded')
    assert.deepEqual(queue.get(), { value: 'outer' })
  },

  'any value crosses as it is, in a place of its own or as a message'(kit) {
    const queue = kit.makeQueue()
    const items = [
      0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 0.1, NaN, Infinity, -Infinity, 5e-324,
      '', 'a', 'twelve chars', 'thirteen char', 'ÿ', 'Ā', '\u0000\u0000', '🙂', 'x'.repeat(5000),
      true, false, null, undefined, 1n, -(2n ** 70n), [1, [2]], { a: { b: 'c' } }, new Date(5), /x/g,
      new Uint8Array([1, 2]), new Map([[1, new Set([2])]]), new RangeError('far'),
    ] // prettier-ignore
    const expected = [...items]
    for (const item of items) queue.put(item)
    assert.deepEqual(
      expected.map(() => queue.get()),
      expected,
    )
    const same = elsewhere(kit.makeThread, () => {
      for (const item of items) queue.put(item)
      return true
    })
    assert.equal(same, true)
    assert.deepEqual(
      expected.map(() => queue.get()),
      expected,
    )
  },
}
