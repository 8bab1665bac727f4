/** `memory({ collect: true })` frees shared objects that only refer to each other, and nothing else. */
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  AtomicInt32,
  Barrier,
  Event,
  Local,
  memory,
  shared,
  SharedList,
  SharedMap,
  SharedSet,
  Thread,
  Value,
} from 'nogil'
import { currentTask, Future, ThreadPoolExecutor } from 'nogil/futures'
import { PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'
import { collectGarbage } from '../support/garbage.ts'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'

/**
 * How many are freed when all that `make` has returned is disposed of. (Not what is collected: while main does that,
 * carriers of other tests may let go of what they have, and main's reference is the last one then.)
 */
function freedOf(make: () => readonly object[]): number {
  const total = (): number => Object.values(memory().objects).reduce((sum, { count }) => sum + count, 0)
  memory({ collect: true })
  const before = total()
  const objects = make()
  const made = total() - before
  for (const object of objects) (object as Disposable)[Symbol.dispose]()
  memory({ collect: true })
  return made - Math.max(0, total() - before)
}

test('a list in itself, a map and a list in each other, a set and queues that hold themselves are freed', () => {
  assert.equal(
    freedOf(() => {
      const list = new SharedList<unknown>()
      list.push(list, list, [{ list }])
      return [list]
    }),
    1,
  )
  assert.equal(
    freedOf(() => {
      const [map, list] = [new SharedMap<unknown, unknown>(), new SharedList<unknown>()]
      map.set('list', { list })
      map.set(list, 'as a key')
      list.push(map)
      return [map, list]
    }),
    2,
  )
  assert.equal(
    freedOf(() => {
      const set = new SharedSet<unknown>()
      set.add(set)
      const queue = new Queue<unknown>()
      queue.put([queue])
      const simple = new SimpleQueue<unknown>()
      simple.put({ simple })
      return [set, queue, simple]
    }),
    3,
  )
})

test('a future that holds itself, one in a list that it holds, and what circles hold on to are freed', () => {
  assert.equal(
    freedOf(() => {
      const future = new Future<unknown>()
      future.setResult([future])
      const [other, list] = [new Future<unknown>(), new SharedList<unknown>()]
      other.setResult(list)
      list.push(other)
      return [future, other, list]
    }),
    3,
  )
  assert.equal(
    freedOf(() => {
      const list = new SharedList<unknown>()
      const [value, count, inner] = [
        new Value('int32', 1),
        new AtomicInt32(),
        new SharedMap<string, unknown>(),
      ]
      inner.set('text', 'x'.repeat(10_000))
      list.push(list, value, count, inner)
      ;(value.getLock() as { dispose(): void }).dispose()
      return [list, value, count, inner]
    }),
    // the value's lock too
    5,
  )
})

test('the memory of what was freed can be had again', () => {
  memory({ collect: true })
  const before = memory().used
  for (let round = 0; round < 50; round++) {
    const [map, list] = [new SharedMap<string, unknown>(), new SharedList<unknown>()]
    map.set('list', list)
    for (let n = 0; n < 100; n++) list.push(map, 'a text that is longer than a slot '.repeat(10))
    map[Symbol.dispose]()
    list[Symbol.dispose]()
  }
  assert.ok(memory().used > before + 1_000_000)
  assert.equal(memory({ collect: true }).collected, 100)
  assert.ok(memory().used < before + 100_000)
})

test('what a handle, a message, a thread or a live object has is not freed, nor what it refers to', () => {
  const kept = new SharedList<unknown>()
  const circle = new SharedMap<string, unknown>()
  circle.set('self', circle)
  const queue = new PriorityQueue<readonly unknown[]>()
  const queued = new SharedList<unknown>()
  queued.push(queued, 'queued')
  queue.put([1, queued])
  kept.push(circle)
  const go = new Event()
  const passed = new SharedList<unknown>()
  passed.push(passed, 'passed')
  const thread = new Thread({
    target: (list: SharedList<unknown>, wait: Event) => {
      wait.wait()
      return list.at(1)
    },
    args: [passed, go],
  })
  thread.start()
  for (const object of [circle, queued, passed]) object[Symbol.dispose]()
  memory({ collect: true })
  go.set()
  assert.equal(thread.result(), 'passed')
  assert.equal((queue.get()[1] as SharedList<unknown>).at(1), 'queued')
  const again = kept.at(0) as SharedMap<string, unknown>
  assert.equal(again.get('self'), again)
})

test('objects that are never part of a circle, and messages of theirs, do not confuse it', () => {
  const local = new Local<{ n?: number }>()
  const barrier = new Barrier(1, { action: () => local.n })
  const thread = new Thread({ target: (given: Barrier) => given.parties, args: [barrier] })
  thread.start()
  assert.equal(thread.result(), 1)
  memory({ collect: true })
  assert.equal(barrier.parties, 1)
  assert.equal(barrier.wait(), 0)
})

test('nothing that threads pass around is lost while another collects all the time', () =>
  withSeed((random) => {
    const before = memory({ collect: true }).objects['SharedMap']?.count ?? 0
    const lists = Array.from({ length: 6 }, () => new SharedList<unknown>())
    const queue = new Queue<unknown>()
    const stop = new Event()
    const work = (all: SharedList<unknown>[], line: Queue<unknown>, end: Event, start: number): number => {
      let seed = start
      const next = (below: number): number => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
        return (seed >>> 8) % below
      }
      let done = 0
      for (; done < 3000 && !end.isSet(); done++) {
        const list = all[next(all.length)] as SharedList<unknown>
        const made = new SharedMap<string, unknown>()
        made.set('self', made)
        made.set('mark', `mark ${done} that is long enough for a block`)
        const way = next(3)
        if (way === 0) list.push({ made })
        else if (way === 1) list.push(made)
        else line.put(made)
        made[Symbol.dispose]()
        let got: unknown
        try {
          got = next(2) === 0 ? list.shift() : line.getNowait()
        } catch (error) {
          if ((error as Error).name !== 'Empty') throw error
        }
        const map = ((got as { made?: unknown } | undefined)?.made ?? got) as
          | SharedMap<string, unknown>
          | undefined
        if (map === undefined) continue
        if (map.get('self') !== map) throw new Error(`a map that is not itself in round ${done}`)
        if (!String(map.get('mark')).startsWith('mark '))
          throw new Error(`a map without its mark: ${String(map)}`)
        map[Symbol.dispose]()
      }
      return done
    }
    const threads = [1, 2].map(
      () => new Thread({ target: work, args: [lists, queue, stop, integer(random, 1, 2 ** 30)] }),
    )
    for (const thread of threads) thread.start()
    let freed = 0
    while (threads.some((thread) => thread.isAlive())) freed += memory({ collect: true }).collected ?? 0
    stop.set()
    for (const thread of threads) assert.equal(thread.result(), 3000)
    for (const list of lists) list.clear()
    queue.shutdown({ immediate: true })
    freed += memory({ collect: true }).collected ?? 0
    // all that was made has been freed, but for what was still on a list or in the queue when it was emptied
    assert.ok(freed > 1000, `${freed} freed`)
    assert.ok((memory().objects['SharedMap']?.count ?? 0) <= before, memory().toString())
  }))

test('shared objects in each other, and in a list, are freed', () => {
  class Node {
    next: unknown = undefined
    readonly name = 'a name that is longer than a cell'
  }
  assert.equal(
    freedOf(() => {
      const [one, other, list] = [shared(new Node()), shared(new Node()), new SharedList<unknown>()]
      one.next = other
      other.next = list
      list.push(one, [other])
      return [one, other, list]
    }),
    3,
  )
})

/** How many objects of a kind are still there when what `make` has made was dropped and collected. */
async function leftOf(name: string, make: () => void | Promise<void>): Promise<number> {
  allowMs(90_000)
  const count = (): number => memory({ collect: true }).objects[name]?.count ?? 0
  await collectGarbage()
  const before = count()
  await make()
  const giveUpAt = performance.now() + 30_000
  // a worker that ends, and the engine here, let go of their handles in their own time
  do await collectGarbage()
  while (count() > before && performance.now() < giveUpAt)
  // what earlier tests dropped may be given back meanwhile, too
  return Math.max(0, count() - before)
}

/** Ends the pool and the isolate of its only worker: that gives back all handles that it has, without waiting for its garbage. */
function endByForce(pool: ThreadPoolExecutor): void {
  const begun = new Event()
  const loop = pool.submit((begins: Event) => {
    begins.set()
    for (;;);
  }, begun)
  begun.wait()
  assert.equal(loop.cancel({ hard: true }), true)
  pool.shutdown()
}

test('a pool whose initializer has an object that holds the pool is freed', async () => {
  assert.equal(
    await leftOf('ThreadPoolExecutor', () => {
      const owner = shared<{ pool: unknown }>({ pool: undefined })
      const initializer = (given: { pool: unknown }): unknown => given.pool
      owner.pool = new ThreadPoolExecutor({ maxWorkers: 1, initializer, initargs: [owner] })
      assert.ok(Number(memory().objects['ThreadPoolExecutor']?.count) > 0)
    }),
    0,
  )
})

test('a pool that has workers is kept, and so is what its queue and its initializer lead to', async () => {
  const owner = shared<{ pool: unknown; text: string }>({ pool: undefined, text: 'kept' })
  const stop = new Event()
  const began = new Event()
  const future = ((): Future<string> => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    owner.pool = pool
    pool.submit(
      (end: Event, begun: Event) => {
        begun.set()
        end.wait()
      },
      stop,
      began,
    )
    return pool.submit((given: { text: string }) => given.text, owner)
  })()
  began.wait()
  ;(owner as unknown as Disposable)[Symbol.dispose]()
  for (let round = 0; round < 3; round++) {
    await collectGarbage()
    memory({ collect: true })
  }
  stop.set()
  assert.equal(future.result(), 'kept')
})

test('a stream whose items lead to its future is freed, and so is a report that leads to its own', async () => {
  assert.equal(
    await leftOf('Stream', () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
      const list = new SharedList<unknown>()
      const stream = pool.stream(
        { buffer: 8 },
        function* (given: SharedList<unknown>) {
          for (let n = 0; n < 4; n++) yield [given, n]
        },
        list,
      )
      stream.future.result()
      list.push(stream.future)
      assert.ok((memory().objects['Stream']?.count ?? 0) > 0)
      endByForce(pool)
    }),
    0,
  )
  assert.equal(
    await leftOf('SharedList', () => {
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
      const list = new SharedList<unknown>()
      const future = pool.submit((given: SharedList<unknown>) => {
        currentTask()?.report([given])
      }, list)
      list.push(future)
      future.result()
      endByForce(pool)
    }),
    0,
  )
})
