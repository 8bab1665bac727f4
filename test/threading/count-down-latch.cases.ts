/** What a CountDownLatch must do; Python has none. Java's and C++'s promises, in all forms of waiting. */
import assert from 'node:assert/strict'
import { CountDownLatch, Thread } from 'nogil'
import { awaitersOf, sleepersOf } from '../support/signal-words.ts'
import { until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

export const latchCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'the count must be an integer from 0'() {
    for (const count of [-1, 1.5, NaN, Infinity, 2 ** 31])
      assert.throws(() => new CountDownLatch(count), RangeError)
    for (const count of ['1', null, undefined, 1n])
      assert.throws(() => new CountDownLatch(count as never), TypeError)
    assert.equal(new CountDownLatch(2 ** 31 - 1).count, 2 ** 31 - 1)
    assert.equal(new CountDownLatch(0).wait({ timeout: 0 }), true)
  },

  'countDown() lowers the count to 0 and no further'() {
    const latch = new CountDownLatch(5)
    latch.countDown()
    latch.countDown(2)
    assert.equal(latch.count, 2)
    for (const n of [0, -1, 1.5, NaN, 2 ** 31]) assert.throws(() => latch.countDown(n), RangeError)
    assert.throws(() => latch.countDown('1' as never), TypeError)
    assert.equal(latch.count, 2)
    latch.countDown(7)
    latch.countDown()
    assert.equal(latch.count, 0)
  },

  'a wait ends when the count is 0, not before'() {
    const latch = new CountDownLatch(2)
    const passed = makeWords()
    const threads = Array.from({ length: 3 }, () => new Thread({ target: () => latch.wait() }))
    for (const thread of threads) thread.start()
    until(() => sleepersOf(latch) === 3, 'all wait')
    latch.countDown()
    const late = new Thread({
      target: () => {
        latch.wait()
        addTo(passed, 0, 1)
      },
    })
    late.start()
    until(() => sleepersOf(latch) === 4, 'one more waits')
    assert.equal(latch.wait({ timeout: 20 }), false)
    assert.deepEqual([read(passed, 0), sleepersOf(latch)], [0, 4])
    latch.countDown()
    for (const thread of threads) assert.equal(thread.result({ timeout: 10_000 }), true)
    late.join()
    assert.deepEqual([read(passed, 0), sleepersOf(latch), latch.wait()], [1, 0, true])
  },

  'two threads that count down lose nothing'() {
    const latch = new CountDownLatch(20_000)
    const count = (): void => {
      for (let n = 0; n < 10_000; n++) latch.countDown()
    }
    const threads = [new Thread({ target: count }), new Thread({ target: count })]
    for (const thread of threads) thread.start()
    assert.equal(latch.wait({ timeout: 10_000 }), true)
    assert.equal(latch.count, 0)
    for (const thread of threads) thread.join()
  },

  async 'waitAsync: all flows of all threads go on, one that gave up before excepted'() {
    const latch = new CountDownLatch(1)
    const thread = new Thread({ target: () => Promise.all([latch.waitAsync(), latch.waitAsync()]) })
    thread.start()
    const own = [latch.waitAsync(), latch.waitAsync()]
    const control = new AbortController()
    const aborted = latch.waitAsync({ signal: control.signal })
    await untilAsync(() => awaitersOf(latch) === 5, 'five await')
    assert.equal(await latch.waitAsync({ timeout: 5 }), false)
    control.abort(new RangeError('enough'))
    await assert.rejects(aborted, { message: 'enough' })
    latch.countDown()
    assert.deepEqual(await Promise.all(own), [true, true])
    assert.deepEqual(thread.result(), [true, true])
    assert.equal(await latch.waitAsync({ timeout: 0 }), true)
    assert.equal(awaitersOf(latch), 0)
  },

  'bad options are refused, also when the count is 0'() {
    for (const latch of [new CountDownLatch(1), new CountDownLatch(0)]) {
      assert.throws(() => latch.wait({ timeout: -1 }), RangeError)
      assert.throws(() => latch.waitAsync({ timeout: '1' } as never), TypeError)
    }
  },

  'the text says what is left'() {
    assert.match(String(new CountDownLatch(3)), /^<CountDownLatch at 0x[0-9a-f]+: count=3>$/)
  },
}

/** Runs the case with this title in the calling thread. */
export function runLatchCase(title: string): void | Promise<void> {
  const found = latchCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found()
}
