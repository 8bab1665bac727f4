/**
 * What a Condition must do, after CPython's Lib/test/lock_tests.py (ConditionTests and what RLockTests ask of its hooks;
 * their names in the titles), over an RLock and over a Lock.
 */
import assert from 'node:assert/strict'
import type { Condition, Lock, RLock, WaitOptions } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { assertTimeout, elsewhere, thrownBy, TIMEOUT } from '../support/elsewhere.ts'
import { until, waitersOf } from '../support/waiters.ts'

/** What the suite runs on. */
export interface ConditionKit {
  makeCondition(...lock: unknown[]): Condition
  makeLock(): Lock
  makeRLock(): RLock
  makeThread(target: () => unknown): JoinableThread
}

export type ConditionCase = (kit: ConditionKit) => void | Promise<void>

const WAIT = 'ThreadError: cannot wait on un-acquired lock'

export const conditionCases: Readonly<Record<string, ConditionCase>> = {
  'test_acquire: the lock of its own is re-entrant'({ makeCondition }) {
    const condition = makeCondition()
    condition.acquire()
    condition.acquire()
    condition.release()
    assert.equal(condition.locked(), true)
    condition.release()
    assert.equal(condition.locked(), false)
  },

  'test_acquire: with a lock given, condition and lock are one and the same'({
    makeCondition,
    makeLock,
    makeRLock,
  }) {
    for (const lock of [makeLock(), makeRLock()]) {
      const condition = makeCondition(lock)
      assert.equal(condition.lock, lock)
      condition.acquire()
      assert.equal(lock.locked(), true)
      condition.release()
      lock.acquire()
      assert.equal(condition.locked(), true)
      lock.release()
    }
    const plain = makeCondition(makeLock())
    assert.deepEqual([plain.tryAcquire(), plain.tryAcquire()], [true, false])
  },

  'the text shows the lock and how many wait'({ makeCondition, makeLock, makeThread }) {
    const condition = makeCondition()
    assert.match(String(condition), /^<Condition\(<unlocked RLock owner=0 count=0 at 0x[0-9a-f]+>, 0\)>$/)
    assert.match(String(makeCondition(makeLock())), /^<Condition\(<unlocked Lock at 0x[0-9a-f]+>, 0\)>$/)
    const thread = makeThread(() => (condition.acquire(), condition.wait(), condition.release()))
    thread.start()
    until(() => waitersOf(condition) === 1, 'a thread waits')
    condition.acquire()
    assert.match(String(condition), /^<Condition\(<locked RLock owner=\d+ count=1 at 0x[0-9a-f]+>, 1\)>$/)
    condition.notify()
    condition.release()
    thread.join()
  },

  'test_unacquired_wait, test_release_save_unacquired: a wait without the lock is an error'(kit) {
    const condition = kit.makeCondition()
    const plain = kit.makeCondition(kit.makeLock())
    for (const wait of [
      () => condition.wait(),
      () => condition.wait({ timeout: 0 }),
      () => condition.waitFor(() => false),
      () => condition.waitFor(() => false, { timeout: 0 }),
      () => plain.wait(),
    ])
      assert.equal(thrownBy(wait), WAIT)
    condition.acquire()
    assert.equal(
      elsewhere(kit.makeThread, () => thrownBy(() => condition.wait())),
      WAIT,
    )
    assert.deepEqual([waitersOf(condition), waitersOf(plain), condition.locked()], [0, 0, true])
  },

  'test__is_owned: a plain Lock counts as held by whoever asks, an RLock by its owner only'(kit) {
    const lock = kit.makeLock()
    const plain = kit.makeCondition(lock)
    lock.acquire()
    assert.deepEqual(
      elsewhere(kit.makeThread, () => [plain.isOwned(), plain.notify()]),
      [true, undefined],
    )
    const condition = kit.makeCondition()
    condition.acquire()
    assert.deepEqual(
      [condition.isOwned(), elsewhere(kit.makeThread, () => condition.isOwned())],
      [true, false],
    )
  },

  'test_timeout: five threads wait until their time is up, and hold the lock again'({
    makeCondition,
    makeThread,
  }) {
    const condition = makeCondition()
    const bunch = new Bunch(5, () =>
      makeThread(() => {
        condition.acquire()
        const before = performance.now()
        assert.equal(condition.wait({ timeout: TIMEOUT }), false)
        assertTimeout(performance.now() - before)
        assert.equal(condition.isOwned(), true)
        condition.release()
      }),
    )
    bunch.run()
    for (const thread of bunch.threads) (thread as JoinableThread & { result(): unknown }).result()
    assert.deepEqual([waitersOf(condition), condition.locked()], [0, false])
  },

  'test_timeout: bad timeouts and signals are refused before anything changes'({ makeCondition }) {
    const condition = makeCondition()
    condition.acquire()
    for (const timeout of [-1, NaN, -Infinity]) {
      assert.throws(() => condition.wait({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => condition.waitFor(() => true, { timeout }), {
        name: 'RangeError',
        message: /timeout/,
      })
    }
    const options = { timeout: '1' } as unknown as WaitOptions
    assert.throws(() => condition.wait(options), { name: 'TypeError', message: /timeout/ })
    assert.throws(() => condition.waitFor(() => true, options), { name: 'TypeError', message: /timeout/ })
    assert.throws(() => condition.waitFor(1 as never), { name: 'TypeError', message: /predicate/ })
    assert.deepEqual([waitersOf(condition), condition.isOwned()], [0, true])
  },

  'wait: all levels of an RLock are released, and held again afterwards'(kit) {
    const lock = kit.makeRLock()
    const condition = kit.makeCondition(lock)
    for (let depth = 0; depth < 3; depth++) condition.acquire()
    const thread = kit.makeThread(() => {
      until(() => waitersOf(condition) === 1, 'the other thread waits')
      condition.acquire()
      condition.notify()
      condition.release()
    })
    thread.start()
    assert.equal(condition.wait(), true)
    thread.join()
    assert.equal(lock.recursionCount(), 3)
    assert.equal(condition.wait({ timeout: 1 }), false)
    assert.match(String(lock), /count=3/)
    // it is the same hold still: the thread may acquire again
    assert.equal(lock.tryAcquire(), true)
    for (let depth = 4; depth > 0; depth--) lock.release()
    assert.equal(lock.locked(), false)
  },

  'a condition in another thread has the lock that crossed by itself'(kit) {
    const lock = kit.makeLock()
    const condition = kit.makeCondition(lock)
    const own = kit.makeCondition()
    const ownLock = own.lock
    assert.deepEqual(
      elsewhere(kit.makeThread, () => [condition.lock === lock, own.lock === ownLock]),
      [true, true],
    )
    const [again, its] = elsewhere(kit.makeThread, () => [own, own.lock]) as [Condition, unknown]
    assert.deepEqual([again === own, its === ownLock], [true, true])
    const [made, itsLock] = elsewhere(kit.makeThread, () => {
      const born = kit.makeCondition()
      return [born, born.lock]
    }) as [Condition, RLock]
    assert.equal(made.lock, itsLock)
    assert.deepEqual([made.tryAcquire(), itsLock.recursionCount()], [true, 1])
  },
}
