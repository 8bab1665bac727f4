/**
 * What a Condition must do for those who await it. CPython has no such test: the properties are those of the blocking
 * form, and that an abort costs nobody else a notify.
 */
import assert from 'node:assert/strict'
import type { Condition } from 'nogil'
import { thrownBy } from '../support/elsewhere.ts'
import { untilAsync, waitersOf } from '../support/waiters.ts'
import type { ConditionCase } from './condition.suite.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function notifying(condition: Condition, notify: () => void): Promise<void> {
  await condition.acquireAsync()
  notify()
  condition.release()
}

export const asyncConditionCases: Readonly<Record<string, ConditionCase>> = {
  async 'waitAsync: without the lock it rejects, and bad options too'({ makeCondition }) {
    const condition = makeCondition()
    await assert.rejects(condition.waitAsync(), {
      name: 'ThreadError',
      message: 'cannot wait on un-acquired lock',
    })
    await assert.rejects(
      condition.waitForAsync(() => false),
      { name: 'ThreadError', message: 'cannot wait on un-acquired lock' },
    )
    await condition.acquireAsync()
    await assert.rejects(condition.waitAsync({ timeout: -1 }), RangeError)
    await assert.rejects(condition.waitAsync({ signal: 1 as unknown as AbortSignal }), TypeError)
    assert.deepEqual([waitersOf(condition), condition.isOwned()], [0, true])
  },

  async 'waitAsync: the lock is free at once, and held again when the promise settles'({ makeCondition }) {
    const condition = makeCondition()
    await condition.acquireAsync()
    const waiting = condition.waitAsync()
    assert.deepEqual([condition.locked(), waitersOf(condition)], [false, 1])
    await condition.acquireAsync()
    condition.notify()
    await turn()
    condition.release()
    assert.equal(await waiting, true)
    assert.deepEqual([condition.isOwned(), waitersOf(condition)], [true, 0])
    condition.release()
    assert.equal(condition.locked(), false)
  },

  async 'waitAsync: exactly as many flows go on as were notified, in the order of their coming'(kit) {
    for (const condition of [kit.makeCondition(), kit.makeCondition(kit.makeLock())]) {
      const order: number[] = []
      const flows = Array.from({ length: 5 }, async (_, index) => {
        await condition.acquireAsync()
        assert.equal(await condition.waitAsync(), true)
        order.push(index)
        condition.release()
      })
      await untilAsync(() => waitersOf(condition) === 5, '5 flows wait')
      await notifying(condition, () => condition.notify(3))
      await untilAsync(() => order.length === 3, '3 flows have gone on')
      assert.equal(waitersOf(condition), 2)
      await notifying(condition, () => condition.notifyAll())
      await Promise.all(flows)
      assert.deepEqual(order.toSorted(), [0, 1, 2, 3, 4])
      assert.deepEqual(order.slice(0, 3).toSorted(), [0, 1, 2])
    }
  },

  async 'waitAsync: a timeout gives false, with the lock held again'({ makeCondition, makeLock }) {
    for (const condition of [makeCondition(), makeCondition(makeLock())]) {
      await condition.acquireAsync()
      const before = performance.now()
      assert.equal(await condition.waitAsync({ timeout: 40 }), false)
      assert.ok(performance.now() - before >= 38)
      assert.deepEqual([condition.isOwned(), waitersOf(condition)], [true, 0])
      condition.release()
      assert.equal(condition.locked(), false)
    }
  },

  async 'waitAsync: an abort rejects with its reason when the lock is held again'({
    makeCondition,
    makeLock,
  }) {
    for (const condition of [makeCondition(), makeCondition(makeLock())]) {
      const reason = new Error('no more')
      await condition.acquireAsync()
      await assert.rejects(condition.waitAsync({ signal: AbortSignal.abort(reason) }), reason)
      assert.equal(condition.isOwned(), true)
      const controller = new AbortController()
      const waiting = condition.waitAsync({ signal: controller.signal })
      const other = await condition.holdAsync()
      controller.abort(reason)
      let settled = false
      const settling = waiting.finally(() => (settled = true)).catch((error: unknown) => error)
      await turn()
      // the other flow still has the lock
      assert.deepEqual([settled, waitersOf(condition)], [false, 0])
      other[Symbol.dispose]()
      assert.equal(await settling, reason)
      assert.equal(condition.isOwned(), true)
      condition.release()
    }
  },

  async 'waitAsync: an aborted or timed-out flow takes no notify from the next one'({ makeCondition }) {
    const condition = makeCondition()
    const controller = new AbortController()
    const wait = async (options: object): Promise<unknown> => {
      await condition.acquireAsync()
      try {
        return await condition.waitAsync(options)
      } catch (error) {
        return error
      } finally {
        condition.release()
      }
    }
    const flows = [wait({ signal: controller.signal }), wait({ timeout: 700 }), wait({})]
    await untilAsync(() => waitersOf(condition) === 3, '3 flows wait')
    controller.abort('aborted')
    await untilAsync(() => waitersOf(condition) === 1, '2 have left')
    await notifying(condition, () => condition.notify())
    assert.deepEqual(await Promise.all(flows), ['aborted', false, true])
    assert.equal(condition.locked(), false)
  },

  async 'waitAsync: a synchronous hold of any depth comes back as deep as it was'({
    makeCondition,
    makeRLock,
  }) {
    const lock = makeRLock()
    const condition = makeCondition(lock)
    for (let depth = 0; depth < 3; depth++) lock.acquire()
    const waiting = condition.waitAsync()
    assert.equal(lock.locked(), false)
    await notifying(condition, () => condition.notify())
    assert.equal(await waiting, true)
    assert.equal(lock.recursionCount(), 3)
    // the hold is that of an earlier turn now
    assert.equal(lock.tryAcquire(), false)
    for (let depth = 0; depth < 3; depth++) lock.release()
    assert.equal(lock.locked(), false)
  },

  async "a flow's hold is a flow's hold after each kind of wait"({ makeCondition, makeRLock }) {
    const lock = makeRLock()
    const condition = makeCondition(lock)
    const held = await condition.holdAsync()
    assert.equal(await condition.waitAsync({ timeout: 1 }), false)
    assert.match(
      thrownBy(() => lock.acquire()),
      /^DeadlockError/,
    )
    assert.equal(condition.wait({ timeout: 1 }), false)
    assert.match(
      thrownBy(() => lock.acquire()),
      /^DeadlockError/,
    )
    // and the scope knows it again
    held[Symbol.dispose]()
    assert.equal(lock.locked(), false)
  },

  async 'waitForAsync: the predicate may be async, is asked under the lock, and its value returned'(kit) {
    const condition = kit.makeCondition()
    let state = 0
    let asked = 0
    const flow = (async () => {
      const held = await condition.holdAsync()
      const value = await condition.waitForAsync(async () => {
        asked += 1
        assert.equal(condition.isOwned(), true)
        await turn()
        return state === 3 && 'three'
      })
      held[Symbol.dispose]()
      return value
    })()
    for (let next = 1; next <= 3; next++) {
      await untilAsync(() => waitersOf(condition) === 1, 'the flow waits')
      await notifying(condition, () => {
        state = next
        condition.notify()
      })
    }
    assert.equal(await flow, 'three')
    assert.equal(asked, 4)
    assert.equal(await condition.waitForAsync(() => 7), 7)
    assert.equal(condition.locked(), false)
  },

  async 'waitForAsync: gives the last value when the time is up, and rejects when aborted'({
    makeCondition,
  }) {
    const condition = makeCondition()
    await condition.acquireAsync()
    const before = performance.now()
    assert.equal(await condition.waitForAsync(() => 0, { timeout: 30 }), 0)
    assert.ok(performance.now() - before >= 28)
    const signal = AbortSignal.timeout(5)
    await assert.rejects(
      condition.waitForAsync(() => false, { signal }),
      { name: 'TimeoutError' },
    )
    assert.equal(condition.isOwned(), true)
    condition.release()
  },
}
