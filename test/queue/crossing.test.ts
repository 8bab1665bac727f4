/** What crosses through a queue, and queues that cross: classes derived from them, identity, modules. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread } from 'nogil'
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'
import { runText } from '../support/program-text.ts'
import { Pipeline } from './fixtures/pipeline.ts'

function inThread<R>(target: () => R): R {
  const thread = new Thread({ target })
  thread.start()
  return thread.result({ timeout: 10_000 }) as R
}

test('a queue is the same object wherever it crosses to, of its own class', () => {
  const queues = [new Queue(3), new LifoQueue(), new PriorityQueue(), new SimpleQueue()]
  const [names, back] = inThread(() => [queues.map((queue) => queue.constructor.name), queues] as const)
  assert.deepEqual(names, ['Queue', 'LifoQueue', 'PriorityQueue', 'SimpleQueue'])
  assert.deepEqual(
    back.map((queue, index) => queue === queues[index]),
    [true, true, true, true],
  )
  assert.equal(
    inThread(() => queues[1] instanceof LifoQueue && queues[1] instanceof Queue),
    true,
  )
})

test('shared objects in items are the same objects, queues among them', () => {
  const queue = new Queue<unknown>()
  const lock = new Lock()
  queue.put([lock, queue])
  assert.equal(
    inThread(() => {
      const [got, same] = queue.get() as [Lock, unknown]
      got.acquire()
      queue.put(got)
      return got === lock && same === queue
    }),
    true,
  )
  assert.equal(queue.get(), lock)
  assert.equal(lock.locked(), true)
})

test('functions, instances and cycles cross in items', () => {
  class Point {
    readonly x: number
    constructor(x: number) {
      this.x = x
    }
    double(): number {
      return this.x * 2
    }
  }
  const queue = new Queue<unknown>()
  const factor = 3
  queue.put((n: number) => n * factor)
  queue.put(new Point(4))
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  queue.put(cycle)
  assert.deepEqual(
    inThread(() => {
      const triple = queue.get() as (n: number) => number
      const point = queue.get() as Point
      const round = queue.get() as { self: unknown }
      return [triple(5), point.double(), point instanceof Point, round.self === round]
    }),
    [15, 8, true, true],
  )
})

test('an item is a copy: a later change of the original does not show', () => {
  const queue = new Queue<{ n: number }>()
  const item = { n: 1 }
  queue.put(item)
  item.n = 2
  const got = queue.get()
  got.n += 10
  assert.deepEqual([got, item], [{ n: 11 }, { n: 2 }])
})

let constructed = 0
class Counted extends Queue<number> {
  readonly lock = new Lock()
  readonly label: string
  constructor(label: string) {
    super({ maxsize: 10 })
    constructed += 1
    this.label = label
  }
  addTwice(n: number): number {
    this.lock.acquire()
    try {
      this.put(n)
      this.put(n)
      return this.qsize()
    } finally {
      this.lock.release()
    }
  }
}

test('a class of the program crosses with its methods, fields and shared objects; its constructor runs once', () => {
  const queue = new Counted('mine')
  assert.deepEqual(
    inThread(() => [queue.addTwice(5), queue.label, queue instanceof Counted, String(queue).split(' ')[0]]),
    [2, 'mine', true, '<Counted'],
  )
  assert.deepEqual([queue.get(), queue.get(), queue.maxsize, constructed], [5, 5, 10, 1])
  assert.equal(queue.lock.locked(), false)
  // on to a thread of a thread, and back
  const same = inThread(() => {
    const inner = new Thread({ target: () => [queue.addTwice(6), queue] as const })
    inner.start()
    return inner.result()
  })
  assert.equal(same[1], queue)
  assert.equal(same[0], 2)
})

test('a class of an imported module crosses too, as an argument and inside an item', () => {
  const pipeline = new Pipeline<number>(4)
  const carried = new Queue<Pipeline<number>>()
  carried.put(pipeline)
  const thread = new Thread({
    target: (given: Pipeline<number>) => {
      given.setMessage(1)
      const same = carried.get()
      same.setMessage(2)
      return same === given
    },
    args: [pipeline],
  })
  thread.start()
  assert.equal(thread.result(), true)
  assert.deepEqual([pipeline.getMessage(), pipeline.getMessage()], [1, 2])
})

test('a subclass of PriorityQueue keeps its order', () => {
  class Agenda extends PriorityQueue<[number, string]> {
    next(): string {
      return this.get()[1]
    }
  }
  const agenda = new Agenda()
  agenda.put([2, 'second'])
  agenda.put([1, 'first'])
  assert.deepEqual(
    inThread(() => [agenda.next(), agenda.next()]),
    ['first', 'second'],
  )
})

test('a subclass with private members is refused, and says which', () => {
  class Secret extends Queue<number> {
    readonly #hidden = 1
    reveal(): number {
      return this.#hidden
    }
  }
  const queue = new Secret()
  assert.equal(queue.reveal(), 1)
  const thread = new Thread({ target: () => queue.qsize() })
  assert.throws(() => thread.start(), { name: 'CaptureError', message: /Secret.*#hidden/ })
})

test('a queue made at the top of a module is the same one in every thread that imports the module', async () => {
  const { code, stdout, stderr } = await runText('module-queue', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { jobs, stack } from './queues.mjs'
      const thread = new Thread({ target: () => { stack.put(jobs.get()); stack.put('above') } })
      thread.start()
      jobs.put('job')
      thread.join()
      console.log(stack.get(), stack.get(), stack.constructor.name)`,
    'queues.mjs': `
      import { LifoQueue, Queue } from 'nogil/queue'
      export const jobs = new Queue()
      export const stack = new LifoQueue()`,
  })
  assert.deepEqual([code, stdout, stderr], [0, 'above job LifoQueue\n', ''])
})

test('a thread that never heard of nogil/queue gets queues in items and as arguments', async () => {
  const { code, stdout, stderr } = await runText('plain-thread', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { Queue } from 'nogil/queue'
      import { answer } from './answer.mjs'
      const queue = new Queue()
      const thread = new Thread({ target: answer, args: [{ queue }] })
      thread.start()
      console.log(queue.get(), thread.result())`,
    'answer.mjs': `export const answer = ({ queue }) => { queue.put('hello'); return queue.qsize() >= 0 }`,
  })
  assert.deepEqual([code, stdout, stderr], [0, 'hello true\n', ''])
})

test('an item that needs a module comes with it, blocking or awaited', async () => {
  const { code, stdout, stderr } = await runText('module-item', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { Queue } from 'nogil/queue'
      import { Shape } from './shape.mjs'
      const queue = new Queue()
      queue.put(new Shape(2))
      queue.put(new Shape(3))
      const areas = new Thread({
        target: async (q) => {
          try { const area = q.get().area(); return [area, (await q.getAsync()).area()] }
          catch (error) {
            if (!error.message.includes('use getAsync()')) throw error
            return [(await q.getAsync()).area(), q.get().area()]
          }
        },
        args: [queue],
      })
      areas.start()
      console.log(areas.result().join())`,
    'shape.mjs': `export class Shape { constructor(side) { this.side = side } area() { return this.side ** 2 } }`,
  })
  assert.deepEqual([code, stdout, stderr], [0, '4,9\n', ''])
})
