/** Every kind of shared object can be disposed of: its memory is free at once, and its handle says so from then on. */
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  AtomicBigInt64,
  AtomicBoolean,
  AtomicFloat64,
  AtomicInt32,
  AtomicUint32,
  Barrier,
  BoundedSemaphore,
  Condition,
  CountDownLatch,
  Event,
  Local,
  Lock,
  memory,
  Once,
  record,
  RLock,
  RWLock,
  Semaphore,
  SharedArray,
  SharedList,
  SharedMap,
  SharedSet,
  Thread,
  ThreadError,
  Value,
} from 'nogil'
import { Future } from 'nogil/futures'
import { LifoQueue, PriorityQueue, Queue, SimpleQueue } from 'nogil/queue'

interface Case {
  /** Name in the report; there are more of it while the object is there. */
  readonly kind: string
  readonly make: () => object
  /** Any use. */
  readonly use: (object: never) => unknown
}

const Point = record({ x: 'int32' })

const CASES: readonly Case[] = [
  { kind: 'Lock', make: () => new Lock(), use: (lock: Lock) => lock.acquire() },
  { kind: 'RLock', make: () => new RLock(), use: (lock: RLock) => lock.acquire() },
  { kind: 'Condition', make: () => new Condition(new Lock()), use: (one: Condition) => one.acquire() },
  { kind: 'Event', make: () => new Event(), use: (event: Event) => event.set() },
  { kind: 'Semaphore', make: () => new Semaphore(), use: (one: Semaphore) => one.acquire() },
  { kind: 'BoundedSemaphore', make: () => new BoundedSemaphore(), use: (one: Semaphore) => one.acquire() },
  { kind: 'Barrier', make: () => new Barrier(1), use: (barrier: Barrier) => barrier.wait() },
  { kind: 'RWLock', make: () => new RWLock(), use: (lock: RWLock) => lock.readLock.acquire() },
  {
    kind: 'CountDownLatch',
    make: () => new CountDownLatch(1),
    use: (one: CountDownLatch) => one.countDown(),
  },
  { kind: 'Once', make: () => new Once(), use: (once: Once) => once.do(() => {}) },
  { kind: 'Local', make: () => new Local(), use: (local: Local<{ n?: number }>) => local.n },
  { kind: 'Queue', make: () => new Queue(), use: (queue: Queue) => queue.put(1) },
  { kind: 'LifoQueue', make: () => new LifoQueue(), use: (queue: Queue) => queue.put(1) },
  { kind: 'PriorityQueue', make: () => new PriorityQueue(), use: (queue: Queue) => queue.put(1) },
  { kind: 'SimpleQueue', make: () => new SimpleQueue(), use: (queue: SimpleQueue) => queue.put(1) },
  { kind: 'Future', make: () => new Future(), use: (future: Future) => future.cancel() },
  { kind: 'AtomicInt32', make: () => new AtomicInt32(), use: (one: AtomicInt32) => one.add(1) },
  { kind: 'AtomicUint32', make: () => new AtomicUint32(), use: (one: AtomicUint32) => one.add(1) },
  { kind: 'AtomicBigInt64', make: () => new AtomicBigInt64(), use: (one: AtomicBigInt64) => one.add(1n) },
  { kind: 'AtomicFloat64', make: () => new AtomicFloat64(), use: (one: AtomicFloat64) => one.add(1) },
  { kind: 'AtomicBoolean', make: () => new AtomicBoolean(), use: (one: AtomicBoolean) => one.load() },
  { kind: 'Value', make: () => new Value('int32', 1, { lock: false }), use: (value: Value) => value.value },
  { kind: 'SharedMap', make: () => new SharedMap(), use: (map: SharedMap) => map.set(1, 1) },
  { kind: 'SharedSet', make: () => new SharedSet(), use: (set: SharedSet) => set.add(1) },
  { kind: 'SharedList', make: () => new SharedList(), use: (list: SharedList) => list.push(1) },
  {
    kind: 'record',
    make: () => new Point(),
    use: (point: { x: number }) => ({ ...point, n: (point.x = 1) }),
  },
  {
    kind: 'RecordArray',
    make: () => Point.array(3),
    use: (points: { at(n: number): unknown }) => points.at(0),
  },
]

function countOf(kind: string): number {
  return memory().objects[kind]?.count ?? 0
}

function dispose(object: object): void {
  const own = (object as { dispose?: () => void }).dispose
  if (typeof own === 'function') own.call(object)
  else (object as Disposable)[Symbol.dispose]()
}

for (const { kind, make, use } of CASES) {
  test(`${kind}: dispose frees it at once, may be called again, and any later use says so`, () => {
    const before = countOf(kind)
    const object = make()
    assert.equal(countOf(kind), before + 1)
    dispose(object)
    assert.equal(countOf(kind), before)
    if (kind !== 'Local') assert.match(String(object), /disposed/)
    if (kind !== 'Local') dispose(object)
    assert.throws(
      () => use(object as never),
      (error) => error instanceof ThreadError && /disposed/.test(error.message),
    )
    assert.throws(() => new Thread({ target: (given: object) => given, args: [object] }).start(), /disposed/)
  })
}

test('SharedArray: dispose frees it at once, and it does not cross any more', () => {
  const before = countOf('SharedArray')
  const array = SharedArray.int32(10)
  assert.equal(countOf('SharedArray'), before + 1)
  SharedArray.dispose(array)
  SharedArray.dispose(array)
  assert.equal(countOf('SharedArray'), before)
  assert.throws(() => new Thread({ target: (given: Int32Array) => given, args: [array] }).start(), /disposed/)
})

test('what another thread has stays there when this thread disposes of it', () => {
  const before = countOf('Semaphore')
  const [lock, ready] = [new Semaphore(0), new Semaphore(0)]
  const thread = new Thread({
    target: (mine: Semaphore, go: Semaphore) => {
      go.acquire()
      mine.release()
      return mine.acquire()
    },
    args: [lock, ready],
  })
  thread.start()
  lock.dispose()
  assert.equal(countOf('Semaphore'), before + 2)
  ready.release()
  assert.equal(thread.result(), true)
})

test('what this thread awaits, holds or does is not disposed of', async () => {
  const lock = new Lock()
  lock.acquire()
  const waits = lock.acquireAsync()
  assert.throws(() => lock.dispose(), /still awaits this Lock/)
  lock.release()
  assert.equal(await waits, true)
  lock.release()
  lock.dispose()
  const rlock = new RLock()
  rlock.acquire()
  assert.throws(() => rlock.dispose(), /holds the RLock/)
  rlock.release()
  rlock.dispose()
  const once = new Once()
  once.do(() => assert.throws(() => once[Symbol.dispose](), /just now/))
  once[Symbol.dispose]()
  const queue = new Queue<number>()
  const item = queue.getAsync()
  assert.throws(() => queue[Symbol.dispose](), /still awaits this Queue/)
  queue.put(7)
  assert.equal(await item, 7)
})
