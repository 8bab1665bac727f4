/** RWLock: who goes in together, who first, who never; giving up, flows of one thread, thread ends and deaths. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, RWLock, Thread } from 'nogil'
import type { RWLockSide, WaitOptions } from 'nogil'
import { queuedAt, sleepers, until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

type Queued = ReturnType<typeof queuedAt>

function started<R>(target: () => R): Thread<readonly unknown[], R> {
  const thread = new Thread({ target })
  thread.start()
  return thread as unknown as Thread<readonly unknown[], R>
}

function elsewhere<R>(target: () => R): Awaited<R> {
  return started(target).result({ timeout: 10_000 })
}

function queue(lock: RWLock, wanted: Partial<Queued>): void {
  until(
    () => {
      const { readers, writers } = queuedAt(lock)
      return readers === (wanted.readers ?? 0) && writers === (wanted.writers ?? 0)
    },
    `queue of ${JSON.stringify(wanted)}`,
  )
}

/** Ends the OS thread it runs on, as a crash would. */
function die(): void {
  ;(process as unknown as { reallyExit(code: number): never }).reallyExit(3)
}

const FREE = /^<unlocked RWLock at 0x[0-9a-f]+>$/

test('an RWLock takes no arguments, and its text says who holds it', () => {
  assert.throws(() => Reflect.construct(RWLock, [1]) as unknown, TypeError)
  const lock = new RWLock()
  assert.match(String(lock), FREE)
  lock.readLock.acquire()
  lock.readLock.acquire()
  assert.match(String(lock), /^<read-locked RWLock readers=1 at 0x/)
  assert.match(String(lock.readLock), /^<read lock of <read-locked RWLock/)
  assert.deepEqual([lock.readLock.locked(), lock.writeLock.locked()], [true, false])
  lock.readLock.release()
  lock.readLock.release()
  lock.writeLock.acquire()
  assert.match(String(lock), /^<write-locked RWLock owner=\d+ at 0x/)
  assert.deepEqual([lock.readLock.locked(), lock.writeLock.locked()], [false, true])
  lock.writeLock.release()
  assert.match(String(lock), FREE)
})

test('threads read together, more of them than a table page has places', () => {
  const lock = new RWLock()
  const gate = new Lock()
  const inside = makeWords()
  gate.acquire()
  const readers = Array.from({ length: 9 }, () =>
    started(() => {
      lock.readLock.acquire()
      addTo(inside, 0, 1)
      gate.acquire()
      gate.release()
      lock.readLock.release()
    }),
  )
  until(() => read(inside, 0) === 9, 'nine readers inside at once')
  assert.match(String(lock), /readers=9/)
  assert.equal(lock.writeLock.tryAcquire(), false)
  gate.release()
  for (const reader of readers) reader.result()
  assert.match(String(lock), FREE)
  assert.equal(lock.writeLock.tryAcquire(), true)
  lock.writeLock.release()
})

test('a writer keeps all others out, and what it wrote is seen', () => {
  const lock = new RWLock()
  lock.writeLock.acquire()
  assert.deepEqual(
    elsewhere(() => [
      lock.readLock.tryAcquire(),
      lock.writeLock.tryAcquire(),
      lock.readLock.acquire({ timeout: 5 }),
      lock.writeLock.acquire({ timeout: 5 }),
    ]),
    [false, false, false, false],
  )
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 0 })
  lock.writeLock.release()
  assert.equal(
    elsewhere(() => lock.readLock.tryAcquire()),
    true,
  )
})

test('who wants to read waits behind a writer that waits; the writer goes first', () => {
  const lock = new RWLock()
  const order = makeWords()
  lock.readLock.acquire()
  const writer = started(() => {
    lock.writeLock.acquire()
    const place = addTo(order, 0, 1)
    lock.writeLock.release()
    return place
  })
  queue(lock, { writers: 1 })
  const reader = started(() => {
    const passed = lock.readLock.tryAcquire()
    lock.readLock.acquire()
    const place = addTo(order, 0, 1)
    lock.readLock.release()
    return [passed, place]
  })
  queue(lock, { writers: 1, readers: 1 })
  lock.readLock.release()
  assert.deepEqual([writer.result(), reader.result()], [0, [false, 1]])
  assert.match(String(lock), FREE)
})

test('a writer that leaves admits all readers that wait, and their last the next writer', () => {
  const lock = new RWLock()
  const gate = new Lock()
  const counts = makeWords()
  const [READING, WRITTEN, CLASHES] = [0, 1, 2]
  gate.acquire()
  lock.writeLock.acquire()
  const writer = started(() => {
    lock.writeLock.acquire()
    if (read(counts, READING) !== 0) addTo(counts, CLASHES, 1)
    addTo(counts, WRITTEN, 1)
    lock.writeLock.release()
  })
  queue(lock, { writers: 1 })
  const readers = [1, 2, 3].map(() =>
    started(() => {
      lock.readLock.acquire()
      if (read(counts, WRITTEN) !== 0) addTo(counts, CLASHES, 1)
      addTo(counts, READING, 1)
      gate.acquire()
      gate.release()
      addTo(counts, READING, -1)
      lock.readLock.release()
    }),
  )
  queue(lock, { readers: 3, writers: 1 })
  lock.writeLock.release()
  until(() => read(counts, READING) === 3, 'all three read, though a writer waited before them')
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 1 })
  gate.release()
  for (const thread of [writer, ...readers]) thread.result()
  assert.deepEqual([read(counts, WRITTEN), read(counts, CLASHES)], [1, 0])
  assert.match(String(lock), FREE)
})

test('writers go in the order of their coming', () => {
  const lock = new RWLock()
  const order = makeWords()
  lock.writeLock.acquire()
  const writers: Thread<readonly unknown[], number>[] = []
  for (let n = 0; n < 4; n++) {
    const write = (): number => {
      lock.writeLock.acquire()
      const place = addTo(order, 0, 1)
      lock.writeLock.release()
      return place
    }
    writers.push(started(write))
    queue(lock, { writers: n + 1 })
  }
  lock.writeLock.release()
  assert.deepEqual(
    writers.map((writer) => writer.result()),
    [0, 1, 2, 3],
  )
})

test('a writer that gives up lets those who read behind it go on', () => {
  const lock = new RWLock()
  lock.readLock.acquire()
  const writer = started(() => {
    const got = lock.writeLock.acquire({ timeout: 200 })
    return got
  })
  queue(lock, { writers: 1 })
  const reader = started(() => {
    const got = lock.readLock.acquire({ timeout: 10_000 })
    lock.readLock.release()
    return got
  })
  assert.deepEqual([writer.result(), reader.result()], [false, true])
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 0 })
  lock.readLock.release()
  assert.match(String(lock), FREE)
})

test('a thread that reads may read again behind a waiting writer; each hold is released for itself', () => {
  const lock = new RWLock()
  lock.readLock.acquire()
  const writer = started(() => {
    lock.writeLock.acquire()
    lock.writeLock.release()
  })
  queue(lock, { writers: 1 })
  assert.equal(lock.readLock.tryAcquire(), true)
  lock.readLock.acquire()
  lock.readLock.release()
  lock.readLock.release()
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 1 })
  lock.readLock.release()
  writer.result()
})

test('a thread that writes may read, and reads on when it ends to write, with others', () => {
  const lock = new RWLock()
  const reads = (): boolean => {
    if (!lock.readLock.tryAcquire()) return false
    lock.readLock.release()
    return true
  }
  lock.writeLock.acquire()
  lock.readLock.acquire()
  assert.equal(elsewhere(reads), false)
  lock.writeLock.release()
  assert.deepEqual([elsewhere(reads), lock.writeLock.tryAcquire()], [true, false])
  lock.readLock.release()
  assert.match(String(lock), FREE)
})

test('who would wait for itself gets DeadlockError at once, and holds what it held', () => {
  const lock = new RWLock()
  lock.readLock.acquire()
  assert.throws(() => lock.writeLock.acquire(), {
    name: 'DeadlockError',
    message: /^Thread "MainThread" waits for the write lock of .*, whose read lock it holds itself/,
  })
  assert.throws(() => lock.writeLock.hold({ timeout: 10_000 }), { code: 'ERR_DEADLOCK' })
  assert.deepEqual([lock.writeLock.tryAcquire(), lock.writeLock.acquire({ timeout: 0 })], [false, false])
  lock.readLock.release()
  lock.writeLock.acquire()
  assert.throws(() => lock.writeLock.acquire(), {
    name: 'DeadlockError',
    message: /write lock it holds itself/,
  })
  lock.writeLock.release()
  assert.match(String(lock), FREE)
})

test('releasing what this thread does not hold is an error and changes nothing', () => {
  const lock = new RWLock()
  const unread = { name: 'ThreadError', message: 'cannot release un-acquired read lock' }
  const unwritten = { name: 'ThreadError', message: 'cannot release un-acquired write lock' }
  assert.throws(() => lock.readLock.release(), unread)
  assert.throws(() => lock.writeLock.release(), unwritten)
  lock.readLock.acquire()
  assert.throws(() => lock.writeLock.release(), unwritten)
  const attempt = (side: RWLockSide): string => {
    try {
      side.release()
      return 'released'
    } catch (error) {
      return (error as Error).message
    }
  }
  const { readLock, writeLock } = lock
  assert.equal(
    elsewhere(() => attempt(readLock)),
    unread.message,
  )
  lock.readLock.release()
  lock.writeLock.acquire()
  assert.equal(
    elsewhere(() => attempt(writeLock)),
    unwritten.message,
  )
  assert.equal(lock.writeLock.locked(), true)
})

test('bad timeouts are refused and leave the lock free', () => {
  const lock = new RWLock()
  for (const side of [lock.readLock, lock.writeLock]) {
    for (const timeout of [-1, NaN]) {
      assert.throws(() => side.acquire({ timeout }), RangeError)
      assert.throws(() => side.acquireAsync({ timeout }), RangeError)
    }
    assert.throws(() => side.acquire({ timeout: '1' } as unknown as WaitOptions), TypeError)
    assert.throws(() => side.acquireAsync({ signal: {} } as unknown as WaitOptions), TypeError)
  }
  assert.match(String(lock), FREE)
})

test('a scope gives its hold back, also when it throws', async () => {
  const lock = new RWLock()
  for (const side of [lock.readLock, lock.writeLock]) {
    const held = side.hold()
    assert.equal(side.locked(), true)
    held[Symbol.dispose]()
    assert.equal(side.locked(), false)
    const later = await side.holdAsync({ timeout: 5 })
    assert.equal(side.locked(), true)
    later[Symbol.dispose]()
  }
  lock.writeLock.acquire()
  const tooLate = (): string => {
    try {
      lock.readLock.hold({ timeout: 5 })
      return ''
    } catch (error) {
      return String(error)
    }
  }
  assert.equal(elsewhere(tooLate), 'TimeoutError: the read lock was not free within 5 ms')
  assert.match(String(lock), /^<write-locked/)
})

test('the lock and its sides cross as themselves', () => {
  const lock = new RWLock()
  const { readLock, writeLock } = lock
  const thread = new Thread({
    target: (given: RWLock, side: RWLockSide) => {
      writeLock.acquire()
      return [given.writeLock === side, side === writeLock, given.readLock === readLock, given, side]
    },
    args: [lock, writeLock],
  })
  thread.start()
  const [a, b, c, back, side] = thread.result() as unknown[]
  assert.deepEqual([a, b, c, back === lock, side === writeLock], [true, true, true, true, true])
  assert.equal(writeLock.locked(), true)
})

test('flows of one thread exclude each other when they write, and read together', async () => {
  const lock = new RWLock()
  let inside = 0
  let most = 0
  const flow = async (side: RWLockSide): Promise<void> => {
    await side.acquireAsync()
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    side.release()
  }
  await Promise.all([1, 2, 3].map(() => flow(lock.writeLock)))
  assert.equal(most, 1)
  most = 0
  await Promise.all([1, 2, 3].map(() => flow(lock.readLock)))
  assert.equal(most, 3)
  assert.match(String(lock), FREE)
})

test("a flow's write keeps its own thread out: it waits in a flow, and blocking is a DeadlockError", async () => {
  const lock = new RWLock()
  await lock.writeLock.acquireAsync()
  assert.equal(lock.readLock.tryAcquire(), false)
  assert.throws(() => lock.readLock.acquire(), { name: 'DeadlockError' })
  const waiting = lock.readLock.acquireAsync()
  assert.deepEqual(queuedAt(lock), { readers: 1, writers: 0 })
  lock.writeLock.release()
  assert.equal(await waiting, true)
  lock.readLock.release()
  assert.match(String(lock), FREE)
})

test('a flow that gives up or is aborted leaves nothing, and those behind it go on', async () => {
  const lock = new RWLock()
  const abort = new AbortController()
  lock.readLock.acquire()
  const late = lock.writeLock.acquireAsync({ timeout: 400 })
  const aborted = lock.writeLock.acquireAsync({ signal: abort.signal })
  const gate = new Lock()
  gate.acquire()
  const reader = started(async () => {
    const waiting = lock.readLock.acquireAsync()
    gate.release()
    return waiting
  })
  await gate.acquireAsync()
  assert.deepEqual(queuedAt(lock), { readers: 1, writers: 2 })
  assert.equal(await late, false)
  assert.deepEqual(queuedAt(lock), { readers: 1, writers: 1 })
  abort.abort(new Error('enough'))
  await assert.rejects(aborted, /enough/)
  assert.equal(await reader.resultAsync(), true)
  await assert.rejects(lock.writeLock.acquireAsync({ signal: abort.signal }), /enough/)
  assert.equal(await lock.writeLock.acquireAsync({ timeout: 0 }), false)
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 0 })
})

test('a thread that ends while one of its flows waits takes its place along', async () => {
  const lock = new RWLock()
  const gate = new Lock()
  gate.acquire()
  lock.readLock.acquire()
  const leaver = started(async () => {
    void lock.writeLock.acquireAsync()
    await gate.acquireAsync()
  })
  queue(lock, { writers: 1 })
  const reader = started(() => lock.readLock.acquire({ timeout: 10_000 }))
  queue(lock, { readers: 1, writers: 1 })
  gate.release()
  await leaver.joinAsync()
  assert.equal(await reader.resultAsync(), true)
})

test('what is granted to a flow of a thread that ends before it hears of it goes to the next', () => {
  const lock = new RWLock()
  const gate = new Lock()
  gate.acquire()
  lock.writeLock.acquire()
  const leavers = [lock.writeLock, lock.readLock].map((side) =>
    started(async () => {
      void side.acquireAsync()
      // it listens for its mail from the next step on, and is back in its event loop only after its end
      await Promise.resolve()
      gate.acquire()
      gate.release()
    }),
  )
  queue(lock, { readers: 1, writers: 1 })
  until(() => sleepers(gate) === 2, 'their event loops are blocked')
  lock.writeLock.release()
  // the reader has been let in, while its event loop was blocked
  until(() => String(lock).startsWith('<read-locked'), 'the reader is noted')
  gate.release()
  for (const leaver of leavers) leaver.join()
  assert.equal(lock.writeLock.acquire({ timeout: 10_000 }), true)
})

test('a thread that dies writing frees the lock and leaves word, one that dies reading just leaves', () => {
  const lock = new RWLock()
  const writer = started(() => {
    lock.writeLock.acquire()
    die()
  })
  until(() => lock.writeLock.locked() || lock.ownerDied !== undefined, 'it writes')
  assert.equal(lock.readLock.acquire({ timeout: 10_000 }), true)
  assert.match(lock.ownerDied?.message ?? '', /died holding this write lock/)
  assert.equal(lock.ownerDied?.owner, writer.name)
  lock.forgetOwnerDied()
  lock.readLock.release()
  const reader = started(() => {
    lock.readLock.acquire()
    lock.readLock.acquire()
    die()
  })
  until(() => lock.readLock.locked() || !reader.isAlive(), 'it reads')
  assert.equal(lock.writeLock.acquire({ timeout: 10_000 }), true)
  assert.equal(lock.ownerDied, undefined)
  lock.writeLock.release()
  assert.match(String(lock), FREE)
})

test('a thread that dies while it waits holds nobody up', async () => {
  const lock = new RWLock()
  const dead = new Lock()
  lock.readLock.acquire()
  dead.acquire()
  const dies = (side: RWLockSide): Thread =>
    started(async () => {
      void side.acquireAsync()
      dead.acquire()
      dead.release()
      die()
    })
  const dying = [dies(lock.writeLock)]
  await untilAsync(() => queuedAt(lock).writers === 1, 'one waits to write')
  dying.push(dies(lock.readLock))
  await untilAsync(() => queuedAt(lock).readers === 1, 'one waits to read')
  const reader = started(() => lock.readLock.acquire({ timeout: 10_000 }))
  dead.release()
  for (const thread of dying) await thread.joinAsync()
  assert.equal(await reader.resultAsync(), true)
  assert.deepEqual(queuedAt(lock), { readers: 0, writers: 0 })
})
