/**
 * What an executor of threads must do, after CPython's executor.py, test_thread_pool.py, test_init.py and
 * test_deadlock.py (their names in the titles).
 */
import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { currentThread, Event, Local } from 'nogil'
import type { MapOptions } from 'nogil/futures'
import { thrownBy } from '../support/elsewhere.ts'
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
  async 'CPython: test_submit: the future has what the function returned, async ones too'({ makePool }) {
    const pool = makePool()
    assert.equal(pool.submit(pow, 2, 8).result(), 256)
    assert.equal(await pool.submit(async (x: number) => x + 1, 1), 2)
  },
  'CPython: test_submit_keyword: an options object is an argument like any other'({ makePool }) {
    const pool = makePool()
    const echo = (options: { fn: number; self: number }): number => options.fn + options.self
    assert.equal(pool.submit(echo, { fn: 1, self: 2 }).result(), 3)
    assert.match(
      thrownBy(() => Reflect.apply(pool.submit, pool, [])),
      /^TypeError: Expected a function/,
    )
  },
  async 'CPython: test_map: results come in the order of the inputs'({ makePool }) {
    const pool = makePool()
    const expected = range(10).map((n) => n ** n)
    assert.deepEqual(all(pool.map(pow, range(10), range(10))), expected)
    assert.deepEqual(all(pool.map(pow, range(10), range(12), { chunksize: 3 })), expected)
    const seen: number[] = []
    for await (const value of pool.map(pow, range(10), range(10))) seen.push(value)
    assert.deepEqual(seen, expected)
  },
  'CPython: test_map_exception: the error comes in its place, and nothing after it'({ makePool }) {
    const results = makePool().map(divide, [1, 1, 1, 1], [2, 1, 0, 5])[Symbol.iterator]()
    assert.deepEqual([results.next().value, results.next().value], [0.5, 1])
    assert.match(
      thrownBy(() => results.next()),
      /^RangeError/,
    )
    assert.equal(results.next().done, true)
  },
  'CPython: test_map_timeout: the time runs from the call'({ makePool }) {
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
  'CPython: test_map_close: ending the loop cancels what has not begun'({ makePool }) {
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
  'CPython: test_map_buffersize_type_validation test_map_buffersize_value_validation: buffersize is a positive integer'({
    makePool,
  }) {
    const pool = makePool()
    const trying = (buffersize: unknown): string =>
      thrownBy(() => pool.map(Math.abs, [1], { buffersize } as MapOptions))
    for (const wrong of ['foo', 2.5]) assert.match(trying(wrong), /^TypeError: buffersize must be an integer/)
    for (const wrong of [0, -1]) assert.match(trying(wrong), /^RangeError: buffersize must be null or > 0/)
  },
  'CPython: test_map_buffersize test_map_buffersize_on_multiple_iterables: it changes no result'({
    makePool,
  }) {
    const pool = makePool()
    for (const buffersize of [1, 2, 4, 8]) {
      assert.deepEqual(all(pool.map((n: number) => n * 2, range(4), { buffersize })), [0, 2, 4, 6])
      assert.deepEqual(all(pool.map(pow, range(4), range(4), { buffersize })), [1, 1, 4, 27])
    }
  },
  'CPython: test_map_buffersize_on_infinite_iterable test_map_buffersize_on_multiple_infinite_iterables: inputs are read as results are taken'({
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
  'CPython: test_map_buffersize_on_empty_iterable test_map_buffersize_without_iterable: there is nothing to give'({
    makePool,
  }) {
    const pool = makePool()
    assert.deepEqual(all(pool.map(Math.abs, [], { buffersize: 2 })), [])
    assert.deepEqual(all(pool.map(nameHere, { buffersize: 2 })), [])
  },
  'CPython: test_max_workers_negative: there is at least one worker'({ makePool }) {
    for (const maxWorkers of [0, -1])
      assert.match(
        thrownBy(() => makePool({ maxWorkers })),
        /^RangeError: maxWorkers must be greater than 0/,
      )
  },
  'CPython: test_max_workers_too_large: the number of workers has an end'({ makePool }) {
    assert.match(
      thrownBy(() => makePool({ maxWorkers: 1e6 })),
      /^RangeError: Expected `maxWorkers`/,
    )
  },
  'CPython: test_default_workers: as many as cores and four more, at most 32'({ makePool }) {
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
  'CPython: test_saturation: no more threads than work'({ makePool }) {
    const pool = makePool({ maxWorkers: 4 })
    const event = new Event()
    const names = range(12).map(() =>
      pool.submit((open: Event) => {
        open.wait({ timeout: 10_000 })
        return currentThread().name
      }, event),
    )
    event.set()
    assert.ok(new Set(names.map((future) => future.result())).size <= 4)
  },
  'CPython: test_idle_thread_reuse: one after the other needs one thread'({ makePool }) {
    const pool = makePool({ maxWorkers: 4 })
    const names = range(3).map(() => pool.submit(nameHere).result())
    assert.equal(new Set(names).size, 1)
  },
  'CPython: test_executor_map_current_future_cancel: what a timeout interrupts is cancelled'({ makePool }) {
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
  'CPython: test_initializer: each worker has been initialized before its first task'({ makePool }) {
    const local = new Local() as Local & { value?: string }
    const pool = makePool({
      maxWorkers: 2,
      initializer: (value: string) => void (local.value = value),
      initargs: ['initialized'],
    })
    const values = range(4).map(() => pool.submit(() => local.value))
    for (const value of values) assert.equal(value.result(), 'initialized')
  },
  'CPython: test_error_at_task_pickle: what cannot cross is refused, and the pool goes on'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit((x: unknown) => x, process.stdout)),
      /^CaptureError: cannot send argument 0/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'CPython: test_error_during_result_pickle_on_worker: a result that cannot cross fails its future alone'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit(() => process.stdout).result()),
      /^ThreadError: the task's result can't cross/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'CPython: test_error_during_func_exec_on_worker: any thrown value is the future’s, falsy ones too'({
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
  'CPython: test_exit_during_func_exec_on_worker: process.exit() in a task fails that task alone'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 1 })
    assert.match(
      thrownBy(() => pool.submit(() => process.exit(4)).result()),
      /^ThreadExit/,
    )
    assert.equal(pool.submit(pow, 2, 3).result(), 8)
  },
  'CPython: test_crash_during_func_exec_on_worker: a worker that dies fails its task, and another one takes its place'({
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
