/** What a Barrier must do for those who await it, beside those who block; and what an abort or the end of a thread does. */
import assert from 'node:assert/strict'
import { ticketsOf } from '../support/signal-words.ts'
import { untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { BarrierCase } from './barrier.suite.ts'

const inOrder = (numbers: number[]): number[] => numbers.sort((a, b) => a - b)

export const asyncBarrierCases: Readonly<Record<string, BarrierCase>> = {
  async 'waitAsync: flows of one thread and blocked threads meet, again and again'({
    makeBarrier,
    makeThread,
  }) {
    const barrier = makeBarrier(5)
    const threads = Array.from({ length: 2 }, () =>
      makeThread(() => [barrier.wait(), barrier.wait(), barrier.wait()]),
    )
    for (const thread of threads) thread.start()
    const flow = async (): Promise<number[]> => [
      await barrier.waitAsync(),
      await barrier.waitAsync(),
      await barrier.waitAsync(),
    ]
    const all = await Promise.all([flow(), flow(), flow()])
    for (const thread of threads) all.push(thread.result({ timeout: 10_000 }) as number[])
    for (const round of [0, 1, 2])
      assert.deepEqual(inOrder(all.map((indices) => indices[round] ?? -1)), [0, 1, 2, 3, 4])
    assert.deepEqual([barrier.nWaiting, ticketsOf(barrier), barrier.broken], [0, 0, false])
  },

  async 'waitAsync: indices follow the order of coming'({ makeBarrier }) {
    const barrier = makeBarrier(3)
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => barrier.waitAsync())), [0, 1, 2])
  },

  async 'waitAsync: the action runs once, and its error is that of who came last'({ makeBarrier }) {
    const words = makeWords()
    const action = (): void => {
      if (addTo(words, 0, 1) === 1) throw new RangeError('second time')
    }
    const barrier = makeBarrier(2, { action })
    assert.deepEqual(await Promise.all([barrier.waitAsync(), barrier.waitAsync()]), [0, 1])
    assert.equal(read(words, 0), 1)
    const [first, last] = await Promise.allSettled([barrier.waitAsync(), barrier.waitAsync()])
    assert.equal(((first as PromiseRejectedResult).reason as Error).name, 'BrokenBarrierError')
    assert.equal(((last as PromiseRejectedResult).reason as Error).name, 'RangeError')
  },

  async 'waitAsync: a timeout breaks the barrier for those who block and those who await'(kit) {
    const barrier = kit.makeBarrier(4)
    const thread = kit.makeThread(() => barrier.wait())
    thread.start()
    const patient = barrier.waitAsync()
    const impatient = barrier.waitAsync({ timeout: 50 })
    await assert.rejects(impatient, { name: 'BrokenBarrierError', message: /timed out/ })
    await assert.rejects(patient, { name: 'BrokenBarrierError' })
    assert.throws(() => thread.result({ timeout: 10_000 }), { name: 'BrokenBarrierError' })
    assert.deepEqual([barrier.broken, ticketsOf(barrier)], [true, 0])
    await assert.rejects(barrier.waitAsync(), { name: 'BrokenBarrierError' })
  },

  async "waitAsync: the barrier's own timeout holds for a wait without one"({ makeBarrier }) {
    const barrier = makeBarrier(2, { timeout: 20 })
    await assert.rejects(barrier.waitAsync(), { name: 'BrokenBarrierError', message: /timed out/ })
  },

  async 'waitAsync: an aborted wait rejects with its reason and breaks the barrier for the others'(kit) {
    const barrier = kit.makeBarrier(3)
    const control = new AbortController()
    const aborted = barrier.waitAsync({ signal: control.signal })
    const other = barrier.waitAsync()
    control.abort(new RangeError('enough'))
    await assert.rejects(aborted, { name: 'RangeError', message: 'enough' })
    await assert.rejects(other, { name: 'BrokenBarrierError', message: /signal/ })
    assert.equal(barrier.broken, true)
  },

  async 'waitAsync: a signal that has aborted before keeps the caller from coming'({ makeBarrier }) {
    const barrier = makeBarrier(2)
    const signal = AbortSignal.abort(new RangeError('before'))
    await assert.rejects(barrier.waitAsync({ signal }), { message: 'before' })
    assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
  },

  async 'waitAsync: an abort that comes when all have come changes nothing'({ makeBarrier }) {
    const barrier = makeBarrier(2)
    const control = new AbortController()
    const first = barrier.waitAsync({ signal: control.signal })
    const last = barrier.waitAsync()
    control.abort()
    assert.deepEqual(await Promise.all([first, last]), [0, 1])
    assert.deepEqual(await Promise.all([barrier.waitAsync(), barrier.waitAsync()]), [0, 1])
  },

  async 'waitAsync: who comes while the action runs waits at the door'({ makeBarrier, makeThread }) {
    const [RUNS, MAY_END] = [0, 1]
    const words = makeWords()
    const pause = new Int32Array(new SharedArrayBuffer(4))
    const action = (): void => {
      if (addTo(words, RUNS, 1) > 0) return
      while (read(words, MAY_END) === 0) Atomics.wait(pause, 0, 0, 1)
    }
    const barrier = makeBarrier(1, { action })
    const thread = makeThread(() => barrier.wait())
    thread.start()
    await untilAsync(() => read(words, RUNS) === 1, 'the action runs')
    const control = new AbortController()
    const gone = barrier.waitAsync({ signal: control.signal })
    const next = barrier.waitAsync()
    control.abort(new RangeError('enough'))
    await assert.rejects(gone, { message: 'enough' })
    assert.deepEqual([read(words, RUNS), barrier.broken], [1, false])
    addTo(words, MAY_END, 1)
    assert.deepEqual([await next, thread.result({ timeout: 10_000 })], [0, 0])
    assert.equal(read(words, RUNS), 2)
  },

  async 'waitAsync: a thread that ends before its cycle is complete leaves quietly'({
    makeBarrier,
    makeThread,
  }) {
    const barrier = makeBarrier(2)
    const leaver = makeThread(() => {
      void barrier.waitAsync()
      void barrier.waitAsync({ timeout: 5 }).catch(() => {})
      void barrier.waitAsync({ timeout: 5 }).catch(() => {})
    })
    leaver.start()
    leaver.join()
    assert.deepEqual([barrier.nWaiting, barrier.broken, ticketsOf(barrier)], [0, false, 0])
    assert.deepEqual(await Promise.all([barrier.waitAsync(), barrier.waitAsync()]), [0, 1])
  },

  async 'waitAsync: bad options are refused and break nothing'({ makeBarrier }) {
    const barrier = makeBarrier(2)
    await assert.rejects(barrier.waitAsync({ timeout: -1 }), RangeError)
    await assert.rejects(barrier.waitAsync({ signal: 1 } as never), TypeError)
    assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
  },
}
