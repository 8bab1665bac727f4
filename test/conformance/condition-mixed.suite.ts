/** What a Condition must do for threads that block and flows that await together. CPython has no such test. */
import assert from 'node:assert/strict'
import type { Condition } from 'nogil'
import { awaiters, sleepers, until, untilAsync, waitersOf } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { ConditionCase } from './condition.suite.ts'

async function notifying(condition: Condition, notify: () => void): Promise<void> {
  await condition.acquireAsync()
  notify()
  condition.release()
}

export const mixedConditionCases: Readonly<Record<string, ConditionCase>> = {
  async 'a flow whose event loop is busy keeps its own notify, and costs nobody else one'({
    makeCondition,
    makeLock,
    makeThread,
  }) {
    const condition = makeCondition()
    const gate = makeLock()
    gate.acquire()
    const [BUSY, BLOCKED] = [0, 1]
    const words = makeWords()
    const busy = makeThread(async () => {
      await condition.acquireAsync()
      const waiting = condition.waitAsync()
      // its loop is blocked from here on, although it is the first in the list
      gate.acquire()
      if (await waiting) addTo(words, BUSY, 1)
      condition.release()
    })
    busy.start()
    await untilAsync(
      () => waitersOf(condition) === 1 && sleepers(gate) === 1,
      'the thread waits, then blocks',
    )
    const blocked = makeThread(() => {
      condition.acquire()
      if (condition.wait()) addTo(words, BLOCKED, 1)
      condition.release()
    })
    blocked.start()
    await untilAsync(() => waitersOf(condition) === 2, 'both wait')
    await notifying(condition, () => condition.notify())
    assert.equal(waitersOf(condition), 1)
    await notifying(condition, () => condition.notify())
    blocked.join()
    assert.deepEqual([read(words, BUSY), read(words, BLOCKED)], [0, 1])
    gate.release()
    busy.join()
    assert.equal(read(words, BUSY), 1)
  },

  async 'threads and flows that wait together are all notified once'({
    makeCondition,
    makeThread,
    makeRLock,
  }) {
    const lock = makeRLock()
    const condition = makeCondition(lock)
    const words = makeWords()
    const blocking = (): void => {
      condition.acquire()
      if (condition.wait()) addTo(words, 0, 1)
      condition.release()
    }
    const flow = async (): Promise<void> => {
      await condition.acquireAsync()
      if (await condition.waitAsync()) addTo(words, 0, 1)
      condition.release()
    }
    const threads = [
      ...Array.from({ length: 3 }, () => makeThread(blocking)),
      ...Array.from({ length: 2 }, () => makeThread(() => Promise.all([flow(), flow()]))),
    ]
    for (const thread of threads) thread.start()
    const own = flow()
    await untilAsync(() => waitersOf(condition) === 8, '8 wait')
    await notifying(condition, () => condition.notify(4))
    await untilAsync(() => read(words, 0) === 4, '4 have gone on')
    assert.equal(waitersOf(condition), 4)
    await notifying(condition, () => condition.notify(Infinity))
    await own
    for (const thread of threads) thread.join()
    assert.equal(read(words, 0), 8)
    assert.deepEqual([awaiters(lock), sleepers(lock), lock.locked()], [0, 0, false])
  },

  async 'a thread that ends while its promises wait leaves nobody on the list'({
    makeCondition,
    makeThread,
  }) {
    const condition = makeCondition()
    const leaver = makeThread(async () => {
      for (let flow = 0; flow < 3; flow++) {
        await condition.acquireAsync()
        void condition.waitAsync(flow === 1 ? { timeout: 60_000 } : {})
      }
    })
    leaver.start()
    leaver.join()
    assert.equal(waitersOf(condition), 0)
    const stayer = makeThread(() => {
      condition.acquire()
      condition.wait()
      condition.release()
    })
    stayer.start()
    until(() => waitersOf(condition) === 1, 'a thread waits')
    await notifying(condition, () => condition.notify())
    stayer.join()
    assert.equal(condition.locked(), false)
  },
}
