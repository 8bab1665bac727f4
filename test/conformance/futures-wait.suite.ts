/** `wait()` and `asCompleted()`, after CPython's test_wait.py and test_as_completed.py (their names in the titles). */
import assert from 'node:assert/strict'
import { Event } from 'nogil'
import { ALL_COMPLETED, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, wait, waitAsync } from 'nogil/futures'
import type { Future } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
import { collectGarbage } from '../support/garbage.ts'
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
  'test_20369: a future that is given twice counts once'({ makePool }) {
    const future = makePool({ maxWorkers: 1 }).submit(five)
    const { done, notDone } = wait([future, future], { returnWhen: ALL_COMPLETED })
    assert.deepEqual([[...done], notDone.size], [[future], 0])
  },
  'test_first_completed: returns with the first that is done; a cancelled one is not'(kit) {
    const event = new Event()
    const pool = kit.makePool({ maxWorkers: 2 })
    const slow = pool.submit(waitFor, event)
    const quick = pool.submit(five)
    const cancelled = futureIn(kit, CANCELLED)
    const { done, notDone } = wait<Future<unknown>>([cancelled, slow, quick], { returnWhen: FIRST_COMPLETED })
    event.set()
    assert.deepEqual([[...done], [...notDone]], [[quick], [cancelled, slow]])
  },
  'test_first_completed_some_already_completed: returns at once if one is done'(kit) {
    const pending = futureIn(kit, PENDING)
    const over = [futureIn(kit, NOTIFIED), futureIn(kit, SUCCEEDED)]
    const { done, notDone } = wait([...over, pending], { returnWhen: FIRST_COMPLETED })
    assert.deepEqual([[...done], [...notDone]], [over, [pending]])
  },
  'test_first_exception: returns with the first failure'(kit) {
    const pool = kit.makePool({ maxWorkers: 2 })
    const pending = futureIn(kit, PENDING)
    const good = pool.submit(five)
    good.result()
    const bad = pool.submit(fail)
    const { done, notDone } = wait<Future<unknown>>([good, bad, pending], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[good, bad], [pending]])
  },
  'test_first_exception_some_already_complete: a cancelling that its executor knows counts as done'(kit) {
    const bad = kit.makePool({ maxWorkers: 1 }).submit(fail)
    const others = [PENDING, CANCELLED, NOTIFIED, SUCCEEDED].map((state) => futureIn(kit, state as number))
    const { done, notDone } = wait<Future<unknown>>([...others, bad], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[others[2], others[3], bad], others.slice(0, 2)])
  },
  'test_first_exception_one_already_failed: returns at once if one has failed'(kit) {
    const [failed, pending] = [futureIn(kit, FAILED), futureIn(kit, PENDING)]
    const { done, notDone } = wait([failed, pending], { returnWhen: FIRST_EXCEPTION })
    assert.deepEqual([[...done], [...notDone]], [[failed], [pending]])
  },
  'test_all_completed: waits for all of them'(kit) {
    const pool = kit.makePool({ maxWorkers: 2 })
    const all: Future<unknown>[] = [pool.submit(five), pool.submit(fail), futureIn(kit, NOTIFIED)]
    const { done, notDone } = wait(all)
    assert.deepEqual([[...done], notDone.size], [all, 0])
  },
  'test_timeout: the time passes without an error'(kit) {
    const [done, pending] = [futureIn(kit, SUCCEEDED), futureIn(kit, PENDING)]
    const waited = wait([done, pending], { timeout: 20 })
    assert.deepEqual([[...waited.done], [...waited.notDone]], [[done], [pending]])
    assert.match(
      thrownBy(() => wait([done], { returnWhen: 'ANY' as never })),
      /^RangeError: Invalid return condition/,
    )
  },
  'test_pending_calls_race: futures that finish while the waiters are put up are not missed'({ makePool }) {
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
  'test_no_timeout: asCompleted() gives all, those that run later too'(kit) {
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
  'test_future_times_out, test_correct_timeout_exception_msg: the done ones come, then the error tells how many are left'(
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
  'test_duplicate_futures: asCompleted() gives a future once, from any iterable'({ makePool }) {
    const future = makePool({ maxWorkers: 1 }).submit(five)
    const repeated = function* (): Generator<typeof future> {
      for (let n = 0; n < 3; n++) yield future
    }
    assert.deepEqual([...asCompleted(repeated())], [future])
  },
  async 'test_free_reference_yielded_future: asCompleted() keeps no future that it has given'(kit) {
    const pending: Future<unknown>[] = []
    // functions of their own: this one may keep what it had in a register while it is suspended
    const begin = (): Iterator<object, undefined> => {
      for (let n = 0; n < 3; n++) pending.push(kit.makeFuture())
      const futures = [...pending, futureIn(kit, NOTIFIED), futureIn(kit, SUCCEEDED)]
      return asCompleted(futures, { timeout: 10_000 })[Symbol.iterator]()
    }
    const completed = begin()
    // until a thread starts, main keeps the stacks of where objects were made, and these the objects (runtime/twins.ts)
    const thread = kit.makeThread(five)
    thread.start()
    thread.join()
    let given = 0
    const take = (): WeakRef<object> | undefined => {
      const { value } = completed.next()
      return value && new WeakRef(value)
    }
    const settleNext = (): void => pending.pop()?.setResult('test')
    for (;;) {
      const ref = take()
      if (ref === undefined) break
      given += 1
      for (let tries = 0; tries < 20 && ref.deref() !== undefined; tries++) await collectGarbage()
      assert.equal(ref.deref(), undefined)
      if (given > 1) settleNext()
    }
    assert.equal(given, 5)
  },
  'trap 5: to those who wait for several a cancelled future is done only when its executor knows'(kit) {
    const future = futureIn(kit, CANCELLED)
    const look = (): unknown[] => [
      future.done(),
      wait([future], { timeout: 0 }).done.size,
      thrownBy(() => [...asCompleted([future], { timeout: 0 })]),
    ]
    assert.deepEqual(look(), [true, 0, 'TimeoutError: 1 (of 1) futures unfinished'])
    assert.equal(future.setRunningOrNotifyCancel(), false)
    assert.deepEqual(look(), [true, 1, 'nothing'])
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
