/** Threads together: identity, lists, many at once, threads of threads, handles that cross, and a random mixture. */
import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import test from 'node:test'
import { activeCount, currentThread, enumerate, getIdent, Lock, mainThread, Thread } from 'nogil'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { carriers, joinAwaiters, joiners, sleepers, until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

function started<R>(target: () => R): Thread<[], R> {
  const thread = new Thread({ target })
  thread.start()
  return thread
}

test('currentThread() is one object per thread, the one that was started', () => {
  assert.equal(currentThread(), currentThread())
  assert.equal(currentThread(), mainThread())
  const thread = started(() => [
    currentThread() === currentThread(),
    enumerate().includes(currentThread()),
    enumerate().includes(mainThread()),
    currentThread() === mainThread(),
    currentThread().ident === getIdent(),
    currentThread() instanceof Thread,
  ])
  assert.deepEqual(thread.result(), [true, true, true, false, true, true])
})

test('a thread sees itself by the same handle in its async continuations', async () => {
  const thread = started(async () => {
    const before = currentThread()
    await new Promise((resolve) => setTimeout(resolve, 1))
    return before === currentThread() && before.isAlive()
  })
  assert.equal(await thread.resultAsync(), true)
})

test('enumerate() lists the living, oldest first', () => {
  const gate = new Lock()
  gate.acquire()
  const threads = [1, 2, 3].map(() =>
    started(() => {
      gate.acquire()
      gate.release()
    }),
  )
  assert.deepEqual(enumerate(), [mainThread(), ...threads])
  assert.equal(activeCount(), 4)
  gate.release()
  for (const thread of threads) thread.join()
  assert.deepEqual(enumerate(), [mainThread()])
})

test('100 threads live at once, and each gives its own result', () => {
  const gate = new Lock()
  gate.acquire()
  const threads = Array.from({ length: 100 }, (_, index) =>
    started(() => {
      gate.acquire()
      gate.release()
      return index
    }),
  )
  until(() => sleepers(gate) === 100, '100 threads wait')
  assert.equal(activeCount(), 101)
  gate.release()
  assert.deepEqual(
    threads.map((thread) => thread.result()),
    threads.map((_, index) => index),
  )
  assert.equal(activeCount(), 1)
})

test('carriers that nobody needs any more end, and the ones left still run threads', async () => {
  assert.ok(carriers().all >= 1)
  await untilAsync(() => carriers().all <= availableParallelism(), 'the spare carriers have ended')
  await untilAsync(() => carriers().idle === carriers().all, 'the others are idle')
  assert.equal(started(() => 'runs').result(), 'runs')
})

test('threads start threads, five deep, and each passes its result on', () => {
  const nest = (depth: number): number => {
    if (depth === 0) return 0
    const thread = new Thread({ target: nest, args: [depth - 1] })
    thread.start()
    return thread.result() + 1
  }
  const outermost = new Thread({ target: nest, args: [5] })
  outermost.start()
  assert.equal(outermost.result(), 5)
})

test('a handle that crosses is the same thread: it is joined, asked and named elsewhere', () => {
  const gate = new Lock()
  gate.acquire()
  const worker = new Thread({
    target: () => {
      gate.acquire()
      return { value: 42 }
    },
    name: 'worker',
  })
  worker.start()
  const joiner = new Thread({
    target: (thread: Thread) => {
      const before = [thread.name, thread.isAlive(), thread.ident, thread.daemon]
      thread.join()
      return [...before, thread.isAlive(), thread.result()]
    },
    args: [worker as Thread],
  })
  joiner.start()
  until(() => joiners(worker) === 1, 'the other thread joins')
  gate.release()
  assert.deepEqual(joiner.result(), ['worker', true, worker.ident, false, false, { value: 42 }])
  assert.deepEqual(worker.result(), { value: 42 })
})

test('a handle that comes back is the object it was', () => {
  const first = started(() => 1)
  first.join()
  assert.equal(started(() => first).result(), first)
  assert.equal(started(() => mainThread()).result(), mainThread())
  const list = started(() => enumerate().filter((thread) => thread === currentThread()))
  assert.equal(list.result()[0], list)
})

test('an unstarted thread can not cross, and says to start it first', () => {
  const unstarted = new Thread({ name: 'not yet' })
  const thread = new Thread({ target: () => unstarted.name })
  assert.throws(() => thread.start(), { name: 'CaptureError', message: /not yet.*start it first/ })
  assert.equal(activeCount(), 1)
})

test('many await the end of one thread, in several threads; a timed-out one leaves nothing', async () => {
  const gate = new Lock()
  gate.acquire()
  const thread = started(() => gate.acquire())
  const others = [1, 2].map(() => started(() => Promise.all([thread.joinAsync(), thread.joinAsync()])))
  const own = [thread.joinAsync(), thread.joinAsync({ timeout: 1 })]
  assert.equal(await own[1], false)
  await untilAsync(() => joinAwaiters(thread) === 5, 'five promises await the end')
  gate.release()
  assert.equal(await own[0], true)
  for (const other of others) assert.deepEqual(await other.resultAsync(), [true, true])
  assert.equal(joinAwaiters(thread), 0)
})

test('threads started and joined at random from several threads all end, each with its own result', async () => {
  await withSeed((random) => {
    const started = makeWords()
    const seed = integer(random, 0, 2 ** 31)
    const grow = (treeSeed: number, depth: number): number => {
      const draw = randomFrom(treeSeed)
      addTo(started, 0, 1)
      let sum = 1
      const open: Thread<[number, number], number>[] = []
      for (let n = integer(draw, 0, 4); n > 0 && depth > 0; n--) {
        const child = new Thread({ target: grow, args: [treeSeed * 4 + n, depth - 1] })
        child.start()
        const how = integer(draw, 0, 3)
        if (how === 0 || (how === 1 && !child.join({ timeout: draw() }))) open.push(child)
        else sum += child.result()
      }
      for (const child of open) sum += child.result()
      return sum
    }
    const roots = [0, 1, 2].map((n) => {
      const root = new Thread({ target: grow, args: [seed + n, 3] })
      root.start()
      return root
    })
    const sum = roots.reduce((total, root) => total + root.result(), 0)
    assert.equal(sum, read(started, 0))
    assert.equal(activeCount(), 1)
  })
})
