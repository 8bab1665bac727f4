/** What a Future must do, after CPython's test_concurrent_futures/test_future.py (FutureTests; its names in the titles). */
import assert from 'node:assert/strict'
import type { Future } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
import { futureSleepers } from '../support/future-words.ts'
import { until } from '../support/waiters.ts'
import type { FuturesCase, FuturesKit } from './futures-kit.ts'

const PENDING = 0
const RUNNING = 1
const CANCELLED = 2
const NOTIFIED = 3
const FAILED = 4
const SUCCEEDED = 5
const ALL = [PENDING, RUNNING, CANCELLED, NOTIFIED, FAILED, SUCCEEDED]

/** A future in a state of the list above. */
export function futureIn({ makeFuture }: FuturesKit, state: number): Future<number> {
  const future = makeFuture() as Future<number>
  if (state === CANCELLED || state === NOTIFIED) future.cancel()
  if (state !== PENDING && state !== CANCELLED) future.setRunningOrNotifyCancel()
  if (state === FAILED) future.setException(new RangeError('failed'))
  if (state === SUCCEEDED) future.setResult(42)
  return future
}

const NOW = { timeout: 0 }

export const futureCases: Readonly<Record<string, FuturesCase>> = {
  'test_done_callback_with_result: a callback gets the future with its result'({ makeFuture }) {
    const future = makeFuture()
    const got: unknown[] = []
    future.addDoneCallback((done) => got.push(done === future, done.result()))
    future.setResult(5)
    assert.deepEqual(got, [true, 5])
  },
  'test_done_callback_with_exception: a callback can read the error'({ makeFuture }) {
    const future = makeFuture()
    const error = new Error('test')
    let got: unknown
    future.addDoneCallback((done) => (got = done.exception()))
    future.setException(error)
    assert.equal(got, error)
  },
  'test_done_callback_with_cancel: cancelling calls the callbacks'({ makeFuture }) {
    const future = makeFuture()
    let got: unknown
    future.addDoneCallback((done) => (got = done.cancelled()))
    assert.equal(future.cancel(), true)
    assert.equal(got, true)
  },
  'test_done_callback_raises: a callback that throws does not keep the others from being called'({
    makeFuture,
  }) {
    const future = makeFuture()
    const called: string[] = []
    future.addDoneCallback(() => {
      called.push('raising')
      throw new Error('doh!')
    })
    future.addDoneCallback(() => called.push('other'))
    future.setResult(5)
    assert.deepEqual(called, ['raising', 'other'])
  },
  'test_done_callback_already_successful: a callback added late is called at once'(kit) {
    const future = futureIn(kit, SUCCEEDED)
    let got: unknown
    future.addDoneCallback((done) => (got = done.result()))
    assert.equal(got, 42)
  },
  'test_done_callback_already_failed: a callback added after the failure is called at once'(kit) {
    let got: unknown
    futureIn(kit, FAILED).addDoneCallback((done) => (got = done.exception()))
    assert.match(String(got), /^RangeError: failed/)
  },
  'test_done_callback_already_cancelled: a callback added after the cancelling is called at once'(kit) {
    let got: unknown
    futureIn(kit, CANCELLED).addDoneCallback((done) => (got = done.cancelled()))
    assert.equal(got, true)
  },
  'test_done_callback_raises_already_succeeded: a late callback that throws does not throw at its adder'(
    kit,
  ) {
    const future = futureIn(kit, SUCCEEDED)
    let called = false
    future.addDoneCallback(() => {
      called = true
      throw new Error('doh!')
    })
    assert.equal(called, true)
  },
  'test_repr: the text tells the state and the kind of the outcome'(kit) {
    const texts = ALL.map((state) =>
      futureIn(kit, state)
        .toString()
        .replace(/0x[0-9a-f]+/, '0x'),
    )
    assert.deepEqual(texts, [
      '<Future at 0x state=pending>',
      '<Future at 0x state=running>',
      '<Future at 0x state=cancelled>',
      '<Future at 0x state=cancelled>',
      '<Future at 0x state=finished raised RangeError>',
      '<Future at 0x state=finished returned number>',
    ])
  },
  'test_cancel: only what is pending or cancelled can be cancelled'(kit) {
    const futures = ALL.map((state) => futureIn(kit, state))
    assert.deepEqual(
      futures.map((future) => future.cancel()),
      [true, false, true, true, false, false],
    )
    assert.deepEqual(
      futures.map((future) => future.cancelled()),
      [true, false, true, true, false, false],
    )
  },
  'test_cancelled: the cancelled ones say so'(kit) {
    const cancelled = ALL.map((state) => futureIn(kit, state).cancelled())
    assert.deepEqual(cancelled, [false, false, true, true, false, false])
  },
  'test_done: cancelled and finished futures are done'(kit) {
    const done = ALL.map((state) => futureIn(kit, state).done())
    assert.deepEqual(done, [false, false, true, true, true, true])
  },
  'test_running: one of the states is running'(kit) {
    const running = ALL.map((state) => futureIn(kit, state).running())
    assert.deepEqual(running, [false, true, false, false, false, false])
  },
  'test_result_with_timeout: what result() gives in each state'(kit) {
    const results = ALL.map((state) => thrownBy(() => futureIn(kit, state).result(NOW)).split(':')[0])
    assert.deepEqual(results, [
      'TimeoutError',
      'TimeoutError',
      'CancelledError',
      'CancelledError',
      'RangeError',
      'nothing',
    ])
    assert.equal(futureIn(kit, SUCCEEDED).result(NOW), 42)
  },
  'test_exception_with_timeout: what exception() gives in each state'(kit) {
    const thrown = ALL.map((state) => thrownBy(() => futureIn(kit, state).exception(NOW)).split(':')[0])
    assert.deepEqual(thrown, [
      'TimeoutError',
      'TimeoutError',
      'CancelledError',
      'CancelledError',
      'nothing',
      'nothing',
    ])
    assert.match(String(futureIn(kit, FAILED).exception(NOW)), /^RangeError: failed/)
    assert.equal(futureIn(kit, SUCCEEDED).exception(NOW), undefined)
  },
  'test_result_with_success: a blocked result() is woken by the result'({ makeFuture, makeThread }) {
    const future = makeFuture()
    const thread = makeThread(() => future.result({ timeout: 10_000 }))
    thread.start()
    until(() => futureSleepers(future) === 1, 'the thread waits')
    future.setResult(42)
    assert.equal(thread.result({ timeout: 10_000 }), 42)
  },
  'test_result_with_cancel: a blocked result() is woken by the cancelling'({ makeFuture, makeThread }) {
    const future = makeFuture()
    const thread = makeThread(() => thrownBy(() => future.result({ timeout: 10_000 })))
    thread.start()
    until(() => futureSleepers(future) === 1, 'the thread waits')
    future.cancel()
    assert.match(String(thread.result({ timeout: 10_000 })), /^CancelledError/)
  },
  'test_exception_with_success: a blocked exception() is woken by the error'({ makeFuture, makeThread }) {
    const future = makeFuture()
    const thread = makeThread(() => String(future.exception({ timeout: 10_000 })))
    thread.start()
    until(() => futureSleepers(future) === 1, 'the thread waits')
    future.setException(new SyntaxError('set'))
    assert.equal(thread.result({ timeout: 10_000 }), 'SyntaxError: set')
  },
  'test_multiple_set_result: the first result stays'({ makeFuture }) {
    const future = makeFuture()
    future.setResult(1)
    assert.match(
      thrownBy(() => future.setResult(2)),
      /^InvalidStateError: FINISHED: <Future at 0x[0-9a-f]+ state=finished returned number>/,
    )
    assert.equal(future.result(), 1)
  },
  'test_multiple_set_exception: the first error stays'({ makeFuture }) {
    const future = makeFuture()
    const first = new Error('first')
    future.setException(first)
    assert.match(
      thrownBy(() => future.setException(new Error('second'))),
      /^InvalidStateError: FINISHED: <Future at 0x[0-9a-f]+ state=finished raised Error>/,
    )
    assert.equal(future.exception(), first)
  },
  async 'a future is awaited as a promise is, and one that was cancelled or failed rejects'(kit) {
    const future = kit.makeFuture()
    const thread = kit.makeThread(() => future.setResult([1]))
    thread.start()
    assert.deepEqual(await future, [1])
    const [failed, cancelled] = [futureIn(kit, FAILED), futureIn(kit, CANCELLED)]
    await assert.rejects(async () => await failed, RangeError)
    await assert.rejects(async () => await cancelled, { name: 'CancelledError' })
    await assert.rejects(futureIn(kit, PENDING).resultAsync({ timeout: 1 }), { name: 'TimeoutError' })
    await assert.rejects(futureIn(kit, PENDING).resultAsync({ signal: AbortSignal.abort(new Error('no')) }), {
      message: 'no',
    })
  },
}
