/**
 * What a Queue, a LifoQueue and a PriorityQueue must do, after CPython's Lib/test/test_queue.py (BaseQueueTestMixin,
 * FailingQueueTest; its names in the titles). Every case runs on each of the three.
 */
import assert from 'node:assert/strict'
import type { Queue } from 'nogil/queue'
import { Bunch } from '../support/bunch.ts'
import { elsewhere, thrownBy } from '../support/elsewhere.ts'
import type { MakeThread } from '../support/elsewhere.ts'
import { getters, joinersOf, putters } from '../support/queue-words.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

/** What the suite runs on. */
export interface QueueKit {
  /** Makes one of the kind under test. */
  makeQueue(maxsize?: unknown): Queue<number>
  makeThread: MakeThread
  /** Whether the last item put is the first one got. */
  readonly lifo: boolean
  /** Whether the smallest one is. */
  readonly sorted: boolean
}

export type QueueCase = (kit: QueueKit) => void | Promise<void>

const SIZE = 6
const END = /^ShutDown/

/** In which order these come out. */
export function orderOf({ lifo, sorted }: Pick<QueueKit, 'lifo' | 'sorted'>, items: number[]): number[] {
  return sorted ? items.toSorted((a, b) => a - b) : lifo ? items.toReversed() : items
}

function fill(queue: Queue<number>): void {
  while (!queue.full()) queue.put(queue.qsize())
}

/** Starts a thread that blocks in `body` on a queue of which `waiting` tells how many wait. */
function blocked({ makeThread }: QueueKit, body: () => unknown, waiting: () => number): { end(): unknown } {
  const thread = makeThread(() => thrownBy(body)) as ReturnType<MakeThread> & {
    result(options: { timeout: number }): unknown
  }
  const before = waiting()
  thread.start()
  until(() => waiting() === before + 1, 'the thread waits')
  return { end: () => thread.result({ timeout: 10_000 }) }
}

export const queueCases: Readonly<Record<string, QueueCase>> = {
  'test_basic: items come out in the order of the queue'(kit) {
    const queue = kit.makeQueue(SIZE)
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [0, true, false])
    const items = [111, 333, 222]
    for (const item of items) queue.put(item)
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [3, false, false])
    assert.deepEqual([queue.get(), queue.get(), queue.get()], orderOf(kit, items))
    assert.equal(queue.empty(), true)
  },

  'test_basic: a full queue is Full, an empty one Empty, at once and after a timeout'({ makeQueue }) {
    const queue = makeQueue(SIZE)
    for (let n = 0; n < SIZE - 1; n++) {
      queue.put(n)
      assert.deepEqual([queue.empty(), queue.full()], [false, false])
    }
    queue.put(SIZE)
    assert.equal(queue.full(), true)
    assert.throws(() => queue.putNowait(9), { name: 'Full', code: 'ERR_FULL', message: 'the queue is full' })
    assert.throws(() => queue.put(9, { timeout: 0 }), { name: 'Full' })
    const before = performance.now()
    assert.throws(() => queue.put(9, { timeout: 20 }), { name: 'Full', message: /no room within 20 ms/ })
    assert.ok(performance.now() - before >= 18)
    assert.equal(queue.qsize(), SIZE)
    for (let n = 0; n < SIZE; n++) queue.get()
    assert.throws(() => queue.getNowait(), {
      name: 'Empty',
      code: 'ERR_EMPTY',
      message: 'the queue is empty',
    })
    assert.throws(() => queue.get({ timeout: 0 }), { name: 'Empty' })
    assert.throws(() => queue.get({ timeout: 20 }), { name: 'Empty', message: /no item within 20 ms/ })
    assert.deepEqual([getters(queue), putters(queue)], [0, 0])
  },

  'test_basic: a blocked put goes on when another thread gets'(kit) {
    const queue = kit.makeQueue(SIZE)
    fill(queue)
    for (const options of [undefined, { timeout: 10_000 }]) {
      const putter = blocked(
        kit,
        () => queue.put(99, options),
        () => putters(queue),
      )
      queue.get()
      assert.equal(putter.end(), 'nothing')
      assert.equal(queue.full(), true)
    }
  },

  'test_basic: a blocked get goes on when another thread puts'(kit) {
    const queue = kit.makeQueue(SIZE)
    for (const options of [undefined, { timeout: 10_000 }]) {
      const getter = blocked(
        kit,
        () => assert.equal(queue.get(options), 7),
        () => getters(queue),
      )
      queue.put(7)
      assert.equal(getter.end(), 'nothing')
      assert.equal(queue.empty(), true)
    }
  },

  'test_basic: the caller itself blocks in put and in get, and another thread releases it'({
    makeQueue,
    makeThread,
  }) {
    const queue = makeQueue(1)
    queue.put(1)
    const getter = new Bunch(1, () =>
      makeThread(() => {
        until(() => putters(queue) === 1, 'the caller blocks in put')
        queue.get()
        until(() => getters(queue) === 1, 'the caller blocks in get')
        queue.put(3)
      }),
    )
    getter.run(() => {
      queue.put(2)
      assert.equal(queue.get(), 2)
      assert.equal(queue.get(), 3)
    })
  },

  'test_nowait: five puts fill a queue of five, five gets empty it'({ makeQueue }) {
    const queue = makeQueue(5)
    for (let n = 0; n < 5; n++) queue.putNowait(1)
    assert.throws(() => queue.putNowait(1), { name: 'Full' })
    for (let n = 0; n < 5; n++) queue.getNowait()
    assert.throws(() => queue.getNowait(), { name: 'Empty' })
  },

  'test_shrinking_queue: a smaller maxsize holds at once, a larger one lets waiting puts in'(kit) {
    const queue = kit.makeQueue(3)
    for (let n = 1; n < 4; n++) queue.put(n)
    assert.throws(() => queue.putNowait(4), { name: 'Full' })
    queue.maxsize = 2
    queue.get()
    assert.throws(() => queue.putNowait(4), { name: 'Full' })
    assert.deepEqual([queue.maxsize, queue.qsize(), queue.full()], [2, 2, true])
    const first = blocked(
      kit,
      () => queue.put(5),
      () => putters(queue),
    )
    const second = blocked(
      kit,
      () => queue.put(6),
      () => putters(queue),
    )
    queue.maxsize = 3
    until(() => putters(queue) === 1 && queue.qsize() === 3, 'one of the puts has room')
    queue.maxsize = 0
    assert.deepEqual([first.end(), second.end(), queue.qsize()], ['nothing', 'nothing', 4])
  },

  'test_queue_task_done: taskDone() without an item is refused'({ makeQueue }) {
    const queue = makeQueue()
    const error = { name: 'RangeError', message: 'taskDone() called too many times' }
    assert.throws(() => queue.taskDone(), error)
    queue.put(1)
    queue.get()
    queue.taskDone()
    assert.throws(() => queue.taskDone(), error)
    assert.equal(queue.unfinishedTasks, 0)
  },

  'test_queue_join: join() waits until the work of all items is done, twice'({ makeQueue, makeThread }) {
    const queue = makeQueue()
    const sum = makeWords()
    const workers = new Bunch(2, () =>
      makeThread(() => {
        for (let item = queue.get(); item >= 0; item = queue.get()) {
          addTo(sum, 0, item)
          queue.taskDone()
        }
        queue.taskDone()
      }),
    )
    workers.run(() => {
      for (let round = 1; round <= 2; round++) {
        for (let n = 0; n < 100; n++) queue.put(n)
        assert.equal(queue.join(), true)
        assert.equal(read(sum, 0), 4950 * round)
      }
      queue.put(-1)
      queue.put(-1)
      assert.equal(queue.join({ timeout: 10_000 }), true)
    })
    assert.throws(() => queue.taskDone(), RangeError)
    assert.equal(joinersOf(queue), 0)
  },

  'join({ timeout }) gives false when there is work left'({ makeQueue }) {
    const queue = makeQueue()
    queue.put(1)
    const before = performance.now()
    assert.equal(queue.join({ timeout: 20 }), false)
    assert.ok(performance.now() - before >= 18)
    assert.equal(queue.join({ timeout: 0 }), false)
    queue.get()
    queue.taskDone()
    assert.equal(queue.join({ timeout: 0 }), true)
    assert.equal(joinersOf(queue), 0)
  },

  'test_negative_timeout_raises_exception: bad timeouts are refused before anything changes'({ makeQueue }) {
    const queue = makeQueue(1)
    for (const timeout of [-1, NaN, -Infinity]) {
      assert.throws(() => queue.put(1, { timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => queue.get({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => queue.join({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => queue.getAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
    }
    assert.throws(() => queue.put(1, 500 as never), TypeError)
    assert.throws(() => queue.get({ timeout: '1' } as never), TypeError)
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks], [0, 0])
  },

  'test_shutdown_empty: put and get throw ShutDown'({ makeQueue }) {
    const queue = makeQueue()
    assert.equal(queue.isShutdown, false)
    queue.shutdown()
    assert.equal(queue.isShutdown, true)
    const error = { name: 'ShutDown', code: 'ERR_SHUT_DOWN' }
    assert.throws(() => queue.put(1), error)
    assert.throws(() => queue.get(), error)
    queue.shutdown()
    assert.throws(() => queue.get(), error)
  },

  'test_shutdown_nonempty: what is in the queue can be got, then ShutDown'({ makeQueue }) {
    const queue = makeQueue()
    queue.put(1)
    queue.shutdown()
    assert.throws(() => queue.put(2), { name: 'ShutDown' })
    assert.equal(queue.get(), 1)
    assert.throws(() => queue.get(), { name: 'ShutDown' })
  },

  'test_shutdown_immediate, test_shutdown_allowed_transitions: get throws ShutDown at once, also when a graceful shutdown came first'({
    makeQueue,
  }) {
    const queue = makeQueue()
    queue.put(1)
    queue.shutdown()
    queue.shutdown({ immediate: true })
    assert.throws(() => queue.get(), { name: 'ShutDown' })
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks], [0, 0])
    queue.shutdown()
    assert.throws(() => queue.get(), { name: 'ShutDown' })
  },

  'test_shutdown_all_methods_in_one_thread: a graceful shutdown and every method'({ makeQueue }) {
    const queue = makeQueue(2)
    queue.put(1)
    queue.shutdown()
    for (const put of [
      (): void => queue.put(2),
      (): void => queue.putNowait(2),
      (): void => queue.put(2, { timeout: 0 }),
      (): void => queue.put(2, { timeout: 10 }),
    ])
      assert.match(thrownBy(put), END)
    assert.equal(queue.getNowait(), 1)
    for (const get of [
      (): unknown => queue.get(),
      (): unknown => queue.getNowait(),
      (): unknown => queue.get({ timeout: 0 }),
      (): unknown => queue.get({ timeout: 10 }),
    ])
      assert.match(thrownBy(get), END)
    queue.taskDone()
    assert.equal(queue.join(), true)
  },

  'test_shutdown_immediate_all_methods_in_one_thread: an immediate one and every method'({ makeQueue }) {
    const queue = makeQueue(2)
    queue.put(1)
    queue.put(2)
    queue.shutdown({ immediate: true })
    assert.deepEqual([queue.qsize(), queue.empty(), queue.full()], [0, true, false])
    assert.match(
      thrownBy(() => queue.put(2)),
      END,
    )
    assert.match(
      thrownBy(() => queue.putNowait(2)),
      END,
    )
    assert.match(
      thrownBy(() => queue.get()),
      END,
    )
    assert.match(
      thrownBy(() => queue.getNowait()),
      END,
    )
    assert.throws(() => queue.taskDone(), RangeError)
    assert.equal(queue.join(), true)
  },

  'test_shutdown_all_methods_in_many_threads: every item is got, all threads end, join returns'(kit) {
    const { put, got, queue } = storm(kit, false)
    assert.equal(got, put)
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks, queue.join({ timeout: 0 })], [0, 0, true])
  },

  'test_shutdown_immediate_all_methods_in_many_threads: all threads end, nothing is left'(kit) {
    const { put, got, queue } = storm(kit, true)
    assert.ok(got <= put, `${got} got of ${put}`)
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks, queue.join({ timeout: 0 })], [0, 0, true])
    assert.deepEqual([getters(queue), putters(queue), joinersOf(queue)], [0, 0, 0])
  },

  'test_shutdown_get: of three gets on two items exactly one throws ShutDown'(kit) {
    const queue = kit.makeQueue()
    const first = blocked(
      kit,
      () => queue.get(),
      () => getters(queue),
    )
    const second = blocked(
      kit,
      () => queue.get(),
      () => getters(queue),
    )
    const third = blocked(
      kit,
      () => queue.get(),
      () => getters(queue),
    )
    queue.put(1)
    queue.put(2)
    queue.shutdown()
    const ends = [first.end(), second.end(), third.end()]
    assert.equal(ends.filter((end) => END.test(String(end))).length, 1)
    assert.equal(ends.filter((end) => end === 'nothing').length, 2)
  },

  'test_shutdown_immediate_get: blocked gets throw ShutDown'(kit) {
    const queue = kit.makeQueue()
    const gets = [0, 1].map(() =>
      blocked(
        kit,
        () => queue.get(),
        () => getters(queue),
      ),
    )
    queue.shutdown({ immediate: true })
    for (const get of gets) assert.match(String(get.end()), END)
  },

  'test_shutdown_pending_get: a get that is blocked already throws ShutDown, with and without a timeout'(
    kit,
  ) {
    for (const options of [undefined, { timeout: 10_000 }]) {
      const queue = kit.makeQueue()
      const get = blocked(
        kit,
        () => queue.get(options),
        () => getters(queue),
      )
      queue.shutdown()
      assert.match(String(get.end()), END)
      assert.equal(getters(queue), 0)
    }
  },

  'test_shutdown_put: blocked puts throw ShutDown, and their items are not in the queue'(kit) {
    for (const immediate of [false, true]) {
      const queue = kit.makeQueue(1)
      queue.put(1)
      const puts = [2, 3].map((item) =>
        blocked(
          kit,
          () => queue.put(item),
          () => putters(queue),
        ),
      )
      queue.shutdown({ immediate })
      for (const put of puts) assert.match(String(put.end()), END)
      assert.deepEqual([queue.qsize(), queue.unfinishedTasks], immediate ? [0, 0] : [1, 1])
    }
  },

  'test_shutdown_immediate_put: blocked puts throw ShutDown when the queue is emptied'(kit) {
    const queue = kit.makeQueue(2)
    fill(queue)
    const put = blocked(
      kit,
      () => queue.put(9, { timeout: 10_000 }),
      () => putters(queue),
    )
    queue.shutdown({ immediate: true })
    assert.match(String(put.end()), END)
    assert.equal(queue.empty(), true)
  },

  'test_shutdown_immediate_join: blocked joins return'(kit) {
    const queue = kit.makeQueue()
    queue.put(1)
    queue.put(2)
    const joins = [0, 1].map(() =>
      blocked(
        kit,
        () => queue.join(),
        () => joinersOf(queue),
      ),
    )
    queue.shutdown({ immediate: true })
    for (const join of joins) assert.equal(join.end(), 'nothing')
  },

  'test_shutdown_immediate_put_join: a blocked put throws ShutDown, a blocked join returns'(kit) {
    const queue = kit.makeQueue(1)
    queue.put(1)
    const put = blocked(
      kit,
      () => queue.put(2),
      () => putters(queue),
    )
    const join = blocked(
      kit,
      () => queue.join(),
      () => joinersOf(queue),
    )
    queue.shutdown({ immediate: true })
    assert.match(String(put.end()), END)
    assert.equal(join.end(), 'nothing')
  },

  'test_shutdown_join, test_shutdown_put_join: after a graceful shutdown join waits for the work that is left'(
    kit,
  ) {
    const queue = kit.makeQueue(2)
    queue.put(1)
    queue.put(2)
    const put = blocked(
      kit,
      () => queue.put(3),
      () => putters(queue),
    )
    const join = blocked(
      kit,
      () => queue.join(),
      () => joinersOf(queue),
    )
    queue.shutdown()
    assert.match(String(put.end()), END)
    assert.equal(joinersOf(queue), 1)
    for (let n = 0; n < 2; n++) {
      queue.get()
      queue.taskDone()
    }
    assert.equal(join.end(), 'nothing')
  },

  'an immediate shutdown leaves join() to those who still work'(kit) {
    const queue = kit.makeQueue()
    queue.put(1)
    queue.put(2)
    queue.get()
    const join = blocked(
      kit,
      () => queue.join(),
      () => joinersOf(queue),
    )
    queue.shutdown({ immediate: true })
    assert.deepEqual([queue.unfinishedTasks, joinersOf(queue)], [1, 1])
    queue.taskDone()
    assert.equal(join.end(), 'nothing')
  },

  'test_shutdown_get_task_done_join: threads get and finish work while the queue is shut down'(kit) {
    const queue = kit.makeQueue()
    for (let n = 0; n < 40; n++) queue.put(n)
    const got = makeWords()
    const join = blocked(
      kit,
      () => queue.join(),
      () => joinersOf(queue),
    )
    const workers = new Bunch(3, () =>
      kit.makeThread(() => {
        for (const _ of queue) {
          addTo(got, 0, 1)
          queue.taskDone()
        }
      }),
    )
    workers.run(() => queue.shutdown())
    assert.equal(join.end(), 'nothing')
    assert.deepEqual([read(got, 0), queue.unfinishedTasks], [40, 0])
  },

  'test_failing_queue: an item that cannot cross leaves the queue as it was'({ makeQueue }) {
    const queue = makeQueue(2) as Queue<unknown>
    queue.put(1)
    const bad = [1, new WeakMap()]
    for (const put of [
      (): void => queue.put(bad),
      (): void => queue.putNowait(bad),
      (): void => queue.put(bad, { timeout: 10 }),
    ])
      assert.throws(put, { name: 'CaptureError' })
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks, queue.full()], [1, 1, false])
    const throws = {
      get it(): never {
        throw new SyntaxError('inside')
      },
    }
    assert.throws(() => queue.put([2, throws]), { name: 'SyntaxError', message: 'inside' })
    queue.put(2)
    assert.throws(() => queue.put(bad, { timeout: 10 }), { name: 'CaptureError' })
    assert.deepEqual([queue.qsize(), queue.full()], [2, true])
    assert.deepEqual([queue.get(), queue.get()].toSorted(), [1, 2])
  },

  'a queue grows as far as it must, and keeps the order while it does'(kit) {
    const queue = kit.makeQueue()
    const items = Array.from({ length: 1000 }, (_, n) => (n * 7919) % 1000)
    // get some in between, so that the oldest item is not in the first place when the places are moved
    for (let n = 0; n < 10; n++) queue.put(-n)
    for (let n = 0; n < 10; n++) queue.get()
    for (const item of items) queue.put(item)
    assert.equal(queue.qsize(), 1000)
    const got = elsewhere(kit.makeThread, () => Array.from({ length: 1000 }, () => queue.get()))
    assert.deepEqual(got, orderOf(kit, items))
  },

  'maxsize: a number or { maxsize }, anything below 1 and Infinity for no bound, the rest is refused'({
    makeQueue,
  }) {
    assert.equal(makeQueue({ maxsize: 3 }).maxsize, 3)
    for (const any of [0, -1, -Infinity, Infinity, {}, { maxsize: undefined }])
      assert.equal(makeQueue(any).maxsize, 0)
    for (const bad of [1.5, NaN, 2 ** 31]) assert.throws(() => makeQueue(bad), RangeError)
    for (const bad of ['1', null, 1n, { maxsize: '1' }]) assert.throws(() => makeQueue(bad), TypeError)
    const queue = makeQueue(2)
    assert.throws(() => (queue.maxsize = 0.5), RangeError)
    assert.equal(queue.maxsize, 2)
  },

  'the text says how many items there are'({ makeQueue }) {
    const queue = makeQueue(3)
    queue.put(1)
    assert.match(String(queue), /^<\w*Queue at 0x[0-9a-f]+: qsize=1\/3>$/)
    queue.shutdown()
    assert.match(String(queue), /^<\w*Queue at 0x[0-9a-f]+: qsize=1\/3 shutdown>$/)
    assert.match(String(makeQueue()), /^<\w*Queue at 0x[0-9a-f]+: qsize=0>$/)
  },
}

/** 4 threads put, 6 get and finish, 2 join, as fast as they can; the queue is shut down in the middle. */
function storm(kit: QueueKit, immediate: boolean): { put: number; got: number; queue: Queue<number> } {
  const queue = kit.makeQueue(50)
  const words = makeWords()
  const [PUT, GOT] = [0, 1]
  const putter = (): void => {
    const tally = (): boolean => thrownBy(() => queue.put(1)) === 'nothing'
    while (tally()) addTo(words, PUT, 1)
  }
  const getter = (): void => {
    for (const _ of queue) {
      addTo(words, GOT, 1)
      queue.taskDone()
    }
  }
  const joiner = (): void => void queue.join()
  const bodies = [
    putter,
    putter,
    putter,
    putter,
    getter,
    getter,
    getter,
    getter,
    getter,
    getter,
    joiner,
    joiner,
  ]
  const bunch = new Bunch(bodies.length, (index) => kit.makeThread(bodies[index] ?? joiner))
  bunch.run(() => {
    until(() => read(words, GOT) > 2000, '2000 items are through')
    queue.shutdown({ immediate })
  })
  return { put: read(words, PUT), got: read(words, GOT), queue }
}
