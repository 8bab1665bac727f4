/**
 * What an RLock must do as any lock must, after CPython's Lib/test/lock_tests.py (BaseLockTests; its names in the titles).
 */
import assert from 'node:assert/strict'
import { enumerate } from 'nogil'
import type { WaitOptions } from 'nogil'
import { Worker } from 'node:worker_threads'
import { Bunch } from '../support/bunch.ts'
import { assertTimeout, elsewhere, TIMEOUT } from '../support/elsewhere.ts'
import { collectGarbage } from '../support/garbage.ts'
import { sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

import type { ReentrantLock, RLockCase } from './rlock.suite.ts'

export const rlockBaseCases: Readonly<Record<string, RLockCase>> = {
  'test_constructor: a lock is made and dropped'({ makeLock }) {
    makeLock()
  },

  'test_signature: RLock takes no arguments, Condition nothing but a lock'({ makeLock }) {
    for (const argument of [1, 'lock', {}, null]) assert.throws(() => makeLock(argument), TypeError)
  },

  'test_repr, test_locked_repr: the text of a held lock says so, and returns to what it was'({ makeLock }) {
    const lock = makeLock()
    const free = String(lock)
    assert.match(free, /<unlocked RLock owner=0 count=0 at 0x[0-9a-f]+>/)
    lock.acquire()
    assert.match(String(lock), /<locked RLock owner=[1-9]\d* count=1 at 0x[0-9a-f]+>/)
    lock.release()
    assert.equal(String(lock), free)
    assert.notEqual(free, String(makeLock()))
  },

  'test_acquire_destroy: a held lock may be dropped'({ makeLock }) {
    makeLock().acquire()
  },

  'test_acquire_release: a lock is taken and freed, again and again'({ makeLock }) {
    const lock = makeLock()
    for (let round = 0; round < 3; round++) {
      assert.equal(lock.acquire(), true)
      lock.release()
      assert.equal(lock.locked(), false)
    }
  },

  'test_try_acquire: a free lock is taken at once, and again by its owner'({ makeLock }) {
    const lock = makeLock()
    assert.equal(lock.tryAcquire(), true)
    assert.equal(lock.tryAcquire(), true)
    assert.equal(lock.acquire({ timeout: 0 }), true)
    for (let depth = 3; depth > 0; depth--) lock.release()
    assert.equal(lock.locked(), false)
  },

  'test_try_acquire_contended: a held lock is refused at once in another thread'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    const tries = elsewhere(kit.makeThread, () => [lock.tryAcquire(), lock.acquire({ timeout: 0 })])
    assert.deepEqual(tries, [false, false])
    assert.equal(lock.locked(), true)
  },

  'test_acquire_contended: one release lets all who block through in turn'({
    makeLock,
    makeThread,
    mutexOf,
  }) {
    const lock = makeLock()
    const mutex = mutexOf(lock)
    const [FINISHED, INSIDE, CLASHES] = [0, 1, 2]
    const counts = makeWords()
    lock.acquire()
    const bunch = new Bunch(5, () =>
      makeThread(() => {
        lock.acquire()
        if (addTo(counts, INSIDE, 1) !== 0) addTo(counts, CLASHES, 1)
        addTo(counts, INSIDE, -1)
        lock.release()
        addTo(counts, FINISHED, 1)
      }),
    )
    bunch.run(() => {
      until(() => sleepers(mutex) === 5, '5 threads block on the lock')
      assert.equal(read(counts, FINISHED), 0)
      lock.release()
    })
    assert.deepEqual([read(counts, FINISHED), read(counts, CLASHES), sleepers(mutex)], [5, 0, 0])
    assert.equal(lock.tryAcquire(), true)
  },

  'test_with: a scope frees the lock when it ends and when it throws'(kit) {
    const lock = kit.makeLock()
    const takenElsewhere = (): unknown =>
      elsewhere(kit.makeThread, () => {
        if (!lock.acquire({ timeout: 5000 })) return false
        lock.release()
        return true
      })
    const scope = (body: () => void): void => {
      const held = lock.hold()
      try {
        body()
      } finally {
        held[Symbol.dispose]()
      }
    }
    scope(() => scope(() => assert.equal(lock.locked(), true)))
    assert.equal(takenElsewhere(), true)
    assert.throws(() => scope(() => assert.fail('inside')), /inside/)
    assert.equal(takenElsewhere(), true)
  },

  'test_with: a scope that is disposed of twice releases once'({ makeLock }) {
    const lock = makeLock()
    const outer = lock.hold()
    const inner = lock.hold()
    inner[Symbol.dispose]()
    inner[Symbol.dispose]()
    assert.equal(lock.locked(), true)
    outer[Symbol.dispose]()
    assert.equal(lock.locked(), false)
  },

  async 'test_thread_leak: workers that are not threads may use the lock, and none stays in enumerate()'({
    makeLock,
  }) {
    makeLock()
    const before = enumerate().length
    const program = `
      const { workerData, parentPort } = require('node:worker_threads')
      import(workerData).then(({ RLock }) => {
        const lock = new RLock()
        lock.acquire(); lock.acquire(); lock.release(); lock.release()
        parentPort.postMessage(lock.locked())
      })`
    const workers = Array.from({ length: 3 }, async () => {
      const worker = new Worker(program, { eval: true, workerData: import.meta.resolve('nogil') })
      // both from the start: a worker that ends in a hurry gives its message and its end in one go
      const held = new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
      await new Promise((resolve) => worker.once('exit', resolve))
      return held
    })
    assert.deepEqual(await Promise.all(workers), [false, false, false])
    assert.ok(enumerate().length <= before + 3)
  },

  'test_timeout: bad timeouts are refused and change nothing'({ makeLock }) {
    const lock = makeLock()
    for (const held of [0, 1]) {
      for (const timeout of [-100, -1, -0.001, NaN, -Infinity]) {
        assert.throws(() => lock.acquire({ timeout }), { name: 'RangeError', message: /timeout/ })
        assert.throws(() => lock.acquireAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
      }
      for (const timeout of ['1', null, {}, 5n]) {
        const options = { timeout } as unknown as WaitOptions
        assert.throws(() => lock.acquire(options), { name: 'TypeError', message: /timeout/ })
        assert.throws(() => lock.acquireAsync(options), { name: 'TypeError', message: /timeout/ })
      }
      assert.match(String(lock), new RegExp(`count=${held}`))
      lock.acquire()
    }
  },

  'test_timeout: a free lock is taken at once whatever the timeout'({ makeLock }) {
    const lock = makeLock()
    for (const timeout of [0, 0.5, 5000, 2 ** 53, Number.MAX_VALUE, Infinity, undefined]) {
      const before = performance.now()
      assert.equal(lock.acquire({ timeout }), true)
      assert.ok(performance.now() - before < 1000)
      lock.release()
    }
  },

  'test_timeout: a held lock gives false in another thread when the time is up'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    const waited = elsewhere(kit.makeThread, () => {
      const start = performance.now()
      return lock.acquire({ timeout: TIMEOUT }) ? -1 : performance.now() - start
    })
    assertTimeout(waited as number)
    assert.equal(sleepers(kit.mutexOf(lock)), 0)
    lock.release()
    assert.equal(lock.locked(), false)
  },

  async 'test_weakref_exists, test_weakref_deleted: a lock nobody uses is collected'(kit) {
    const weak = ((): WeakRef<ReentrantLock> => {
      const lock = kit.makeLock()
      const ref = new WeakRef(lock)
      assert.equal(ref.deref(), lock)
      return ref
    })()
    // until the next start of a thread the stack of a construction is kept, for finding module-level twins
    elsewhere(kit.makeThread, () => {})
    await collectGarbage()
    assert.equal(weak.deref(), undefined)
  },
}
