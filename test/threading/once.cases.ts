/** What a Once must do; Python has none. C++'s call_once: a function that throws has not done it. */
import assert from 'node:assert/strict'
import { CountDownLatch, Event, Once, Thread } from 'nogil'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const onceCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'do() runs one function, of the first who calls'() {
    const once = new Once()
    const runs: string[] = []
    assert.equal(once.done, false)
    once.do(() => runs.push('first'))
    once.do(() => runs.push('second'))
    assert.deepEqual([runs, once.done], [['first'], true])
  },

  'of many threads one runs it, and the others go on when it has ended'() {
    const once = new Once()
    const [RUNS, ENDED, EARLY] = [0, 1, 2]
    const words = makeWords()
    const start = new Event()
    const threads = Array.from(
      { length: 5 },
      () =>
        new Thread({
          target: () => {
            start.wait()
            once.do(() => {
              addTo(words, RUNS, 1)
              for (const end = performance.now() + 20; performance.now() < end;);
              addTo(words, ENDED, 1)
            })
            if (read(words, ENDED) !== 1) addTo(words, EARLY, 1)
          },
        }),
    )
    for (const thread of threads) thread.start()
    start.set()
    for (const thread of threads) thread.result({ timeout: 10_000 })
    assert.deepEqual([read(words, RUNS), read(words, ENDED), read(words, EARLY)], [1, 1, 0])
  },

  'a function that throws has not done it: one of those who wait tries again'() {
    const once = new Once()
    const runs = makeWords()
    const inside = new Event()
    const may = new Event()
    const failing = new Thread({
      target: () => {
        try {
          once.do(() => {
            inside.set()
            may.wait()
            throw new RangeError('no')
          })
          return 'done'
        } catch (error) {
          return (error as Error).message
        }
      },
    })
    failing.start()
    inside.wait()
    const waiting = Array.from(
      { length: 3 },
      () => new Thread({ target: () => once.do(() => addTo(runs, 0, 1)) }),
    )
    for (const thread of waiting) thread.start()
    assert.throws(() => once.do(() => {}, { timeout: 5 }), { name: 'TimeoutError', message: /5 ms/ })
    assert.equal(once.done, false)
    may.set()
    for (const thread of waiting) thread.result({ timeout: 10_000 })
    assert.equal(failing.result(), 'no')
    assert.deepEqual([read(runs, 0), once.done], [1, true])
  },

  async 'do() from inside of its own function is told so'() {
    const once = new Once()
    assert.throws(() => once.do(() => once.do(() => {})), { name: 'DeadlockError' })
    assert.equal(once.done, false)
    await assert.rejects(
      once.doAsync(async () => {
        await turn()
        once.do(() => {})
      }),
      { name: 'DeadlockError' },
    )
    once.do(() => {})
    once.do(() => assert.fail('it has been done'))
  },

  'an async function, or one that returns a promise, is refused'() {
    const once = new Once()
    assert.throws(() => once.do(async () => {}), { name: 'TypeError', message: /async/ })
    assert.throws(() => once.do(() => Promise.resolve()), { name: 'TypeError', message: /promise/ })
    assert.throws(() => once.do(1 as never), TypeError)
    assert.equal(once.done, false)
  },

  async 'doAsync: flows of all threads wait for the one that is at it'() {
    const once = new Once()
    const [RUNS, ENDED, EARLY] = [0, 1, 2]
    const words = makeWords()
    const ready = new CountDownLatch(3)
    const flow = async (): Promise<void> => {
      await once.doAsync(async () => {
        addTo(words, RUNS, 1)
        await turn()
        await turn()
        addTo(words, ENDED, 1)
      })
      if (read(words, ENDED) !== 1) addTo(words, EARLY, 1)
    }
    const several = async (): Promise<void> => {
      ready.countDown()
      await ready.waitAsync()
      await Promise.all([flow(), flow(), flow()])
    }
    const threads = [new Thread({ target: several }), new Thread({ target: several })]
    for (const thread of threads) thread.start()
    await several()
    for (const thread of threads) thread.result({ timeout: 10_000 })
    assert.deepEqual([read(words, RUNS), read(words, ENDED), read(words, EARLY)], [1, 1, 0])
  },

  async 'doAsync: a function that rejects has not done it, the next flow tries again'() {
    const once = new Once()
    let runs = 0
    const failing = once.doAsync(async () => {
      await turn()
      throw new RangeError('no')
    })
    const next = [1, 2, 3].map(() => once.doAsync(() => void (runs += 1)))
    await assert.rejects(failing, { message: 'no' })
    await Promise.all(next)
    assert.deepEqual([runs, once.done], [1, true])
  },

  async 'doAsync: who waits may give up, and the run goes on'() {
    const once = new Once()
    let end = (): void => {}
    const running = once.doAsync(() => new Promise<void>((resolve) => (end = resolve)))
    const control = new AbortController()
    const aborted = once.doAsync(() => assert.fail('twice'), { signal: control.signal })
    control.abort(new RangeError('enough'))
    await assert.rejects(aborted, { message: 'enough' })
    await assert.rejects(
      once.doAsync(() => assert.fail('twice'), { timeout: 5 }),
      { name: 'TimeoutError' },
    )
    end()
    await running
    assert.equal(once.done, true)
  },

  'a blocked thread goes on when an async run has ended'() {
    const once = new Once()
    const inside = new Event()
    const may = new Event()
    const running = new Thread({
      target: () =>
        once.doAsync(async () => {
          inside.set()
          await may.waitAsync()
        }),
    })
    running.start()
    inside.wait()
    const blocked = new Thread({ target: () => once.do(() => assert.fail('twice')) })
    blocked.start()
    assert.equal(once.done, false)
    may.set()
    blocked.result({ timeout: 10_000 })
    running.result({ timeout: 10_000 })
  },

  'what the function wrote is there when do() returns in another thread'() {
    for (let round = 0; round < 200; round++) {
      const once = new Once()
      const data = new SharedArrayBuffer(4)
      const thread = new Thread({
        target: () => {
          once.do(() => (new Int32Array(data)[0] = 7))
          return new Int32Array(data)[0]
        },
      })
      thread.start()
      once.do(() => (new Int32Array(data)[0] = 7))
      assert.equal(new Int32Array(data)[0], 7)
      assert.equal(thread.result(), 7)
      until(() => once.done, 'done')
    }
  },

  'the text says whether it has been done'() {
    const once = new Once()
    assert.match(String(once), /^<Once at 0x[0-9a-f]+: not done>$/)
    once.do(() => {})
    assert.match(String(once), /^<Once at 0x[0-9a-f]+: done>$/)
  },
}

/** Runs the case with this title in the calling thread. */
export function runOnceCase(title: string): void | Promise<void> {
  const found = onceCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found()
}
