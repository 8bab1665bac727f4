/**
 * Who goes on after a notify, after CPython's Lib/test/lock_tests.py (ConditionTests; its names in the titles).
 */
import assert from 'node:assert/strict'
import type { Condition } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { assertTimeout, elsewhere, thrownBy, TIMEOUT } from '../support/elsewhere.ts'
import { until, waitersOf } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

import type { ConditionCase, ConditionKit } from './condition.suite.ts'

const NOTIFY = 'ThreadError: cannot notify on un-acquired lock'

/** Five threads wait, twice each; every wait must end in the phase in which it was notified, and return true. */
function checkNotify({ makeThread }: ConditionKit, condition: Condition): void {
  const [PHASE, FIRST, SECOND, WRONG] = [0, 1, 2, 3]
  const words = makeWords()
  /** One digit per phase: how many waits ended in it. */
  const waitOnce = (counter: number): void => {
    condition.acquire()
    if (!condition.wait()) addTo(words, WRONG, 1)
    addTo(words, counter, 10 ** read(words, PHASE))
    condition.release()
  }
  const notified = (phase: number, notify: () => void): void => {
    condition.acquire()
    write(words, PHASE, phase)
    notify()
    condition.release()
  }
  const threads = new Bunch(5, () => makeThread(() => (waitOnce(FIRST), waitOnce(SECOND))))
  threads.run(() => {
    until(() => waitersOf(condition) === 5, '5 threads wait')
    notified(1, () => condition.notify(3))
    until(() => read(words, FIRST) === 30 && waitersOf(condition) === 5, '3 have gone on and wait again')
    notified(2, () => condition.notify(5))
    until(() => read(words, SECOND) === 300 && waitersOf(condition) === 2, 'all 5 have gone on')
    assert.equal(read(words, FIRST), 230)
    notified(3, () => condition.notifyAll())
  })
  assert.deepEqual([read(words, FIRST), read(words, SECOND), read(words, WRONG)], [230, 2300, 0])
  assert.equal(waitersOf(condition), 0)
}

export const notifyCases: Readonly<Record<string, ConditionCase>> = {
  'test_unacquired_notify: a notify without the lock is an error'(kit) {
    const condition = kit.makeCondition()
    const plain = kit.makeCondition(kit.makeLock())
    for (const notify of [() => condition.notify(), () => condition.notifyAll(), () => plain.notify()])
      assert.equal(thrownBy(notify), NOTIFY)
    condition.acquire()
    assert.equal(
      elsewhere(kit.makeThread, () => thrownBy(() => condition.notify())),
      NOTIFY,
    )
  },

  'test_notify: exactly as many go on as were notified, over an RLock'(kit) {
    const condition = kit.makeCondition()
    checkNotify(kit, condition)
    // a second time, for leftover state
    checkNotify(kit, condition)
  },

  'test_notify: exactly as many go on as were notified, over a Lock'(kit) {
    const condition = kit.makeCondition(kit.makeLock())
    checkNotify(kit, condition)
    checkNotify(kit, condition)
  },

  'test_notify: those that came first are notified first'({ makeCondition, makeThread }) {
    const condition = makeCondition()
    const [ORDER] = [0]
    const words = makeWords()
    const threads = [1, 2, 3, 4].map((number) =>
      makeThread(() => {
        condition.acquire()
        condition.wait()
        write(words, ORDER, read(words, ORDER) * 10 + number)
        condition.release()
      }),
    )
    for (const [index, thread] of threads.entries()) {
      thread.start()
      until(() => waitersOf(condition) === index + 1, `${index + 1} threads wait`)
    }
    for (let woken = 1; woken <= threads.length; woken++) {
      condition.acquire()
      condition.notify()
      condition.release()
      until(() => read(words, ORDER) >= 10 ** (woken - 1), `${woken} have gone on`)
    }
    for (const thread of threads) thread.join()
    assert.equal(read(words, ORDER), 1234)
  },

  'test_notify: a notify that nobody waits for is forgotten'({ makeCondition }) {
    const condition = makeCondition()
    condition.acquire()
    condition.notify()
    condition.notifyAll()
    assert.equal(condition.wait({ timeout: 0 }), false)
    assert.equal(condition.wait({ timeout: 5 }), false)
  },

  'test_notify: a count of 0 or less wakes nobody, one that is no integer is refused'({
    makeCondition,
    makeThread,
  }) {
    const condition = makeCondition()
    const thread = makeThread(() => (condition.acquire(), condition.wait(), condition.release()))
    thread.start()
    until(() => waitersOf(condition) === 1, 'a thread waits')
    condition.acquire()
    for (const n of [0, -1]) condition.notify(n)
    for (const n of [0.5, NaN, -Infinity])
      assert.throws(() => condition.notify(n), { name: 'RangeError', message: /`n`/ })
    for (const n of ['1', null, 1n])
      assert.throws(() => condition.notify(n as unknown as number), { name: 'TypeError', message: /`n`/ })
    assert.equal(waitersOf(condition), 1)
    condition.notify()
    condition.release()
    thread.join()
  },

  'test_notify: conditions of one lock have waiters of their own'({ makeCondition, makeLock, makeThread }) {
    const lock = makeLock()
    const [red, green] = [makeCondition(lock), makeCondition(lock)]
    const thread = makeThread(() => (lock.acquire(), red.wait(), lock.release()))
    thread.start()
    until(() => waitersOf(red) === 1, 'a thread waits')
    lock.acquire()
    green.notifyAll()
    assert.deepEqual([waitersOf(red), waitersOf(green)], [1, 0])
    red.notify()
    assert.equal(waitersOf(red), 0)
    lock.release()
    thread.join()
  },

  'wait: a notified thread goes on only when it has the lock'({ makeCondition, makeThread }) {
    const condition = makeCondition()
    const words = makeWords()
    const thread = makeThread(() => {
      condition.acquire()
      condition.wait()
      addTo(words, 0, 1)
      condition.release()
    })
    thread.start()
    until(() => waitersOf(condition) === 1, 'a thread waits')
    condition.acquire()
    condition.notify()
    assert.equal(thread.join({ timeout: 20 }) as unknown, false)
    assert.equal(read(words, 0), 0)
    condition.release()
    thread.join()
    assert.equal(read(words, 0), 1)
  },

  'test_waitfor: the predicate is asked after each notify, under the lock, and its value returned'(kit) {
    const condition = kit.makeCondition()
    const [STATE, ASKED] = [0, 1]
    const words = makeWords()
    const thread = kit.makeThread(() => {
      condition.acquire()
      const value = condition.waitFor(() => {
        addTo(words, ASKED, 1)
        return condition.isOwned() && read(words, STATE) === 4 && 'four'
      })
      condition.release()
      return value
    }) as JoinableThread & { result(): unknown }
    thread.start()
    for (let state = 1; state <= 4; state++) {
      until(() => read(words, ASKED) === state && waitersOf(condition) === 1, `asked ${state} times`)
      condition.acquire()
      write(words, STATE, state)
      condition.notify()
      condition.release()
    }
    assert.equal(thread.result(), 'four')
    assert.equal(read(words, ASKED), 5)
  },

  'test_waitfor: a predicate that holds needs no lock; what it throws goes through'({ makeCondition }) {
    const condition = makeCondition()
    assert.equal(
      condition.waitFor(() => 7),
      7,
    )
    condition.acquire()
    assert.throws(() => condition.waitFor(() => assert.fail('asked')), /asked/)
    assert.throws(() => condition.waitFor(async () => false), {
      name: 'TypeError',
      message: /returned a promise, which is always true; use waitForAsync/,
    })
    assert.equal(condition.isOwned(), true)
  },

  'test_waitfor_timeout: notifies do not lengthen the time, and the last value is returned'(kit) {
    const condition = kit.makeCondition()
    const [ASKED] = [0]
    const words = makeWords()
    const thread = kit.makeThread(() => {
      condition.acquire()
      const before = performance.now()
      const value = condition.waitFor(() => (addTo(words, ASKED, 1), 0), { timeout: TIMEOUT })
      const took = performance.now() - before
      condition.release()
      return [value, took]
    }) as JoinableThread & { result(): unknown }
    thread.start()
    for (let round = 1; round <= 3; round++) {
      until(() => read(words, ASKED) >= round, `asked ${round} times`)
      condition.acquire()
      condition.notify()
      condition.release()
    }
    const [value, took] = thread.result() as [number, number]
    assert.equal(value, 0)
    assertTimeout(took)
  },

  'test_waitfor_timeout: with timeout 0 the predicate is asked twice'({ makeCondition }) {
    const condition = makeCondition()
    condition.acquire()
    let asked = 0
    assert.equal(
      condition.waitFor(() => ++asked === 5, { timeout: 0 }),
      false,
    )
    assert.equal(asked, 2)
  },
}
