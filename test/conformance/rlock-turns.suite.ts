/**
 * Whose a synchronous hold of an RLock is when its thread runs async flows: it belongs to the turn that took it, and two
 * flows are never both inside. CPython has no such test.
 */
import assert from 'node:assert/strict'
import { thrownBy } from '../support/elsewhere.ts'
import type { RLockCase } from './rlock.suite.ts'

const EARLIER =
  /^ThreadError: this thread can't block for the RLock at 0x[0-9a-f]+: .* earlier turn .* acquireAsync/
const FLOW =
  /^DeadlockError: this thread can't block for the RLock at 0x[0-9a-f]+: .* async flow .* acquireAsync/

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Runs two flows that the same promise resumes, so that the second is scheduled before the first goes on. */
async function twoAtOnce(flow: (index: number) => Promise<void>): Promise<void> {
  let open: (() => void) | undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const flows = [0, 1].map(async (index) => {
    await gate
    await flow(index)
  })
  open?.()
  await Promise.all(flows)
}

export const rlockTurnCases: Readonly<Record<string, RLockCase>> = {
  async 'acquire: while a flow of this thread holds the lock it is a deadlock, said at once'({ makeLock }) {
    const lock = makeLock()
    await lock.acquireAsync()
    assert.match(
      thrownBy(() => lock.acquire()),
      FLOW,
    )
    assert.match(
      thrownBy(() => lock.hold()),
      FLOW,
    )
    assert.equal(lock.tryAcquire(), false)
    assert.equal(lock.acquire({ timeout: 0 }), false)
    const before = performance.now()
    assert.equal(lock.acquire({ timeout: 30 }), false)
    assert.ok(performance.now() - before >= 29)
    lock.release()
    assert.equal(lock.locked(), false)
    assert.equal(lock.tryAcquire(), true)
  },

  async 'acquire: a hold that lasts over an await is not re-entrant for later turns'({ makeLock, mutexOf }) {
    const lock = makeLock()
    lock.acquire()
    lock.acquire()
    for (const later of [
      turn,
      () => Promise.resolve(),
      () => new Promise((resolve) => setTimeout(resolve, 1)),
    ]) {
      await later()
      assert.match(
        thrownBy(() => lock.acquire()),
        EARLIER,
      )
      assert.match(
        thrownBy(() => lock.acquire({ timeout: 5 })),
        EARLIER,
      )
      assert.deepEqual([lock.tryAcquire(), lock.acquire({ timeout: 0 })], [false, false])
      assert.equal(mutexOf(lock).recursionCount(), 2)
    }
    lock.release()
    lock.release()
    assert.equal(lock.locked(), false)
    lock.acquire()
    lock.acquire()
    assert.equal(mutexOf(lock).recursionCount(), 2)
  },

  async 'acquire: what was scheduled in the turn of the hold, before it or after it, is another turn'({
    makeLock,
  }) {
    const lock = makeLock()
    const tries: Record<string, boolean> = {}
    const attempt = (name: string) => (): void => {
      tries[name] = lock.tryAcquire()
      if (tries[name]) lock.release()
    }
    const schedule = (when: string): void => {
      queueMicrotask(attempt(`microtask ${when}`))
      void Promise.resolve().then(attempt(`promise ${when}`))
      process.nextTick(attempt(`tick ${when}`))
      setImmediate(attempt(`immediate ${when}`))
    }
    const both = (): void => {
      schedule('before')
      lock.acquire()
      schedule('after')
      attempt('same')()
    }
    // from a macrotask ticks come first, from a microtask promises do
    for (const from of [turn, () => Promise.resolve()]) {
      await from().then(both)
      await turn()
      await turn()
      const others = Object.entries(tries).filter(([name]) => name !== 'same')
      assert.equal(tries['same'], true)
      assert.deepEqual([others.length, others.filter(([, got]) => got)], [8, []])
      lock.release()
    }
    await new Promise<void>((resolve) => setTimeout(() => (both(), resolve()), 1))
    await turn()
    await turn()
    assert.deepEqual(
      Object.entries(tries).filter(([name, got]) => got && name !== 'same'),
      [],
    )
    lock.release()
  },

  async 'acquire: of two flows that one promise resumes only one is inside'({ makeLock }) {
    const lock = makeLock()
    const refusals: string[] = []
    const other = makeLock()
    await twoAtOnce(async (index) => {
      // a lock of its own gives the second flow a turn with a number, too
      if (index === 1) other.acquire()
      try {
        lock.acquire()
      } catch (error) {
        refusals.push(String(error))
        other.release()
        return
      }
      assert.equal(index, 0)
      await turn()
      lock.release()
    })
    assert.equal(refusals.length, 1)
    assert.match(refusals[0] ?? '', EARLIER)
    assert.deepEqual([lock.locked(), other.locked()], [false, false])
  },

  async 'release: a hold of an earlier turn is released by its thread at any time'({ makeLock }) {
    const lock = makeLock()
    lock.acquire()
    const held = lock.hold()
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        held[Symbol.dispose]()
        lock.release()
        resolve()
      }, 1)
    })
    assert.equal(lock.locked(), false)
    assert.equal(
      thrownBy(() => lock.release()),
      'ThreadError: cannot release un-acquired lock',
    )
  },
}
