/**
 * What an RLock must do for those who await it. CPython has no such test: a hold belongs to the flow that awaited it.
 */
import assert from 'node:assert/strict'
import { awaiters, sleepers, until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { ReentrantLock, RLockCase } from './rlock.suite.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

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
