/**
 * What a Lock must do for those who await it: CPython has no such test, the properties are those of the blocking form,
 * and that a waiter whose event loop is busy, or who gave up, never costs another one its turn.
 */
import assert from 'node:assert/strict'
import type { WaitOptions } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'
import { awaiters, sleepers, until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { Words } from '../support/words.ts'
import type { LockCase } from './lock.suite.ts'

/** Marks the inside of a lock: false when somebody was inside already. */
function enter(inside: Words): boolean {
  return addTo(inside, 0, 1) === 0
}

function leave(inside: Words): void {
  addTo(inside, 0, -1)
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const asyncLockCases: Readonly<Record<string, LockCase>> = {
  async 'acquireAsync: a free lock is taken before the call returns'({ makeLock }) {
    const lock = makeLock()
    const taken = lock.acquireAsync()
    assert.equal(lock.locked(), true)
    assert.equal(await taken, true)
    assert.equal(awaiters(lock), 0)
  },

  async 'acquireAsync: two flows of one thread exclude each other'({ makeLock }) {
    const lock = makeLock()
    const inside = makeWords()
    let passed = 0
    const flow = async (): Promise<void> => {
      assert.equal(await lock.acquireAsync(), true)
      assert.equal(enter(inside), true)
      await turn()
      leave(inside)
      passed += 1
      lock.release()
    }
    await Promise.all(Array.from({ length: 25 }, flow))
    assert.equal(passed, 25)
    assert.equal(awaiters(lock), 0)
    assert.equal(lock.locked(), false)
  },

  async 'acquireAsync: timeout 0 tries once and leaves nothing'({ makeLock }) {
    const lock = makeLock()
    lock.acquire()
    assert.equal(await lock.acquireAsync({ timeout: 0 }), false)
    assert.equal(awaiters(lock), 0)
    lock.release()
    assert.equal(await lock.acquireAsync({ timeout: 0 }), true)
  },

  async 'acquireAsync: a held lock gives false when the time is up, and leaves nothing'({ makeLock }) {
    const lock = makeLock()
    lock.acquire()
    const before = performance.now()
    const waiting = lock.acquireAsync({ timeout: 150 })
    assert.equal(awaiters(lock), 1)
    assert.equal(await waiting, false)
    const waited = performance.now() - before
    assert.ok(waited >= 90 && waited < 4500, `waited ${waited} ms instead of 150`)
    assert.equal(awaiters(lock), 0)
    lock.release()
    assert.equal(lock.locked(), false)
    assert.equal(lock.tryAcquire(), true)
  },

  async 'acquireAsync: a timed-out waiter takes no wake from the next one'({ makeLock }) {
    const lock = makeLock()
    lock.acquire()
    const impatient = lock.acquireAsync({ timeout: 20 })
    const patient = lock.acquireAsync()
    assert.equal(awaiters(lock), 2)
    assert.equal(await impatient, false)
    assert.equal(awaiters(lock), 1)
    lock.release()
    assert.equal(await patient, true)
    assert.equal(awaiters(lock), 0)
  },

  async 'acquireAsync: the release of another thread wakes an awaiting one'({ makeLock, makeThread }) {
    const lock = makeLock()
    lock.acquire()
    const thread = makeThread(() => {
      until(() => awaiters(lock) === 1, 'the other thread awaits the lock')
      lock.release()
    })
    thread.start()
    assert.equal(await lock.acquireAsync(), true)
    thread.join()
  },

  async 'acquireAsync: one release lets all flows of all threads through in turn'({ makeLock, makeThread }) {
    const lock = makeLock()
    const inside = makeWords()
    const [PASSED, CLASHES] = [0, 1]
    const counts = makeWords()
    const flow = async (): Promise<void> => {
      await lock.acquireAsync()
      if (!enter(inside)) addTo(counts, CLASHES, 1)
      await turn()
      leave(inside)
      addTo(counts, PASSED, 1)
      lock.release()
    }
    lock.acquire()
    const threads = Array.from({ length: 3 }, () => makeThread(() => Promise.all([flow(), flow(), flow()])))
    for (const thread of threads) thread.start()
    const own = [flow(), flow()]
    await untilAsync(() => awaiters(lock) === 11, '11 flows await the lock')
    assert.equal(read(counts, PASSED), 0)
    lock.release()
    await Promise.all(own)
    for (const thread of threads) thread.join()
    assert.equal(read(counts, PASSED), 11)
    assert.equal(read(counts, CLASHES), 0)
    assert.equal(awaiters(lock), 0)
    assert.equal(lock.locked(), false)
  },

  async 'awaiting and blocking waiters of one lock all get it'({ makeLock, makeThread }) {
    const lock = makeLock()
    const inside = makeWords()
    const [PASSED, CLASHES] = [0, 1]
    const counts = makeWords()
    const pass = (): void => {
      if (!enter(inside)) addTo(counts, CLASHES, 1)
      addTo(counts, PASSED, 1)
      leave(inside)
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
    await untilAsync(() => awaiters(lock) === 5 && sleepers(lock) === 3, '5 flows await, 3 threads block')
    lock.release()
    await own
    for (const thread of threads) thread.join()
    assert.equal(read(counts, PASSED), 8)
    assert.equal(read(counts, CLASHES), 0)
    assert.deepEqual([awaiters(lock), sleepers(lock), lock.locked()], [0, 0, false])
  },

  async 'a flow whose event loop is busy costs no other waiter its turn'({ makeLock, makeThread }) {
    const lock = makeLock()
    const gate = makeLock()
    lock.acquire()
    gate.acquire()
    const busy = makeThread(async () => {
      const waiting = lock.acquireAsync()
      // its loop is blocked from here on, although it is the first in the list
      gate.acquire()
      await waiting
      lock.release()
    })
    busy.start()
    await untilAsync(() => awaiters(lock) === 1 && sleepers(gate) === 1, 'the thread awaits, then blocks')
    const own = lock.acquireAsync({ timeout: 10_000 })
    const blocked = makeThread(() => {
      const got = lock.acquire({ timeout: 10_000 })
      if (got) lock.release()
      return got
    })
    blocked.start()
    lock.release()
    assert.equal(await own, true)
    lock.release()
    blocked.join()
    gate.release()
    busy.join()
    assert.deepEqual([awaiters(lock), sleepers(lock), lock.locked()], [0, 0, false])
  },

  async 'holdAsync: the scope excludes others until it is disposed of'({ makeLock }) {
    const lock = makeLock()
    const held = await lock.holdAsync()
    assert.equal(lock.locked(), true)
    await assert.rejects(lock.holdAsync({ timeout: 5 }), { name: 'TimeoutError', code: 'ERR_TIMEOUT' })
    assert.throws(() => lock.hold({ timeout: 5 }), { name: 'TimeoutError', message: /5 ms/ })
    held[Symbol.dispose]()
    assert.equal(lock.locked(), false)
    assert.equal(awaiters(lock), 0)
  },

  async 'holdAsync: bad timeouts are refused and nothing is taken'({ makeLock }) {
    const lock = makeLock()
    await assert.rejects(async () => lock.holdAsync({ timeout: -1 }), RangeError)
    assert.throws(() => lock.hold({ timeout: '5' } as unknown as WaitOptions), TypeError)
    assert.equal(lock.locked(), false)
  },

  async 'waiters with random timeouts, blocking and awaiting, leave a free lock behind'(kit) {
    const lock = kit.makeLock()
    const inside = makeWords()
    const [PASSED, CLASHES] = [0, 1]
    const counts = makeWords()
    const seed = Math.floor(Math.random() * 2 ** 32)
    const enterOnce = (): void => {
      if (!enter(inside)) addTo(counts, CLASHES, 1)
      addTo(counts, PASSED, 1)
      leave(inside)
    }
    const worker = async (index: number): Promise<void> => {
      const random = randomFrom(seed + index)
      const flow = async (): Promise<void> => {
        for (let n = 0; n < 60; n++) {
          const timeout = random() < 0.2 ? 0 : random() * 3
          if (!(await lock.acquireAsync({ timeout }))) continue
          enterOnce()
          if (integer(random, 0, 4) === 0) await turn()
          lock.release()
        }
      }
      const blocking = (): void => {
        for (let n = 0; n < 60; n++) {
          if (!lock.acquire({ timeout: random() * 2 })) continue
          enterOnce()
          lock.release()
        }
      }
      await Promise.all(index % 2 === 0 ? [flow(), flow(), flow()] : [flow(), turn().then(blocking)])
    }
    const bunch = Array.from({ length: 4 }, (_, index) => kit.makeThread(() => worker(index)))
    for (const thread of bunch) thread.start()
    await worker(4)
    for (const thread of bunch) thread.join()
    assert.equal(read(counts, CLASHES), 0, `seed ${seed}`)
    assert.ok(read(counts, PASSED) > 100, `seed ${seed}`)
    assert.deepEqual([awaiters(lock), sleepers(lock), lock.locked()], [0, 0, false], `seed ${seed}`)
  },
}
