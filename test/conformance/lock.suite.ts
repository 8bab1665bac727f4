/**
 * What a Lock must do, after CPython's Lib/test/lock_tests.py (BaseLockTests and LockTests; its names in the titles).
 *
 * A case is a function of the implementation, so that the same list runs on real threads, from main and from worker
 * threads, on both cores, and later on the checked runtime.
 */
import assert from 'node:assert/strict'
import type { Lock, WaitOptions } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { collectGarbage } from '../support/garbage.ts'
import { sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

/** What the suite runs on. */
export interface LockKit {
  makeLock(...args: unknown[]): Lock
  makeThread(target: () => unknown): JoinableThread
}

export type LockCase = (kit: LockKit) => void | Promise<void>

/** Long enough that only a wait can have passed it, on a loaded machine too. Milliseconds. */
const TIMEOUT = 150

/** Runs `target` in another thread and waits for it; its error is this thread's. */
function elsewhere({ makeThread }: LockKit, target: () => unknown): unknown {
  const thread = makeThread(target) as JoinableThread & { result(options?: WaitOptions): unknown }
  thread.start()
  return thread.result({ timeout: 10_000 })
}

/** CPython accepts 0.6 of the time at least. */
function assertTimeout(ms: number): void {
  assert.ok(ms >= TIMEOUT * 0.6 && ms < TIMEOUT * 30, `waited ${ms} ms instead of ${TIMEOUT}`)
}

export const lockCases: Readonly<Record<string, LockCase>> = {
  'test_constructor: a lock is made and dropped'({ makeLock }) {
    makeLock()
  },

  'test_lock_no_args: Lock takes no arguments'({ makeLock }) {
    assert.throws(() => makeLock(1), TypeError)
    assert.throws(() => makeLock(undefined), TypeError)
  },

  'test_repr: the text of a free lock says so'({ makeLock }) {
    const lock = makeLock()
    assert.match(String(lock), /^<unlocked Lock at 0x[0-9a-f]+>$/)
    assert.notEqual(String(lock), String(makeLock()))
  },

  'test_locked_repr: the text of a held lock says so, and returns to what it was'({ makeLock }) {
    const lock = makeLock()
    const free = String(lock)
    lock.acquire()
    assert.match(String(lock), /^<locked Lock at 0x[0-9a-f]+>$/)
    lock.release()
    assert.equal(String(lock), free)
  },

  'test_acquire_destroy: a held lock may be dropped'({ makeLock }) {
    makeLock().acquire()
  },

  'test_acquire_release: a lock is taken and freed, again and again'({ makeLock }) {
    const lock = makeLock()
    for (let round = 0; round < 3; round++) {
      assert.equal(lock.acquire(), true)
      assert.equal(lock.locked(), true)
      lock.release()
      assert.equal(lock.locked(), false)
    }
  },

  'test_try_acquire: a free lock is taken at once'({ makeLock }) {
    const lock = makeLock()
    assert.equal(lock.tryAcquire(), true)
    lock.release()
    assert.equal(lock.acquire({ timeout: 0 }), true)
  },

  'test_try_acquire_contended: a held lock is refused at once in another thread'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    assert.deepEqual(
      elsewhere(kit, () => [lock.tryAcquire(), lock.acquire({ timeout: 0 })]),
      [false, false],
    )
    assert.equal(lock.locked(), true)
  },

  'test_acquire_contended: one release lets all who block through in turn'({ makeLock, makeThread }) {
    const lock = makeLock()
    const [STARTED, FINISHED, INSIDE, CLASHES] = [0, 1, 2, 3]
    const counts = makeWords()
    lock.acquire()
    const bunch = new Bunch(5, () =>
      makeThread(() => {
        addTo(counts, STARTED, 1)
        lock.acquire()
        if (addTo(counts, INSIDE, 1) !== 0) addTo(counts, CLASHES, 1)
        addTo(counts, INSIDE, -1)
        lock.release()
        addTo(counts, FINISHED, 1)
      }),
    )
    bunch.run(() => {
      until(() => sleepers(lock) === 5, '5 threads block on the lock')
      assert.equal(read(counts, STARTED), 5)
      assert.equal(read(counts, FINISHED), 0)
      lock.release()
    })
    assert.equal(read(counts, FINISHED), 5)
    assert.equal(read(counts, CLASHES), 0)
    assert.equal(sleepers(lock), 0)
    assert.equal(lock.tryAcquire(), true)
  },

  'test_with: a scope frees the lock when it ends and when it throws'(kit) {
    const lock = kit.makeLock()
    const takenElsewhere = (): unknown =>
      elsewhere(kit, () => {
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
    scope(() => assert.equal(lock.locked(), true))
    assert.equal(takenElsewhere(), true)
    assert.throws(() => scope(() => assert.fail('inside')), /inside/)
    assert.equal(takenElsewhere(), true)
  },

  async 'test_with: a scope frees the lock once, however often it is disposed of'({ makeLock }) {
    const lock = makeLock()
    for (const hold of [() => lock.hold(), () => lock.holdAsync()]) {
      const held = await hold()
      held[Symbol.dispose]()
      assert.equal(lock.acquire(), true)
      held[Symbol.dispose]()
      assert.equal(lock.locked(), true, 'it is the hold of somebody else by now')
      lock.release()
    }
  },

  'test_timeout: bad timeouts are refused and leave the lock free'({ makeLock }) {
    const lock = makeLock()
    for (const timeout of [-100, -1, -0.001, NaN, -Infinity]) {
      assert.throws(() => lock.acquire({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => lock.acquireAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
    }
    for (const timeout of ['1', null, {}, 5n]) {
      const options = { timeout } as unknown as WaitOptions
      assert.throws(() => lock.acquire(options), { name: 'TypeError', message: /timeout/ })
      assert.throws(() => lock.acquireAsync(options), { name: 'TypeError', message: /timeout/ })
    }
    assert.throws(() => lock.acquire(500 as unknown as WaitOptions), TypeError)
    assert.equal(lock.locked(), false)
    lock.acquire()
    assert.throws(() => lock.acquire({ timeout: -1 }), RangeError)
    assert.equal(lock.locked(), true)
  },

  'test_timeout: a free lock is taken at once whatever the timeout'({ makeLock }) {
    const lock = makeLock()
    for (const timeout of [0, 0.5, 5000, Number.MAX_VALUE, Infinity, undefined]) {
      const before = performance.now()
      assert.equal(lock.acquire({ timeout }), true)
      assert.ok(performance.now() - before < 1000)
      lock.release()
    }
  },

  'test_timeout: a held lock gives false when the time is up'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    const before = performance.now()
    assert.equal(lock.acquire({ timeout: TIMEOUT }), false)
    assertTimeout(performance.now() - before)
    const waited = elsewhere(kit, () => {
      const start = performance.now()
      return lock.acquire({ timeout: TIMEOUT }) ? -1 : performance.now() - start
    })
    assertTimeout(waited as number)
    assert.equal(sleepers(lock), 0)
  },

  'test_timeout: the longest timeouts wait and do not overflow'({ makeLock, makeThread }) {
    for (const timeout of [2 ** 31, 2 ** 53, Number.MAX_VALUE, Infinity]) {
      const lock = makeLock()
      lock.acquire()
      const thread = makeThread(() => {
        until(() => sleepers(lock) === 1, 'the other thread blocks on the lock')
        lock.release()
      })
      thread.start()
      assert.equal(lock.acquire({ timeout }), true)
      thread.join()
    }
  },

  async 'test_weakref_exists, test_weakref_deleted: a lock nobody uses is collected'(kit) {
    const weak = ((): WeakRef<Lock> => {
      const lock = kit.makeLock()
      const ref = new WeakRef(lock)
      assert.equal(ref.deref(), lock)
      return ref
    })()
    // until the next start of a thread the stack of a construction is kept, for finding module-level twins
    elsewhere(kit, () => {})
    await collectGarbage()
    assert.equal(weak.deref(), undefined)
  },

  'test_reacquire: a second acquire by the same thread blocks until another thread releases'(kit) {
    const lock = kit.makeLock()
    const [REACHED] = [0]
    const phase = makeWords()
    const thread = kit.makeThread(() => {
      lock.acquire()
      lock.acquire()
      write(phase, REACHED, 1)
    })
    thread.start()
    until(() => sleepers(lock) === 1, 'the thread blocks on its own lock')
    assert.equal(read(phase, REACHED), 0)
    lock.release()
    thread.join()
    assert.equal(read(phase, REACHED), 1)
    assert.equal(lock.locked(), true)
  },

  'test_different_thread: a lock may be released by a thread that does not hold it'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    elsewhere(kit, () => lock.release())
    assert.equal(lock.locked(), false)
    elsewhere(kit, () => lock.acquire())
    assert.equal(lock.locked(), true)
    lock.release()
    assert.equal(lock.tryAcquire(), true)
  },

  'test_state_after_timeout: after a timed-out acquire and the release the lock is free'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    assert.equal(
      elsewhere(kit, () => lock.acquire({ timeout: 10 })),
      false,
    )
    lock.release()
    assert.equal(lock.locked(), false)
    assert.equal(lock.tryAcquire(), true)
  },

  'test_releasing_unacquired_lock: releasing a free lock is an error and changes nothing'({ makeLock }) {
    const lock = makeLock()
    assert.throws(() => lock.release(), { name: 'ThreadError', message: 'release unlocked lock' })
    assert.equal(lock.tryAcquire(), true)
    lock.release()
    assert.throws(() => lock.release(), { name: 'ThreadError', message: 'release unlocked lock' })
  },

  'a timed-out waiter takes no wake from those who still wait'({ makeLock, makeThread }) {
    const lock = makeLock()
    const passed = makeWords()
    lock.acquire()
    const patient = new Bunch(3, () =>
      makeThread(() => {
        lock.acquire()
        addTo(passed, 0, 1)
        lock.release()
      }),
    )
    const impatient = new Bunch(2, () => makeThread(() => lock.acquire({ timeout: 20 })))
    patient.run(() => {
      until(() => sleepers(lock) === 3, 'the patient threads block')
      impatient.run()
      assert.equal(sleepers(lock), 3)
      lock.release()
    })
    assert.equal(read(passed, 0), 3)
  },

  'two threads under one lock lose no increment'({ makeLock, makeThread }) {
    const lock = makeLock()
    const count = makeWords()
    const bunch = new Bunch(3, () =>
      makeThread(() => {
        for (let n = 0; n < 20_000; n++) {
          lock.acquire()
          // not in one step, on purpose: the lock alone keeps others out between the two
          write(count, 0, read(count, 0) + 1)
          lock.release()
        }
      }),
    )
    bunch.run()
    assert.equal(read(count, 0), 60_000)
    assert.equal(lock.locked(), false)
  },
}
