/** What result() gives: the value, the error as it was thrown, or the reason why there is neither. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { activeCount, exit, Lock, Thread, ThreadError, ThreadExit, TimeoutError } from 'nogil'
import { SpecialError } from './fixtures/special-error.ts'

function run<R>(target: () => R): Awaited<R> {
  const thread = new Thread({ target })
  thread.start()
  return thread.result()
}

function thrownBy(target: () => unknown): Record<string, unknown> {
  try {
    run(target)
  } catch (error) {
    return error as Record<string, unknown>
  }
  throw new Error('expected the thread to throw')
}

test('values come back as they were: primitives, containers, bytes, cycles', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  const make = (): unknown => ({
    list: [1, -0, NaN, 2n ** 70n, undefined, null, 'ü', true],
    map: new Map([[{ a: 1 }, new Set([1])]]),
    date: new Date(5),
    bytes: new Uint8Array([1, 2, 3]),
    pattern: /x/g,
  })
  assert.deepEqual(run(make), make())
  const back = run(() => {
    const own: { self?: unknown } = {}
    own.self = own
    return own
  })
  assert.equal(back.self, back)
})

test('result() gives the same object each time, in the thread that asks', () => {
  const thread = new Thread({ target: () => ({ a: 1 }) })
  thread.start()
  assert.equal(thread.result(), thread.result())
})

test('resultAsync() awaits an async target, result() blocks for it', async () => {
  const target = async (): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve))
    return 7
  }
  const threads = [new Thread({ target }), new Thread({ target })] as const
  for (const thread of threads) thread.start()
  assert.equal(await threads[0].resultAsync(), 7)
  assert.equal(threads[1].result(), 7)
})

test('a built-in error keeps its class, message, code and own fields', () => {
  const error = thrownBy(() => {
    throw Object.assign(new RangeError('too far'), { code: 'E_FAR', distance: { km: 3 } })
  })
  assert.ok(error instanceof RangeError)
  assert.deepEqual([error.message, error['code'], error['distance']], ['too far', 'E_FAR', { km: 3 }])
})

test("an error's stack shows the user's file and line in the thread, then who asked", () => {
  const error = thrownBy(function deepDown() {
    throw new Error('here')
  })
  const stack = String(error['stack'])
  assert.match(stack, /at deepDown \(.*result\.test\.js:\d+:\d+\)/)
  assert.match(stack, /--- in thread "Thread-\d+ \(deepDown\)" ---\n[^]*at thrownBy \(.*result\.test\.js:/)
})

test('causes and aggregated errors cross with their classes', () => {
  const error = thrownBy(() => {
    const first = new TypeError('first', { cause: new SyntaxError('root') })
    throw new AggregateError([first, 'not an error'], 'several')
  })
  assert.ok(error instanceof AggregateError)
  const [first, second] = error.errors as [Error, unknown]
  assert.ok(first instanceof TypeError)
  assert.ok(first.cause instanceof SyntaxError)
  assert.equal(second, 'not an error')
})

test("a user's error class from an imported module is that class", () => {
  const error = thrownBy(() => {
    throw new SpecialError('special', 42)
  })
  assert.ok(error instanceof SpecialError)
  assert.deepEqual([error.name, error.message, error.answer], ['SpecialError', 'special', 42])
})

for (const value of [0, undefined, null, '', false, 'text', { plain: true }]) {
  test(`a thrown ${JSON.stringify(value)} is still an error, and comes as it is`, async () => {
    const thread = new Thread({
      target: (thrown: unknown) => {
        throw thrown
      },
      args: [value],
    })
    thread.start()
    let caught: unknown = 'nothing'
    try {
      thread.result()
    } catch (error) {
      caught = error
    }
    assert.deepEqual(caught, value)
    await assert.rejects(thread.resultAsync())
  })
}

test('the library errors that a thread throws are the same classes', () => {
  const error = thrownBy(() => new Lock().release())
  assert.ok(error instanceof ThreadError)
  assert.equal(error.code, 'ERR_THREAD')
})

test('a rejected async target throws from result()', () => {
  assert.throws(() => run(async () => Promise.reject(new TypeError('rejected'))), {
    name: 'TypeError',
    message: 'rejected',
  })
})

test('exit() in a thread makes result() throw ThreadExit with the code', () => {
  const error = thrownBy(() => exit(3))
  assert.ok(error instanceof ThreadExit)
  assert.equal(error.exitCode, 3)
})

test('a result that cannot cross is an error that says why, and where', () => {
  const error = thrownBy(() => ({ deep: [new WeakMap()] }))
  assert.ok(error instanceof ThreadError)
  assert.match(String(error.cause), /WeakMap/)
  assert.match(String(error.cause), /deep/)
})

test('result() and resultAsync() throw TimeoutError when the time is up, and give the value later', async () => {
  const gate = new Lock()
  gate.acquire()
  const thread = new Thread({
    target: () => {
      gate.acquire()
      return 'late'
    },
    name: 'slow',
  })
  thread.start()
  assert.throws(() => thread.result({ timeout: 5 }), { name: 'TimeoutError', message: /slow.*5 ms/ })
  await assert.rejects(thread.resultAsync({ timeout: 5 }), TimeoutError)
  assert.equal(await thread.joinAsync({ timeout: 5 }), false)
  gate.release()
  assert.equal(await thread.joinAsync(), true)
  assert.equal(thread.result(), 'late')
  assert.equal(activeCount(), 1)
})
