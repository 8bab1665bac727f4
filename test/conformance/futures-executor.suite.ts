/**
 * What an executor of threads must do, after CPython's executor.py, test_thread_pool.py, test_init.py and
 * test_deadlock.py (their names in the titles).
 */
import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { currentThread, Event, Local, Semaphore } from 'nogil'
import { TimeoutError } from 'nogil/futures'
import type { MapOptions } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
import { collectGarbage } from '../support/garbage.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { FuturesCase } from './futures-kit.ts'

const pow = (x: number, y: number): number => x ** y
const divide = (x: number, y: number): number => {
  if (y === 0) throw new RangeError('division by zero')
  return x / y
}
const nameHere = (): string => currentThread().name
const all = <R>(results: Iterable<R>): R[] => Array.from(results)
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

export const executorCases: Readonly<Record<string, FuturesCase>> = {
  async 'test_submit: the future has what the function returned, async ones too'({ makePool }) {
    const pool = makePool()
    assert.equal(pool.submit(pow, 2, 8).result(), 256)
    assert.equal(await pool.submit(async (x: number) => x + 1, 1), 2)
  },
  'test_submit_keyword: an options object is an argument like any other'({ makePool }) {
    const pool = makePool()
    const echo = (options: { fn: number; self: number }): number => options.fn + options.self
    assert.equal(pool.submit(echo, { fn: 1, self: 2 }).result(), 3)
    assert.match(
      thrownBy(() => Reflect.apply(pool.submit, pool, [])),
      /^TypeError: Expected a function/,
    )
  },
  async 'test_map: results come in the order of the inputs'({ makePool }) {
    const pool = makePool()
    const expected = range(10).map((n) => n ** n)
    assert.deepEqual(all(pool.map(pow, range(10), range(10))), expected)
    assert.deepEqual(all(pool.map(pow, range(10), range(12), { chunksize: 3 })), expected)
    const seen: number[] = []
    for await (const value of pool.map(pow, range(10), range(10))) seen.push(value)
    assert.deepEqual(seen, expected)
  },
  'test_map_exception: the error comes in its place, and nothing after it'({ makePool }) {
    const results = makePool().map(divide, [1, 1, 1, 1], [2, 1, 0, 5])[Symbol.iterator]()
    assert.deepEqual([results.next().value, results.next().value], [0.5, 1])
    assert.match(
      thrownBy(() => results.next()),
      /^RangeError/,
    )
    assert.equal(results.next().done, true)
  },
  'test_map_timeout: the time runs from the call'({ makePool }) {
    const event = new Event()
    const results: unknown[] = []
    const loop = (): void => {
      const waits = (wait: boolean): boolean => wait && event.wait({ timeout: 10_000 })
      for (const value of makePool().map(waits, [false, false, true], { timeout: 100 })) results.push(value)
    }
    const thrown = thrownBy(loop)
    event.set()
    assert.match(thrown, /^TimeoutError/)
    assert.deepEqual(results.slice(2), [])
  },
  'test_map_close: ending the loop cancels what has not begun'({ makePool }) {
    const event = new Event()
    const words = makeWords()
    const pool = makePool({ maxWorkers: 1 })
    const work = (n: number): number => {
      if (n > 0) event.wait({ timeout: 10_000 })
      addTo(words, 0, 1)
      return n
    }
    for (const value of pool.map(work, range(6))) if (value === 0) break
    event.set()
    pool.shutdown()
    assert.ok(read(words, 0) <= 2, `${read(words, 0)} of 6 ran`)
  },
  'test_map_close, test_map_timeout_from_callable: an iteration that was ended, by the program or by a task, is at its end'({
    makePool,
  }) {
    const pool = makePool()
    const closed = pool.map(divide, [5, 5, 5, 5], [2, 0, 3, 5])[Symbol.iterator]()
    assert.equal(closed.next().value, 2.5)
    closed.return?.()
    assert.deepEqual([closed.next().done, closed.next().done], [true, true])
    const late = (n: number): number => {
      if (n === 1) throw new TimeoutError('of the task')
      return n
    }
    for (const timeout of [undefined, 10_000]) {
      const results = pool.map(late, [0, 1, 2], { timeout })[Symbol.iterator]()
      assert.equal(results.next().value, 0)
      assert.equal(
        thrownBy(() => results.next()),
        'TimeoutError: of the task',
      )
      assert.equal(results.next().done, true)
    }
  },
  'test_map_buffersize_when_buffer_is_full: no more inputs are read than there is room for'({ makePool }) {
    const inputs = range(4)[Symbol.iterator]()
    const pool = makePool()
    pool.map((n: number) => n, inputs, { buffersize: 2 })
    pool.shutdown()
    assert.equal(inputs.next().value, 2)
  },
  'test_map_submits_without_iteration: all tasks run, whether or not anybody takes results'({ makePool }) {
    const words = makeWords()
    const pool = makePool()
    pool.map((n: number) => addTo(words, 0, n), range(10))
    pool.shutdown()
    assert.equal(read(words, 0), 45)
  },
  'test_shutdown_race_issue12456: a shutdown right after more tasks than workers comes to its end'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 3 })
    const results = pool.map(String, [2, 2, 2, 2])
    pool.shutdown()
    assert.deepEqual(all(results), ['2', '2', '2', '2'])
  },
  async 'test_no_stale_references: a pool keeps neither the object of a method nor the arguments of a task'({
    makePool,
  }) {
    const pool = makePool()
    const gone = (() => {
      const [subject, argument] = [{ method: (given: object) => given }, { some: 'text' }]
      pool.submit(subject.method, argument)
      return [new WeakRef(subject), new WeakRef(argument)]
    })()
    for (let n = 0; n < 20 && gone.some((ref) => ref.deref() !== undefined); n++) await collectGarbage()
    assert.deepEqual(
      gone.map((ref) => ref.deref()),
      [undefined, undefined],
    )
  },
  async 'test_free_reference: an iteration keeps no result that it has given'({ makePool }) {
    const results = makePool()
      .map((n: number) => ({ n }), range(10))
      [Symbol.iterator]()
    for (let n = 0; n < 10; n++) {
      const ref = new WeakRef(results.next().value as { n: number })
      for (let tries = 0; tries < 20 && ref.deref() !== undefined; tries++) await collectGarbage()
      assert.equal(ref.deref(), undefined)
    }
    assert.equal(results.next().done, true)
  },
  'test_map_buffersize_type_validation, test_map_buffersize_value_validation: buffersize is a positive integer'({
    makePool,
  }) {
    const pool = makePool()
    const trying = (buffersize: unknown): string =>
      thrownBy(() => pool.map(Math.abs, [1], { buffersize } as MapOptions))
    for (const wrong of ['foo', 2.5]) assert.match(trying(wrong), /^TypeError: buffersize must be an integer/)
    for (const wrong of [0, -1]) assert.match(trying(wrong), /^RangeError: buffersize must be null or > 0/)
  },
  'test_map_buffersize, test_map_buffersize_on_multiple_iterables: it changes no result'({ makePool }) {
    const pool = makePool()
    for (const buffersize of [1, 2, 4, 8]) {
      assert.deepEqual(all(pool.map((n: number) => n * 2, range(4), { buffersize })), [0, 2, 4, 6])
      assert.deepEqual(all(pool.map(pow, range(4), range(4), { buffersize })), [1, 1, 4, 27])
    }
  },
  'test_map_buffersize_on_infinite_iterable, test_map_buffersize_on_multiple_infinite_iterables: inputs are read as results are taken'({
    makePool,
  }) {
    let taken = 0
    function* numbers(): Generator<number> {
      for (;;) yield taken++
    }
    const results = makePool()
      .map((n: number) => n, numbers(), { buffersize: 2 })
      [Symbol.iterator]()
    assert.equal(taken, 2)
    assert.deepEqual([results.next().value, results.next().value, taken], [0, 1, 4])
    results.return?.()
  },
  'test_map_buffersize_on_empty_iterable, test_map_buffersize_without_iterable: there is nothing to give'({
    makePool,
  }) {
    const pool = makePool()
    assert.deepEqual(all(pool.map(Math.abs, [], { buffersize: 2 })), [])
    assert.deepEqual(all(pool.map(nameHere, { buffersize: 2 })), [])
  },
  'test_max_workers_negative: there is at least one worker'({ makePool }) {
    for (const maxWorkers of [0, -1])
      assert.match(
        thrownBy(() => makePool({ maxWorkers })),
        /^RangeError: maxWorkers must be greater than 0/,
      )
  },
  'the number of workers has an end'({ makePool }) {
    assert.match(
      thrownBy(() => makePool({ maxWorkers: 1e6 })),
      /^RangeError: Expected `maxWorkers`/,
    )
  },
  'test_default_workers: as many as cores and four more, at most 32'({ makePool }) {
    const pool = makePool()
    const event = new Event()
    const words = makeWords()
    const most = Math.min(32, availableParallelism() + 4)
    const all = range(most + 2).map(() =>
      pool.submit(() => {
        addTo(words, 0, 1)
        event.wait({ timeout: 10_000 })
      }),
    )
    until(() => read(words, 0) === most, 'all workers are busy')
    assert.equal(all.filter((future) => future.running()).length, most)
    event.set()
  },
  'test_saturation: many blocked tasks have the threads of the pool and no more'({ makePool }) {
    const pool = makePool({ maxWorkers: 4 })
    const permits = new Semaphore(0)
    const futures = range(60).map(() =>
      pool.submit((gate: Semaphore) => {
        gate.acquire({ timeout: 10_000 })
        return currentThread().name
      }, permits),
    )
    until(() => futures.filter((future) => future.running()).length === 4, 'all workers are busy')
    permits.release(60)
    assert.equal(new Set(futures.map((future) => future.result())).size, 4)
  },
  'test_idle_thread_reuse: one after the other needs one thread'({ makePool }) {
    const pool = makePool({ maxWorkers: 4 })
    const names = range(3).map(() => pool.submit(nameHere).result())
    assert.equal(new Set(names).size, 1)
  },
  'test_executor_map_current_future_cancel: what a timeout interrupts is cancelled'({ makePool }) {
    const words = makeWords()
    const event = new Event()
    const pool = makePool({ maxWorkers: 1 })
    const work = (_n: number): void => {
      addTo(words, 0, 1)
      event.wait({ timeout: 10_000 })
    }
    const thrown = thrownBy(() => all(pool.map(work, range(4), { timeout: 0 })))
    event.set()
    pool.shutdown()
    assert.match(thrown, /^TimeoutError/)
    assert.ok(read(words, 0) <= 1)
  },
  'test_initializer: each worker has been initialized before its first task'({ makePool }) {
    const local = new Local() as Local & { value?: string }
    const pool = makePool({
      maxWorkers: 2,
      initializer: (value: string) => void (local.value = value),
      initargs: ['initialized'],
    })
    const values = range(4).map(() => pool.submit(() => local.value))
    for (const value of values) assert.equal(value.result(), 'initialized')
  },
  'test_error_at_task_pickle: what cannot cross is refused, and the pool goes on'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit((x: unknown) => x, process.stdout)),
      /^CaptureError: cannot send argument 0/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'test_error_during_result_pickle_on_worker: a result that cannot cross fails its future alone'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit(() => process.stdout).result()),
      /^ThreadError: the task's result can't cross/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'test_error_during_func_exec_on_worker, test_swallows_falsey_exceptions: any thrown value is the future’s, falsy ones too'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    for (const value of [0, undefined, '', null]) {
      let caught: unknown = 'nothing'
      try {
        pool
          .submit((thrown: unknown) => {
            throw thrown
          }, value)
          .result()
      } catch (error) {
        caught = error
      }
      assert.equal(caught, value)
    }
    const stack = String((pool.submit(divide, 1, 0).exception() as Error).stack)
    assert.match(stack, /division by zero/)
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'test_exit_during_func_exec_on_worker: process.exit() in a task fails that task alone'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit(() => process.exit(4)).result()),
      /^ThreadExit/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'test_crash_during_func_exec_on_worker: a worker that dies fails its task, and another one takes its place'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    const die = (): void => (process as unknown as { reallyExit(code: number): never }).reallyExit(3)
    const [dead, next] = [pool.submit(die), pool.submit(pow, 2, 3)]
    assert.match(
      thrownBy(() => dead.result({ timeout: 10_000 })),
      /^ThreadDiedError/,
    )
    assert.equal(next.result({ timeout: 10_000 }), 8)
  },
  'trap 10: falsy errors, values that cannot cross and dead workers fail their futures, and the pool goes on'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    const fates = [
      pool.submit(() => {
        throw 0
      }),
      pool.submit(() => process.stdout),
      pool.submit(() => (process as unknown as { reallyExit(code: number): never }).reallyExit(3)),
    ].map((future) => {
      try {
        return future.result({ timeout: 10_000 })
      } catch (error) {
        return error instanceof Error ? error.name : error
      }
    })
    assert.deepEqual(fates, [0, 'ThreadError', 'ThreadDiedError'])
    assert.match(
      thrownBy(() => pool.submit(Math.abs, process.stdout as never)),
      /^CaptureError/,
    )
    assert.equal(pool.submit(Math.abs, -4).result({ timeout: 10_000 }), 4)
  },
  'a worker that waits for a task of its own pool runs it itself'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const nested = pool.submit((own: typeof pool) => own.submit((x: number) => x * 2, 21).result(), pool)
    assert.equal(nested.result({ timeout: 10_000 }), 42)
  },
  'a worker that would wait for its own task is told so'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const nested = pool.submit((own: typeof pool) => own.submit(async () => 20).result(), pool)
    assert.match(
      thrownBy(() => nested.result({ timeout: 10_000 })),
      /^DeadlockError/,
    )
  },
  async 'an async task that awaits one of its own pool goes on'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const nested = pool.submit(async (own: typeof pool) => (await own.submit(async () => 20)) + 1, pool)
    assert.equal(await nested.resultAsync({ timeout: 10_000 }), 21)
  },
}
