/**
 * What a semaphore must do for those who await it: the same permits, for flows of all threads, and none lost between a
 * flow that gives up, one whose loop is busy, and one that was woken for a permit it had just taken.
 */
import assert from 'node:assert/strict'
import { awaitersOf, sleepersOf } from '../support/signal-words.ts'
import { untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { SemaphoreCase } from './semaphore.suite.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const asyncSemaphoreCases: Readonly<Record<string, SemaphoreCase>> = {
  async 'acquireAsync: a free permit is taken before the call returns'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2)
    const taken = semaphore.acquireAsync()
    assert.equal(semaphore.value, 1)
    assert.equal(await taken, true)
    assert.equal(awaitersOf(semaphore), 0)
  },

  async 'acquireAsync: release(n) lets exactly n flows of one thread pass, the first who came'({
    makeSemaphore,
  }) {
    const semaphore = makeSemaphore(5)
    for (let n = 0; n < 5; n++) semaphore.acquire()
    const passed: number[] = []
    const flows = Array.from({ length: 5 }, async (_, index) => {
      await semaphore.acquireAsync()
      passed.push(index)
    })
    assert.equal(awaitersOf(semaphore), 5)
    semaphore.release(3)
    await untilAsync(() => passed.length >= 3, 'three flows pass')
    await turn()
    assert.deepEqual(passed, [0, 1, 2])
    assert.deepEqual([semaphore.value, awaitersOf(semaphore)], [0, 2])
    semaphore.release()
    semaphore.release()
    await Promise.all(flows)
    assert.deepEqual([passed.length, semaphore.value, awaitersOf(semaphore)], [5, 0, 0])
  },

  async 'acquireAsync: timeouts give false, take nothing, and leave nothing'({ makeSemaphore }) {
    const semaphore = makeSemaphore(1)
    semaphore.acquire()
    assert.equal(await semaphore.acquireAsync({ timeout: 0 }), false)
    const impatient = semaphore.acquireAsync({ timeout: 20 })
    const patient = semaphore.acquireAsync()
    assert.equal(awaitersOf(semaphore), 2)
    assert.equal(await impatient, false)
    assert.equal(awaitersOf(semaphore), 1)
    semaphore.release()
    assert.equal(await patient, true)
    assert.deepEqual([semaphore.value, awaitersOf(semaphore)], [0, 0])
  },

  async 'acquireAsync: an aborted wait rejects, and its permit is for the next one'({ makeSemaphore }) {
    const semaphore = makeSemaphore(1)
    semaphore.acquire()
    const control = new AbortController()
    const aborted = semaphore.acquireAsync({ signal: control.signal })
    const next = semaphore.acquireAsync()
    control.abort(new RangeError('enough'))
    semaphore.release()
    await assert.rejects(aborted, { message: 'enough' })
    assert.equal(await next, true)
    await assert.rejects(semaphore.acquireAsync({ signal: control.signal }), { message: 'enough' })
    assert.deepEqual([semaphore.value, awaitersOf(semaphore)], [0, 0])
  },

  async 'acquireAsync: a permit that was there is given back by nobody when the signal has aborted'(kit) {
    const semaphore = kit.makeSemaphore(1)
    await assert.rejects(semaphore.acquireAsync({ signal: AbortSignal.abort(new Error('before')) }), /before/)
    assert.equal(semaphore.value, 1)
  },

  async 'awaiting and blocking waiters of all threads share the permits'({ makeSemaphore, makeThread }) {
    const semaphore = makeSemaphore(2)
    semaphore.acquire()
    semaphore.acquire()
    const [PASSED, INSIDE, CLASHES] = [0, 1, 2]
    const counts = makeWords()
    const inside = (): void => {
      if (addTo(counts, INSIDE, 1) > 1) addTo(counts, CLASHES, 1)
      addTo(counts, PASSED, 1)
    }
    const leave = (): void => {
      addTo(counts, INSIDE, -1)
      semaphore.release()
    }
    const flow = async (): Promise<void> => {
      await semaphore.acquireAsync()
      inside()
      await turn()
      leave()
    }
    const blocking = (): void => {
      semaphore.acquire()
      inside()
      leave()
    }
    const threads = [
      ...Array.from({ length: 3 }, () => makeThread(blocking)),
      ...Array.from({ length: 2 }, () => makeThread(() => Promise.all([flow(), flow(), flow()]))),
    ]
    for (const thread of threads) thread.start()
    const own = [flow(), flow()]
    await untilAsync(() => awaitersOf(semaphore) === 8 && sleepersOf(semaphore) === 3, 'all wait')
    semaphore.release(2)
    await Promise.all(own)
    for (const thread of threads) thread.join()
    assert.deepEqual([read(counts, PASSED), read(counts, CLASHES)], [11, 0])
    assert.deepEqual([awaitersOf(semaphore), sleepersOf(semaphore), semaphore.value], [0, 0, 2])
  },

  async 'a flow whose event loop is busy keeps no permit from the others'({ makeSemaphore, makeThread }) {
    const semaphore = makeSemaphore(1)
    const gate = makeSemaphore(1)
    semaphore.acquire()
    gate.acquire()
    const busy = makeThread(async () => {
      const waiting = semaphore.acquireAsync()
      // its loop is blocked from here on, although it is the first in the list
      gate.acquire()
      await waiting
      semaphore.release()
    })
    busy.start()
    await untilAsync(() => awaitersOf(semaphore) === 1 && sleepersOf(gate) === 1, 'it awaits, then blocks')
    const own = semaphore.acquireAsync({ timeout: 10_000 })
    semaphore.release()
    assert.equal(await own, true)
    semaphore.release()
    gate.release()
    busy.join()
    assert.deepEqual([awaitersOf(semaphore), semaphore.value], [0, 1])
  },

  async 'holdAsync: the permit is back when the scope is disposed of'({ makeSemaphore }) {
    const semaphore = makeSemaphore(1)
    const held = await semaphore.holdAsync()
    assert.equal(semaphore.value, 0)
    await assert.rejects(semaphore.holdAsync({ timeout: 5 }), { name: 'TimeoutError', code: 'ERR_TIMEOUT' })
    held[Symbol.dispose]()
    assert.equal(semaphore.value, 1)
  },
}
