/** PriorityQueue: what compares with what, and that items come out in that order. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { PriorityQueue } from 'nogil/queue'
import { integer, withSeed } from '../support/seed.ts'

function sorted<T>(...items: T[]): T[] {
  const queue = new PriorityQueue<T>()
  for (const item of items) queue.put(item)
  queue.shutdown()
  return [...queue]
}

const incomparable = { name: 'TypeError', message: /^Expected an item that compares with those in the queue/ }

test('numbers, bigints and booleans compare by value, exactly', () => {
  const big = 2n ** 64n
  assert.deepEqual(
    sorted<unknown>(
      Infinity,
      3,
      big + 1n,
      -0.5,
      2n,
      true,
      2 ** 64,
      big - 1n,
      false,
      -(2n ** 70n),
      -Infinity,
      5e-324,
    ),
    [-Infinity, -(2n ** 70n), -0.5, false, 5e-324, true, 2n, 3, big - 1n, 2 ** 64, big + 1n, Infinity],
  )
  assert.deepEqual(sorted(0, -0, 0), [0, -0, 0], 'zeros are equal and keep their order')
  assert.deepEqual(sorted(NaN, 1, Infinity, NaN), [1, Infinity, NaN, NaN])
})

test('a bigint that no number comes near is refused', () => {
  const queue = new PriorityQueue<unknown>()
  assert.throws(() => queue.put(2n ** 1024n), TypeError)
  assert.equal(queue.qsize(), 0)
})

test('strings compare by code points, and a beginning comes before the whole', () => {
  assert.deepEqual(sorted('b', 'é', '🙂', 'aa', '', 'a', '\uffff', 'a\u0000'), [
    '', 'a', 'a\u0000', 'aa', 'b', 'é', '\uffff', '🙂',
  ]) // prettier-ignore
})

test('arrays compare element by element; what stands behind the first difference need not compare', () => {
  assert.deepEqual(sorted<unknown>([2, 'b'], [1, { any: 1 }], [1], [], [2, 'a'], [1.5, null], [2]), [
    [], [1], [1, { any: 1 }], [1.5, null], [2], [2, 'a'], [2, 'b'],
  ]) // prettier-ignore
  assert.deepEqual(sorted([[1, 2], 3], [[1], 9], [[1, 2], 2]), [
    [[1], 9],
    [[1, 2], 2],
    [[1, 2], 3],
  ])
})

test('an object compares by its valueOf(), a Date by its time, and arrives as what it is', () => {
  class Job {
    readonly urgency: number
    readonly name: string
    constructor(urgency: number, name: string) {
      this.urgency = urgency
      this.name = name
    }
    valueOf(): number {
      return this.urgency
    }
  }
  assert.deepEqual(
    sorted(new Job(3, 'c'), new Job(1, 'a'), new Job(2, 'b')).map(({ name }) => name),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(sorted(new Date(7), new Date(5)), [new Date(5), new Date(7)])
})

test('equal items keep their order', () => {
  const items = Array.from({ length: 200 }, (_, n) => [n % 3, n] as const)
  const queue = new PriorityQueue<{ readonly n: number; valueOf(): number }>()
  for (const [rank, n] of items) queue.put({ n, valueOf: () => rank })
  const got = Array.from({ length: 200 }, () => queue.get().n)
  assert.deepEqual(
    got,
    [0, 1, 2].flatMap((rank) => items.filter(([its]) => its === rank).map(([, n]) => n)),
  )
})

test('what does not compare is refused, and the queue is as it was', () => {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [1, 'a'], ['a', 1], [1, null], [1, [1]], [[1], 'a'], [{}, {}], [null, null], [undefined, 1],
    [[1, {}], [1, {}]], [[1, 'a'], [1, 2]], [Symbol.iterator, 1],
  ] // prettier-ignore
  for (const [first, second] of pairs) {
    const queue = new PriorityQueue<unknown>(5)
    queue.put(first)
    assert.throws(() => queue.put(second), incomparable)
    assert.deepEqual([queue.qsize(), queue.unfinishedTasks], [1, 1])
    assert.deepEqual(queue.get(), first)
    queue.put(second)
    assert.deepEqual(queue.getNowait(), second)
  }
})

test('get() never refuses: what was put and does not compare comes out in its order', () => {
  const queue = new PriorityQueue<unknown>()
  queue.put([0])
  queue.put([1, 'text'])
  queue.put([1, 2])
  assert.deepEqual([queue.get(), queue.get(), queue.get()], [[0], [1, 'text'], [1, 2]])
})

test('a valueOf() that throws, and an item that cannot cross, leave the queue as it was', () => {
  const queue = new PriorityQueue<unknown>()
  const bad = {
    valueOf(): never {
      throw new EvalError('no value')
    },
  }
  assert.throws(() => queue.put(bad), EvalError)
  assert.throws(() => queue.put([1, new WeakMap()]), { name: 'CaptureError' })
  assert.deepEqual([queue.qsize(), queue.unfinishedTasks], [0, 0])
})

test('puts and gets in any order give what a sorted list gives, from several threads', () =>
  withSeed((random) => {
    for (let round = 0; round < 20; round++) {
      const queue = new PriorityQueue<number | readonly [number, string]>()
      const model: number[] = []
      const asArray = random() < 0.5
      for (let step = 0; step < 300; step++) {
        if (model.length === 0 || random() < 0.6) {
          const value = random() < 0.3 ? random() * 100 - 50 : integer(random, -50, 50)
          queue.put(asArray ? [value, 'x'.repeat(integer(random, 0, 30))] : value)
          model.push(value)
          model.sort((a, b) => a - b)
        } else {
          const got = queue.get()
          assert.equal(typeof got === 'number' ? got : got[0], model.shift())
        }
      }
      const rest = new Thread({
        target: () => Array.from({ length: queue.qsize() }, () => queue.get()),
      })
      rest.start()
      assert.deepEqual(
        rest.result().map((got) => (typeof got === 'number' ? got : got[0])),
        model,
      )
    }
  }))
