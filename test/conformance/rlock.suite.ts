/**
 * What an RLock must do beyond a Lock, after CPython's Lib/test/lock_tests.py (RLockTests; its names in the titles).
 * The same must hold of a Condition used as its lock, and of both from main and from worker threads.
 */
import assert from 'node:assert/strict'
import type { Condition, RLock } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { elsewhere, thrownBy } from '../support/elsewhere.ts'
import { makeWords, read, write } from '../support/words.ts'

/** What an RLock and a Condition have in common. */
export type ReentrantLock = RLock | Condition

/** What the suite runs on. */
export interface RLockKit {
  makeLock(...args: unknown[]): ReentrantLock
  makeThread(target: () => unknown): JoinableThread
  /** The lock itself: the RLock, or that of the condition. */
  mutexOf(lock: ReentrantLock): RLock
}

export type RLockCase = (kit: RLockKit) => void | Promise<void>

const UNACQUIRED = 'ThreadError: cannot release un-acquired lock'

export const rlockCases: Readonly<Record<string, RLockCase>> = {
  'test_repr_count: the text counts the acquisitions, also when another thread asks'(kit) {
    const lock = kit.makeLock()
    assert.match(String(lock), /count=0/)
    lock.acquire()
    lock.acquire()
    assert.match(String(lock), /count=2/)
    assert.match(
      elsewhere(kit.makeThread, () => String(lock)) as string,
      /<locked RLock owner=[1-9]\d* count=2/,
    )
    lock.release()
    lock.release()
    assert.match(elsewhere(kit.makeThread, () => String(lock)) as string, /<unlocked RLock owner=0 count=0/)
  },

  'test_reacquire: the owner acquires again, and others wait for its last release'(kit) {
    const lock = kit.makeLock()
    const tryElsewhere = (): unknown =>
      elsewhere(kit.makeThread, () => lock.tryAcquire() && (lock.release(), true))
    lock.acquire()
    lock.acquire()
    lock.release()
    assert.equal(tryElsewhere(), false)
    lock.acquire()
    lock.release()
    assert.equal(tryElsewhere(), false)
    lock.release()
    assert.equal(tryElsewhere(), true)
  },

  'test_release_unacquired: a release too many is an error and changes nothing'({ makeLock }) {
    const lock = makeLock()
    assert.equal(
      thrownBy(() => lock.release()),
      UNACQUIRED,
    )
    for (let depth = 0; depth < 3; depth++) lock.acquire()
    for (let depth = 0; depth < 3; depth++) lock.release()
    assert.equal(
      thrownBy(() => lock.release()),
      UNACQUIRED,
    )
    assert.equal(lock.tryAcquire(), true)
  },

  'test_different_thread: only the owner may release'(kit) {
    const lock = kit.makeLock()
    lock.acquire()
    assert.equal(
      elsewhere(kit.makeThread, () => thrownBy(() => lock.release())),
      UNACQUIRED,
    )
    assert.equal(lock.locked(), true)
    lock.release()
    elsewhere(kit.makeThread, () => lock.acquire())
    assert.equal(
      thrownBy(() => lock.release()),
      UNACQUIRED,
    )
    assert.equal(lock.locked(), true)
  },

  'test__is_owned: true in the owner only, at any depth'(kit) {
    const lock = kit.makeLock()
    assert.equal(lock.isOwned(), false)
    lock.acquire()
    assert.equal(lock.isOwned(), true)
    lock.acquire()
    assert.equal(
      elsewhere(kit.makeThread, () => lock.isOwned()),
      false,
    )
    lock.release()
    assert.equal(lock.isOwned(), true)
    lock.release()
    assert.equal(lock.isOwned(), false)
  },

  'test_recursion_count: how deep the calling thread holds it, 0 for all others'(kit) {
    const lock = kit.mutexOf(kit.makeLock())
    const counts = [lock.recursionCount()]
    for (let depth = 0; depth < 3; depth++) {
      lock.acquire()
      counts.push(lock.recursionCount())
    }
    counts.push(elsewhere(kit.makeThread, () => lock.recursionCount()) as number)
    lock.release()
    counts.push(lock.recursionCount())
    assert.deepEqual(counts, [0, 1, 2, 3, 0, 2])
  },

  'test_locked: true until the outermost release'({ makeLock }) {
    const lock = makeLock()
    const seen = [lock.locked()]
    lock.acquire()
    seen.push(lock.locked())
    lock.acquire()
    seen.push(lock.locked())
    lock.release()
    seen.push(lock.locked())
    lock.release()
    seen.push(lock.locked())
    assert.deepEqual(seen, [false, true, true, true, false])
  },

  'test_locked_with_2threads: held by a thread that has ended it stays held'(kit) {
    const lock = kit.makeLock()
    elsewhere(kit.makeThread, () => lock.acquire() && lock.acquire())
    assert.equal(lock.locked(), true)
    assert.equal(lock.tryAcquire(), false)
    // the same carrier may run this one, whose handle has seen the hold
    assert.deepEqual(
      elsewhere(kit.makeThread, () => [lock.isOwned(), lock.tryAcquire(), thrownBy(() => lock.release())]),
      [false, false, UNACQUIRED],
    )
  },

  'two threads under one lock, each two deep, lose no increment'({ makeLock, makeThread }) {
    const lock = makeLock()
    const count = makeWords()
    const increment = (): void => {
      lock.acquire()
      // not in one step, on purpose: the lock alone keeps others out between the two
      write(count, 0, read(count, 0) + 1)
      lock.release()
    }
    const bunch = new Bunch(3, () =>
      makeThread(() => {
        for (let n = 0; n < 5_000; n++) {
          lock.acquire()
          increment()
          increment()
          lock.release()
        }
      }),
    )
    bunch.run()
    assert.equal(read(count, 0), 30_000)
    assert.equal(lock.locked(), false)
  },
}
