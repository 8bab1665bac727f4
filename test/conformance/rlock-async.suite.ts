/**
 * Whose an RLock is when its thread runs async flows. CPython has no such test: a hold belongs to the code that may
 * count on it, the thread's synchronous code or the flow that awaited it, and two of these are never both inside.
 */
import assert from 'node:assert/strict'
import { thrownBy } from '../support/elsewhere.ts'
import { awaiters, sleepers, until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { ReentrantLock, RLockCase } from './rlock.suite.ts'

const EARLIER =
  /^ThreadError: this thread can't block for the RLock at 0x[0-9a-f]+: .* earlier turn .* acquireAsync/
const FLOW =
  /^DeadlockError: this thread can't block for the RLock at 0x[0-9a-f]+: .* async flow .* acquireAsync/

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Runs two flows that the same promise resumes, so that the second is scheduled before the first goes on. */
async function twoAtOnce(flow: (index: number) => Promise<void>): Promise<void> {
  let open: (() => void) | undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const flows = [0, 1].map(async (index) => {
    await gate
    await flow(index)
  })
  open?.()
  await Promise.all(flows)
}

export const asyncRLockCases: Readonly<Record<string, RLockCase>> = {
  async 'acquireAsync: a free lock is taken before the call returns'({ makeLock, mutexOf }) {
    const lock = makeLock()
    const taken = lock.acquireAsync()
    assert.deepEqual([lock.locked(), lock.isOwned()], [true, true])
    assert.equal(await taken, true)
    assert.equal(awaiters(mutexOf(lock)), 0)
    lock.release()
    assert.equal(lock.locked(), false)
  },

  async 'acquireAsync: it is not re-entrant, a second one waits for the first'({ makeLock, mutexOf }) {
    const lock = makeLock()
    await lock.acquireAsync()
    assert.equal(await lock.acquireAsync({ timeout: 5 }), false)
    const second = lock.acquireAsync()
    assert.equal(awaiters(mutexOf(lock)), 1)
    lock.release()
    assert.equal(await second, true)
    assert.equal(mutexOf(lock).recursionCount(), 1)
    lock.release()
    assert.equal(lock.locked(), false)
  },

  async 'acquireAsync: it waits while the thread itself holds the lock'({ makeLock, mutexOf }) {
    const lock = makeLock()
    lock.acquire()
    lock.acquire()
    const flow = lock.acquireAsync()
    await turn()
    lock.release()
    await turn()
    assert.equal(awaiters(mutexOf(lock)), 1)
    lock.release()
    assert.equal(await flow, true)
    lock.release()
  },

  async 'acquireAsync: many flows of one thread exclude each other'({ makeLock, mutexOf }) {
    const lock = makeLock()
    const seen = { inside: 0, passed: 0 }
    const flow = async (): Promise<void> => {
      await lock.acquireAsync()
      seen.inside += 1
      await turn()
      assert.equal(seen.inside, 1)
      seen.inside -= 1
      seen.passed += 1
      lock.release()
    }
    await Promise.all(Array.from({ length: 25 }, flow))
    assert.deepEqual([seen.passed, awaiters(mutexOf(lock)), lock.locked()], [25, 0, false])
  },

  async 'acquire: while a flow of this thread holds the lock it is a deadlock, said at once'({ makeLock }) {
    const lock = makeLock()
    await lock.acquireAsync()
    assert.match(
      thrownBy(() => lock.acquire()),
      FLOW,
    )
    assert.match(
      thrownBy(() => lock.hold()),
      FLOW,
    )
    assert.equal(lock.tryAcquire(), false)
    assert.equal(lock.acquire({ timeout: 0 }), false)
    const before = performance.now()
    assert.equal(lock.acquire({ timeout: 30 }), false)
    assert.ok(performance.now() - before >= 29)
    lock.release()
    assert.equal(lock.locked(), false)
    assert.equal(lock.tryAcquire(), true)
  },

  async 'acquire: a hold that lasts over an await is not re-entrant for later turns'({ makeLock, mutexOf }) {
    const lock = makeLock()
    lock.acquire()
    lock.acquire()
    for (const later of [
      turn,
      () => Promise.resolve(),
      () => new Promise((resolve) => setTimeout(resolve, 1)),
    ]) {
      await later()
      assert.match(
        thrownBy(() => lock.acquire()),
        EARLIER,
      )
      assert.match(
        thrownBy(() => lock.acquire({ timeout: 5 })),
        EARLIER,
      )
      assert.deepEqual([lock.tryAcquire(), lock.acquire({ timeout: 0 })], [false, false])
      assert.equal(mutexOf(lock).recursionCount(), 2)
    }
    lock.release()
    lock.release()
    assert.equal(lock.locked(), false)
    lock.acquire()
    lock.acquire()
    assert.equal(mutexOf(lock).recursionCount(), 2)
  },

  async 'acquire: what was scheduled in the turn of the hold, before it or after it, is another turn'({
    makeLock,
  }) {
    const lock = makeLock()
    const tries: Record<string, boolean> = {}
    const attempt = (name: string) => (): void => {
      tries[name] = lock.tryAcquire()
      if (tries[name]) lock.release()
    }
    const schedule = (when: string): void => {
      queueMicrotask(attempt(`microtask ${when}`))
      void Promise.resolve().then(attempt(`promise ${when}`))
      process.nextTick(attempt(`tick ${when}`))
      setImmediate(attempt(`immediate ${when}`))
    }
    const both = (): void => {
      schedule('before')
      lock.acquire()
      schedule('after')
      attempt('same')()
    }
    // from a macrotask ticks come first, from a microtask promises do
    for (const from of [turn, () => Promise.resolve()]) {
      await from().then(both)
      await turn()
      await turn()
      const others = Object.entries(tries).filter(([name]) => name !== 'same')
      assert.equal(tries['same'], true)
      assert.deepEqual([others.length, others.filter(([, got]) => got)], [8, []])
      lock.release()
    }
    await new Promise<void>((resolve) => setTimeout(() => (both(), resolve()), 1))
    await turn()
    await turn()
    assert.deepEqual(
      Object.entries(tries).filter(([name, got]) => got && name !== 'same'),
      [],
    )
    lock.release()
  },

  async 'acquire: of two flows that one promise resumes only one is inside'({ makeLock }) {
    const lock = makeLock()
    const refusals: string[] = []
    const other = makeLock()
    await twoAtOnce(async (index) => {
      // a lock of its own gives the second flow a turn with a number, too
      if (index === 1) other.acquire()
      try {
        lock.acquire()
      } catch (error) {
        refusals.push(String(error))
        other.release()
        return
      }
      assert.equal(index, 0)
      await turn()
      lock.release()
    })
    assert.equal(refusals.length, 1)
    assert.match(refusals[0] ?? '', EARLIER)
    assert.deepEqual([lock.locked(), other.locked()], [false, false])
  },

  async 'release: a hold of an earlier turn is released by its thread at any time'({ makeLock }) {
    const lock = makeLock()
    lock.acquire()
    const held = lock.hold()
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        held[Symbol.dispose]()
        lock.release()
        resolve()
      }, 1)
    })
    assert.equal(lock.locked(), false)
    assert.equal(
      thrownBy(() => lock.release()),
      'ThreadError: cannot release un-acquired lock',
    )
  },

  async 'holdAsync: the scope excludes others until it is disposed of, once'({ makeLock, mutexOf }) {
    const lock = makeLock()
    const held = await lock.holdAsync()
    await assert.rejects(lock.holdAsync({ timeout: 5 }), {
      name: 'TimeoutError',
      code: 'ERR_TIMEOUT',
      message: /5 ms/,
    })
    assert.throws(() => lock.hold({ timeout: 5 }), { name: 'TimeoutError', message: /5 ms/ })
    held[Symbol.dispose]()
    const next = await lock.holdAsync()
    held[Symbol.dispose]()
    assert.equal(lock.locked(), true)
    next[Symbol.dispose]()
    assert.deepEqual([lock.locked(), awaiters(mutexOf(lock))], [false, 0])
  },

  async 'holdAsync: a scope never releases the hold of another flow'({ makeLock }) {
    const lock = makeLock()
    const mine = await lock.holdAsync()
    lock.release()
    const theirs = await lock.holdAsync()
    assert.throws(() => mine[Symbol.dispose](), {
      name: 'ThreadError',
      message: 'cannot release un-acquired lock',
    })
    assert.equal(lock.locked(), true)
    theirs[Symbol.dispose]()
    assert.equal(lock.locked(), false)
  },

  async 'acquireAsync: an aborted wait rejects with the reason and takes nothing'({ makeLock, mutexOf }) {
    const lock = makeLock()
    const reason = new Error('no more')
    await assert.rejects(lock.acquireAsync({ signal: AbortSignal.abort(reason) }), reason)
    assert.equal(lock.locked(), false)
    await lock.acquireAsync()
    const controller = new AbortController()
    const waiting = lock.acquireAsync({ signal: controller.signal })
    assert.equal(awaiters(mutexOf(lock)), 1)
    controller.abort(reason)
    await assert.rejects(waiting, reason)
    assert.equal(awaiters(mutexOf(lock)), 0)
    lock.release()
    assert.equal(lock.locked(), false)
  },

  async 'acquireAsync: the release of another thread wakes an awaiting one'({
    makeLock,
    makeThread,
    mutexOf,
  }) {
    const lock = makeLock()
    const mutex = mutexOf(lock)
    const ready = makeWords()
    const thread = makeThread(() => {
      lock.acquire()
      addTo(ready, 0, 1)
      until(() => awaiters(mutex) === 1, 'the other thread awaits the lock')
      lock.release()
    })
    thread.start()
    until(() => read(ready, 0) === 1, 'the thread holds the lock')
    assert.equal(await lock.acquireAsync(), true)
    lock.release()
    thread.join()
  },

  async 'awaiting and blocking waiters of all threads get the lock in turn'({
    makeLock,
    makeThread,
    mutexOf,
  }) {
    const lock: ReentrantLock = makeLock()
    const mutex = mutexOf(lock)
    const [INSIDE, PASSED, CLASHES] = [0, 1, 2]
    const counts = makeWords()
    const pass = (): void => {
      if (addTo(counts, INSIDE, 1) !== 0) addTo(counts, CLASHES, 1)
      addTo(counts, PASSED, 1)
      addTo(counts, INSIDE, -1)
      lock.release()
    }
    const blocking = (): void => {
      lock.acquire()
      pass()
    }
    const flow = async (): Promise<void> => {
      await lock.acquireAsync()
      pass()
    }
    lock.acquire()
    const threads = [
      ...Array.from({ length: 3 }, () => makeThread(blocking)),
      ...Array.from({ length: 2 }, () => makeThread(() => Promise.all([flow(), flow()]))),
    ]
    for (const thread of threads) thread.start()
    const own = flow()
    await untilAsync(() => awaiters(mutex) === 5 && sleepers(mutex) === 3, '5 flows await, 3 threads block')
    lock.release()
    await own
    for (const thread of threads) thread.join()
    assert.deepEqual([read(counts, PASSED), read(counts, CLASHES)], [8, 0])
    assert.deepEqual([awaiters(mutex), sleepers(mutex), lock.locked()], [0, 0, false])
  },
}
