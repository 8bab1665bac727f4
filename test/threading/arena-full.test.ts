/** A full arena is an error with the figures, and nothing else is lost. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'

const LIMIT = { env: { NOGIL_ARENA_MB: '16' }, timeout: 120_000 }

test('each operation that finds the arena full throws ThreadError and has changed nothing', async () => {
  allowMs(LIMIT.timeout)
  const { stdout, stderr } = await runText(
    'arena-full',
    `
    import * as nogil from 'nogil'
    import { Future, ThreadPoolExecutor } from 'nogil/futures'
    import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'
    const { memory, SharedArray, SharedList, SharedMap, SharedSet, record, Thread } = nogil
    const map = new SharedMap([['a', 1]])
    const set = new SharedSet(['a'])
    const list = new SharedList([1, 2, 3])
    const queues = [new Queue(), new LifoQueue(), new PriorityQueue(), new SimpleQueue()]
    for (const queue of queues) queue.put('first')
    const future = new Future()
    const Point = record({ x: 'int32' })
    const before = new Thread({ target: () => 1 })
    before.start()
    before.join()
    const full = []
    for (let bytes = 4_000_000; bytes > 8; bytes = Math.floor(bytes / 1.5)) {
      try {
        for (;;) full.push(SharedArray.uint8(bytes))
      } catch {}
    }
    const text = 'x'.repeat(5000)
    const operations = {
      map: () => map.set('b', text), key: () => map.set(text, 1), setDefault: () => map.setDefault('b', text),
      set: () => set.add(text), push: () => list.push(text), unshift: () => list.unshift(text),
      splice: () => list.splice(1, 1, text), write: () => list.set(0, text),
      queue: () => queues[0].put(text), lifo: () => queues[1].put(text), priority: () => queues[2].put(text),
      simple: () => queues[3].put(text), future: () => future.setResult(text), array: () => SharedArray.uint8(5000),
      records: () => Point.array(2000), start: () => new Thread({ target: (given) => given, args: [text] }).start(),
      locks: () => { for (;;) full.push(new nogil.Lock()) }, maps: () => { for (;;) full.push(new SharedMap()) },
      lists: () => { for (;;) full.push(new SharedList()) }, queues: () => { for (;;) full.push(new Queue()) },
      points: () => { for (;;) full.push(new Point()) }, conditions: () => { for (;;) full.push(new nogil.Condition()) },
      futures: () => { for (;;) full.push(new Future()) },
      pools: () => { for (;;) full.push(new ThreadPoolExecutor({ maxWorkers: 100 })) },
    }
    const wrong = []
    for (const [name, operation] of Object.entries(operations)) {
      try {
        operation()
        wrong.push(name + ' has thrown nothing')
      } catch (error) {
        if (!(error instanceof nogil.ThreadError) || !/the arena is full: \\d+ bytes asked for, \\d+ of 16777216 in use, \\d+ in the largest free piece; /.test(error.message))
          wrong.push(name + ': ' + error)
      }
    }
    console.log(JSON.stringify([[...map], [...set], [...list], queues.map((queue) => queue.qsize()), future.done()]))
    for (const object of full.splice(0)) {
      if (object instanceof ThreadPoolExecutor) continue
      if (typeof object.dispose === 'function') object.dispose()
      else object[Symbol.dispose]()
    }
    operations.map(); operations.push(); operations.start(); operations.future()
    for (const queue of queues) queue.put(text)
    console.log(JSON.stringify([map.get('b') === text, list.at(-1) === text, future.result() === text]), wrong.join('; '))
    console.log(JSON.stringify(queues.map((queue) => [queue.get().length, queue.get().length].sort())))
  `,
    LIMIT,
  )
  assert.equal(stderr, '')
  assert.equal(
    stdout,
    '[[["a",1]],["a"],[1,2,3],[1,1,1,1],false]\n[true,true,true] \n[[5,5000],[5,5000],[5,5000],[5,5000]]\n',
  )
})

test('a thread that never returns to its event loop is told that its objects wait for that', async () => {
  allowMs(LIMIT.timeout)
  const { stdout } = await runText(
    'arena-full-in-a-turn',
    `
    import { AtomicInt32 } from 'nogil'
    try {
      for (;;) new AtomicInt32()
    } catch (error) {
      console.log(error.name, error.message)
    }
    // after some turns there is room again
    for (let made = 0; made < 100_000; ) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      try {
        for (; made < 100_000; made++) new AtomicInt32()
      } catch {}
    }
    console.log('room')
  `,
    LIMIT,
  )
  assert.match(
    stdout,
    /^ThreadError the arena is full: \d+ bytes asked for.* × AtomicInt32; this thread has made \d{6} of them and has not returned to its event loop for \d+ ms: those of them that it has dropped wait for that; await something, or dispose\(\) them, or reserve more with NOGIL_ARENA_MB\nroom\n$/,
  )
})
