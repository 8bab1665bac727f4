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
import { Future } from 'nogil/futures'
import { PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'
import { integer, withSeed } from '../support/seed.ts'

/** How many are freed when all that `make` has returned is disposed of. */
function freedOf(make: () => readonly object[]): number | undefined {
  memory({ collect: true })
  for (const object of make()) (object as Disposable)[Symbol.dispose]()
  return memory({ collect: true }).collected
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
