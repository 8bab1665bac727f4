/**
 * What a Barrier must do, after CPython's Lib/test/lock_tests.py (BarrierTests; its names in the titles). A case is a
 * function of the implementation, as in lock.suite.ts.
 */
import assert from 'node:assert/strict'
import type { Barrier, WaitOptions } from 'nogil'
import type { JoinableThread } from '../support/bunch.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

/** What the suite runs on. */
export interface BarrierKit {
  makeBarrier(...args: unknown[]): Barrier
  makeThread(target: () => unknown): JoinableThread & { result(options?: WaitOptions): unknown }
}

export type BarrierCase = (kit: BarrierKit) => void | Promise<void>

/** Long enough that only a wait can have passed it, on a loaded machine too. Milliseconds. */
const TIMEOUT = 150
export const N = 5

/** Runs `body` in `count` threads at once; an error of one is this thread's. */
export function inThreads({ makeThread }: BarrierKit, count: number, body: () => unknown): unknown[] {
  const threads = Array.from({ length: count }, () => makeThread(body))
  for (const thread of threads) thread.start()
  for (const thread of threads) thread.join({ timeout: 15_000 })
  return threads.map((thread) => thread.result({ timeout: 1 }))
}

/** Whether the wait ended because the barrier broke; other errors are thrown. */
export function breaks(wait: () => unknown): boolean {
  try {
    wait()
    return false
  } catch (error) {
    if ((error as Error).name !== 'BrokenBarrierError') throw error
    return true
  }
}

function passInStep(kit: BarrierKit, rounds: number): void {
  const barrier = kit.makeBarrier(N)
  const [BEFORE, AFTER] = [0, 1]
  const counts = makeWords()
  inThreads(kit, N, () => {
    for (let round = 0; round < rounds; round++) {
      assert.equal(read(counts, AFTER), round * N)
      addTo(counts, BEFORE, 1)
      barrier.wait()
      assert.equal(read(counts, BEFORE), (round + 1) * N)
      // nobody is at AFTER before all have looked
      barrier.wait()
      addTo(counts, AFTER, 1)
      barrier.wait()
    }
  })
  assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
}

export const barrierCases: Readonly<Record<string, BarrierCase>> = {
  'test_constructor: parties must be an integer of one or more'({ makeBarrier }) {
    for (const parties of [0, -1, -Infinity])
      assert.throws(() => makeBarrier(parties), { name: 'RangeError', message: 'parties must be >= 1' })
    for (const parties of [1.5, NaN, Infinity, 2 ** 31]) assert.throws(() => makeBarrier(parties), RangeError)
    for (const parties of ['1', null, undefined, 1n]) assert.throws(() => makeBarrier(parties), TypeError)
    assert.throws(() => makeBarrier(2, { timeout: -1 }), RangeError)
    assert.throws(() => makeBarrier(2, { timeout: '1' }), TypeError)
    assert.throws(() => makeBarrier(2, { action: 1 }), TypeError)
    assert.throws(() => makeBarrier(2, { action: async () => {} }), TypeError)
    assert.equal(makeBarrier(7).parties, 7)
  },

  'test_barrier: nobody is a phase ahead'(kit) {
    passInStep(kit, 1)
  },

  'test_barrier_10: nobody is a phase ahead in ten rounds'(kit) {
    passInStep(kit, 10)
  },

  'test_wait_return: each party gets an index of its own'(kit) {
    const barrier = kit.makeBarrier(N)
    const indices = inThreads(kit, N, () => barrier.wait()) as number[]
    assert.deepEqual(
      indices.sort((a, b) => a - b),
      [0, 1, 2, 3, 4],
    )
  },

  'test_action: the action runs once before anybody goes on'(kit) {
    const runs = makeWords()
    const barrier = kit.makeBarrier(N, { action: () => addTo(runs, 0, 1) })
    for (let round = 1; round <= 3; round++) {
      inThreads(kit, N, () => {
        barrier.wait()
        assert.equal(read(runs, 0), round)
      })
    }
  },

  'test_abort: all who wait and all who come throw, and the barrier stays broken'(kit) {
    const barrier = kit.makeBarrier(N)
    const results = inThreads(kit, N, () => {
      if (barrier.wait() !== 2) return breaks(() => barrier.wait())
      barrier.abort()
      return 'aborted'
    })
    assert.deepEqual(results.sort(), ['aborted', true, true, true, true])
    assert.equal(barrier.broken, true)
    assert.equal(
      breaks(() => barrier.wait()),
      true,
    )
    assert.throws(() => barrier.wait({ timeout: 0 }), {
      name: 'BrokenBarrierError',
      code: 'ERR_BROKEN_BARRIER',
      message: /abort/,
    })
  },

  'test_reset: all who wait throw, and the barrier can be used by all again'(kit) {
    const barrier = kit.makeBarrier(N)
    const broken = makeWords()
    inThreads(kit, N, () => {
      if (barrier.wait() === 2) {
        until(() => barrier.nWaiting === N - 1, 'the others wait')
        barrier.reset()
      } else if (breaks(() => barrier.wait())) addTo(broken, 0, 1)
      barrier.wait()
    })
    assert.equal(read(broken, 0), N - 1)
    assert.deepEqual([barrier.broken, barrier.nWaiting], [false, 0])
  },

  'test_abort_and_reset: a reset makes an aborted barrier usable'(kit) {
    const barrier = kit.makeBarrier(N)
    const second = kit.makeBarrier(N)
    const broken = makeWords()
    inThreads(kit, N, () => {
      if (barrier.wait() === 2) barrier.abort()
      else if (breaks(() => barrier.wait())) addTo(broken, 0, 1)
      if (second.wait() === 2) barrier.reset()
      second.wait()
      barrier.wait()
    })
    assert.equal(read(broken, 0), N - 1)
    assert.deepEqual([barrier.broken, barrier.nWaiting], [false, 0])
  },

  'test_timeout: when one is late, the timeout of another breaks the barrier for all'(kit) {
    const barrier = kit.makeBarrier(N)
    const results = inThreads(kit, N, () => {
      if (barrier.wait() === 2) until(() => barrier.broken, 'the others give up')
      return breaks(() => barrier.wait({ timeout: TIMEOUT }))
    })
    assert.deepEqual(results, [true, true, true, true, true])
    assert.throws(() => barrier.wait(), { message: /timed out/ })
  },

  "test_default_timeout: the barrier's own timeout holds for a wait without one"(kit) {
    const barrier = kit.makeBarrier(N, { timeout: TIMEOUT })
    const waited = inThreads(kit, N - 1, () => {
      const before = performance.now()
      assert.equal(
        breaks(() => barrier.wait()),
        true,
      )
      return performance.now() - before
    }) as number[]
    assert.ok(Math.max(...waited) >= TIMEOUT * 0.9, `waited ${waited.join()} ms instead of ${TIMEOUT}`)
    assert.equal(barrier.broken, true)
    const before = performance.now()
    const patient = kit.makeBarrier(2, { timeout: 60_000 })
    assert.equal(
      breaks(() => patient.wait({ timeout: 10 })),
      true,
    )
    assert.ok(performance.now() - before < 10_000)
  },

  'test_single_thread: a barrier of one never waits'({ makeBarrier }) {
    const runs = makeWords()
    const barrier = makeBarrier(1, { action: () => addTo(runs, 0, 1) })
    assert.deepEqual([barrier.wait(), barrier.wait(), barrier.wait({ timeout: 0 })], [0, 0, 0])
    assert.equal(read(runs, 0), 3)
  },

  'test_repr: the text says how many wait, or that the barrier is broken'(kit) {
    const barrier = kit.makeBarrier(3)
    assert.match(String(barrier), /^<Barrier at 0x[0-9a-f]+: waiters=0\/3>$/)
    const threads = Array.from({ length: 2 }, () => kit.makeThread(() => breaks(() => barrier.wait())))
    for (const thread of threads) thread.start()
    until(() => barrier.nWaiting === 2, 'two wait')
    assert.match(String(barrier), /^<Barrier at 0x[0-9a-f]+: waiters=2\/3>$/)
    barrier.abort()
    assert.match(String(barrier), /^<Barrier at 0x[0-9a-f]+: broken>$/)
    for (const thread of threads) assert.equal(thread.result(), true)
  },

  'an action that throws breaks the barrier, and its error is that of its thread'(kit) {
    const action = (): never => {
      throw new RangeError('no')
    }
    const barrier = kit.makeBarrier(3, { action })
    const results = inThreads(kit, 3, () => {
      try {
        return barrier.wait()
      } catch (error) {
        return (error as Error).name
      }
    })
    assert.deepEqual(results.sort(), ['BrokenBarrierError', 'BrokenBarrierError', 'RangeError'])
    assert.equal(barrier.broken, true)
    assert.throws(() => barrier.wait(), { message: /action failed/ })
  },

  'an action that returns a promise is refused, and the barrier breaks'({ makeBarrier }) {
    const barrier = makeBarrier(1, { action: () => Promise.resolve() })
    assert.throws(() => barrier.wait(), { name: 'TypeError', message: /promise/ })
    assert.equal(barrier.broken, true)
  },

  'an action that waits for its own barrier is told so'({ makeBarrier }) {
    const barrier: Barrier = makeBarrier(1, { action: () => barrier.wait() })
    assert.throws(() => barrier.wait(), { name: 'DeadlockError' })
    assert.equal(barrier.broken, true)
    barrier.reset()
    assert.equal(barrier.broken, false)
  },

  'while the action runs all parties wait, and no timeout breaks the barrier'(kit) {
    const [RUNS, MAY_END] = [0, 1]
    const words = makeWords()
    const action = (): void => {
      addTo(words, RUNS, 1)
      until(() => read(words, MAY_END) === 1, 'the action may end')
    }
    const barrier = kit.makeBarrier(2, { action })
    const early = kit.makeThread(() => barrier.wait({ timeout: 400 }))
    early.start()
    until(() => barrier.nWaiting === 1, 'one waits')
    const last = kit.makeThread(() => barrier.wait())
    last.start()
    until(() => read(words, RUNS) === 1, 'the action runs')
    assert.equal(barrier.nWaiting, 2)
    assert.equal(early.isAlive(), true)
    // the wait of the first has long been over when the action ends
    early.join({ timeout: 500 })
    assert.deepEqual([early.isAlive(), barrier.broken], [true, false])
    addTo(words, MAY_END, 1)
    assert.deepEqual([early.result(), last.result()], [0, 1])
    assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
  },

  'who comes while the action runs belongs to the next cycle'(kit) {
    const [RUNS, MAY_END] = [0, 1]
    const words = makeWords()
    const action = (): void => {
      const run = addTo(words, RUNS, 1)
      until(() => read(words, MAY_END) > run, 'the action may end')
    }
    const barrier = kit.makeBarrier(1, { action })
    const threads = Array.from({ length: 3 }, () => kit.makeThread(() => barrier.wait()))
    for (const thread of threads) thread.start()
    for (let run = 1; run <= 3; run++) {
      until(() => read(words, RUNS) === run, `action ${run} runs`)
      assert.equal(barrier.nWaiting, 1)
      addTo(words, MAY_END, 1)
    }
    assert.deepEqual(
      threads.map((thread) => thread.result()),
      [0, 0, 0],
    )
    assert.equal(read(words, RUNS), 3)
  },

  'an abort or reset while the action runs ends all waits of the cycle at once'(kit) {
    for (const end of ['abort', 'reset'] as const) {
      const [RUNS, MAY_END] = [0, 1]
      const words = makeWords()
      const action = (): void => {
        addTo(words, RUNS, 1)
        until(() => read(words, MAY_END) === 1, 'the action may end')
      }
      const barrier = kit.makeBarrier(2, { action })
      const threads = Array.from({ length: 2 }, () => kit.makeThread(() => breaks(() => barrier.wait())))
      for (const thread of threads) thread.start()
      until(() => read(words, RUNS) === 1, 'the action runs')
      barrier[end]()
      until(() => threads.some((thread) => !thread.isAlive()), 'the waiter goes on')
      addTo(words, MAY_END, 1)
      assert.deepEqual(
        threads.map((thread) => thread.result()),
        [true, true],
      )
      assert.equal(barrier.broken, end === 'abort')
      if (end === 'abort') barrier.reset()
      assert.deepEqual(inThreads(kit, 2, () => barrier.wait()).sort(), [0, 1])
    }
  },

  'with more threads than parties each cycle is complete and nobody overtakes'(kit) {
    const barrier = kit.makeBarrier(3)
    const indices = makeWords()
    const count = (): number[] => [0, 1, 2].map((index) => read(indices, index))
    const threads = Array.from({ length: 5 }, () =>
      kit.makeThread(() => {
        while (!breaks(() => addTo(indices, barrier.wait(), 1)));
      }),
    )
    for (const thread of threads) thread.start()
    until(() => count().every((passed) => passed >= 100), 'a hundred cycles')
    barrier.abort()
    for (const thread of threads) thread.result({ timeout: 10_000 })
    // a cycle that was released was released for all three
    assert.equal(new Set(count()).size, 1, `passed with index 0, 1, 2: ${count().join()}`)
  },

  'bad timeouts are refused and break nothing'({ makeBarrier }) {
    const barrier = makeBarrier(2)
    assert.throws(() => barrier.wait({ timeout: -1 }), RangeError)
    assert.throws(() => barrier.wait({ timeout: '1' } as unknown as WaitOptions), TypeError)
    assert.throws(() => barrier.wait(1 as unknown as WaitOptions), TypeError)
    assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
  },
}
