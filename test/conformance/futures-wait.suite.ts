/** `wait()` and `asCompleted()`, after CPython's test_wait.py and test_as_completed.py (their names in the titles). */
import assert from 'node:assert/strict'
import { Event } from 'nogil'
import { ALL_COMPLETED, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, wait, waitAsync } from 'nogil/futures'
import type { Future } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
import { isWatched } from '../support/future-words.ts'
import { until, untilAsync } from '../support/waiters.ts'
import { futureIn } from './futures-future.suite.ts'
import type { FuturesCase } from './futures-kit.ts'

const [PENDING, CANCELLED, NOTIFIED, FAILED, SUCCEEDED] = [0, 2, 3, 4, 5]
const five = (): number => 5
const fail = (): never => {
  throw new RangeError('failed')
}
const waitFor = (event: Event): boolean => event.wait({ timeout: 10_000 })

export const waitCases: Readonly<Record<string, FuturesCase>> = {
  'CPython: test_20369: a future that is given twice counts once'({ makePool }) {
    const future = makePool({ maxWorkers: 1 }).submit(five)
    const { done, notDone } = wait([future, future], { returnWhen: ALL_COMPLETED })
    assert.deepEqual([[...done], notDone.size], [[future], 0])
  },
  'CPython: test_first_completed: returns with the first that is done; a cancelled one is not'(kit) {
    const event = new Event()
    const pool = kit.makePool({ maxWorkers: 2 })
    const slow = pool.submit(waitFor, event)
    const quick = pool.submit(five)
    const cancelled = futureIn(kit, CANCELLED)
    const { done, notDone } = wait<Future<unknown>>([cancelled, slow, quick], { returnWhen: FIRST_COMPLETED })
    event.set()
    assert.deepEqual([[...done], [...notDone]], [[quick], [cancelled, slow]])
  },
  'CPython: test_first_completed_some_already_completed: returns at once if one is done'(kit) {
    const pending = futureIn(kit, PENDING)
    const over = [futureIn(kit, NOTIFIED), futureIn(kit, SUCCEEDED)]
    const { done, notDone } = wait([...over, pending], { returnWhen: FIRST_COMPLETED })
    assert.deepEqual([[...done], [...notDone]], [over, [pending]])
  },
  'CPython: test_first_exception: returns with the first failure'(kit) {
    const pool = kit.makePool({ maxWorkers: 2 })
    const pending = futureIn(kit, PENDING)
    const good = pool.submit(five)
    good.result()
    const bad = pool.submit(fail)
    const { done, notDone } = wait<Future<unknown>>([good, bad, pending], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[good, bad], [pending]])
  },
  'CPython: test_first_exception_some_already_complete: a cancelling that its executor knows counts as done'(
    kit,
  ) {
    const bad = kit.makePool({ maxWorkers: 1 }).submit(fail)
    const others = [PENDING, CANCELLED, NOTIFIED, SUCCEEDED].map((state) => futureIn(kit, state as number))
    const { done, notDone } = wait<Future<unknown>>([...others, bad], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[others[2], others[3], bad], others.slice(0, 2)])
  },
  'CPython: test_first_exception_one_already_failed: returns at once if one has failed'(kit) {
    const [failed, pending] = [futureIn(kit, FAILED), futureIn(kit, PENDING)]
    const { done, notDone } = wait([failed, pending], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[failed], [pending]])
  },
  'CPython: test_all_completed: waits for all of them'(kit) {
    const pool = kit.makePool({ maxWorkers: 2 })
    const all: Future<unknown>[] = [pool.submit(five), pool.submit(fail), futureIn(kit, NOTIFIED)]
    const { done, notDone } = wait(all)
    assert.deepEqual([[...done], notDone.size], [all, 0])
  },
  'CPython: test_timeout: the time passes without an error'(kit) {
    const [done, pending] = [futureIn(kit, SUCCEEDED), futureIn(kit, PENDING)]
    const waited = wait([done, pending], { timeout: 20 })
    assert.deepEqual([[...waited.done], [...waited.notDone]], [[done], [pending]])
    assert.match(
      thrownBy(() => wait([done], { returnWhen: 'ANY' as never })),
      /^RangeError: Invalid return condition/,
    )
  },
  'CPython: test_pending_calls_race: futures that finish while the waiters are put up are not missed'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 4 })
    const event = new Event()
    const all = Array.from({ length: 100 }, () => pool.submit(waitFor, event))
    event.set()
    assert.equal(wait(all, { returnWhen: FIRST_EXCEPTION, timeout: 10_000 }).notDone.size, 0)
  },
  async 'waitAsync() waits in each of the three ways without blocking'(kit) {
    const { makeFuture } = kit
    const futures = [makeFuture(), makeFuture(), makeFuture()] as const
    const first = waitAsync(futures, { returnWhen: FIRST_COMPLETED })
    const failed = waitAsync(futures, { returnWhen: FIRST_EXCEPTION })
    const all = waitAsync(futures)
    futures[0].setResult(1)
    assert.deepEqual([...(await first).done], [futures[0]])
    futures[1].setException(new Error('no'))
    assert.deepEqual([...(await failed).notDone], [futures[2]])
    futures[2].setResult(3)
    assert.equal((await all).done.size, 3)
    assert.equal((await waitAsync([makeFuture()], { timeout: 1 })).notDone.size, 1)
    const aborted = waitAsync([makeFuture()], { signal: AbortSignal.abort(new Error('enough')) })
    await assert.rejects(aborted, { message: 'enough' })
  },
  'CPython: test_no_timeout: asCompleted() gives all, those that run later too'(kit) {
    const pool = kit.makePool({ maxWorkers: 2 })
    const over = [NOTIFIED, FAILED, SUCCEEDED].map((state) => futureIn(kit, state as number))
    const event = new Event()
    const slow = pool.submit(waitFor, event)
    const all: Future<unknown>[] = [...over, slow]
    const seen: unknown[] = []
    for (const future of asCompleted(all)) {
      seen.push(future)
      if (seen.length === over.length) event.set()
    }
    assert.deepEqual(seen, all)
  },
  'CPython: test_future_times_out test_correct_timeout_exception_msg: the done ones come, then the error tells how many are left'(
    kit,
  ) {
    for (const timeout of [0, 20]) {
      const states = [NOTIFIED, PENDING, PENDING, SUCCEEDED]
      const seen: unknown[] = []
      const all = states.map((state) => futureIn(kit, state as number))
      const loop = (): void => {
        for (const future of asCompleted(all, { timeout })) seen.push(future)
      }
      assert.equal(thrownBy(loop), 'TimeoutError: 2 (of 4) futures unfinished')
      assert.deepEqual(seen, [all[0], all[3]])
    }
  },
  async 'asCompleted() gives the futures themselves to for await, each once'(kit) {
    const [first, second] = [kit.makeFuture(), kit.makeFuture()]
    const seen: unknown[] = []
    const loop = (async () => {
      for await (const future of asCompleted([first, second, first])) seen.push(future)
    })()
    await untilAsync(() => isWatched(second), 'the loop waits')
    second.setResult(1)
    await untilAsync(() => seen.length === 1, 'one has come')
    first.cancel()
    first.setRunningOrNotifyCancel()
    await loop
    assert.deepEqual(seen, [second, first])
  },
  'wait() for the first of several is woken by a thread'({ makeFuture, makeThread }) {
    const futures = [makeFuture(), makeFuture()] as const
    const thread = makeThread(() => wait(futures, { returnWhen: FIRST_COMPLETED, timeout: 10_000 }).done.size)
    thread.start()
    until(() => futures.every(isWatched), 'it watches both')
    futures[1].setResult(0)
    assert.equal(thread.result({ timeout: 10_000 }), 1)
    assert.deepEqual(futures.map(isWatched), [false, false])
  },
}
