/** Shutting a pool down, after CPython's test_shutdown.py (its names in the titles), and a broken one (test_init.py). */
import assert from 'node:assert/strict'
import { currentThread, enumerate, Event } from 'nogil'
import { thrownBy } from '../support/elsewhere.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { FuturesCase } from './futures-kit.ts'

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const threadsOf = (prefix: string): string[] =>
  enumerate()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .toSorted()
let prefixes = 0
const newPrefix = (): string => `Special${currentThread().ident}x${(prefixes += 1)}`

export const shutdownCases: Readonly<Record<string, FuturesCase>> = {
  'test_run_after_shutdown: nothing is taken after it'({ makePool }) {
    const pool = makePool()
    pool.shutdown()
    pool.shutdown()
    assert.equal(
      thrownBy(() => pool.submit(Math.abs, 1)),
      'ThreadError: cannot schedule new futures after shutdown',
    )
  },
  'test_hang_issue12364: what was submitted before is done'({ makePool }) {
    const pool = makePool({ maxWorkers: 2 })
    const all = range(50).map((n) => pool.submit(Math.abs, -n))
    pool.shutdown()
    assert.deepEqual(
      all.map((future) => future.result({ timeout: 0 })),
      range(50),
    )
  },
  'test_cancel_futures: what no worker has begun is cancelled'({ makePool }) {
    const pool = makePool({ maxWorkers: 2 })
    const event = new Event()
    const all = range(50).map(() => pool.submit((open: Event) => open.wait({ timeout: 10_000 }), event))
    until(() => all.filter((future) => future.running()).length === 2, 'both workers are busy')
    pool.shutdown({ cancelFutures: true, wait: false })
    event.set()
    pool.shutdown()
    assert.equal(all.filter((future) => future.cancelled()).length, 48)
    assert.equal(all.filter((future) => future.done() && !future.cancelled() && future.result()).length, 2)
  },
  'test_hang_gh94440: a task that was cancelled does not keep it from ending'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    pool.submit(Math.abs, 1).result()
    pool.submit(Math.abs, 2).cancel()
    pool.shutdown()
    assert.equal(pool.toString().startsWith('<ThreadPoolExecutor at 0x'), true)
  },
  'test_threads_terminate, test_processes_terminate: as many threads as tasks, and none after it'({
    makePool,
  }) {
    const threadNamePrefix = newPrefix()
    const pool = makePool({ maxWorkers: 8, threadNamePrefix })
    const event = new Event()
    for (let n = 0; n < 3; n++) pool.submit((open: Event) => open.wait({ timeout: 10_000 }), event)
    assert.equal(threadsOf(threadNamePrefix).length, 3)
    event.set()
    pool.shutdown()
    assert.deepEqual(threadsOf(threadNamePrefix), [])
  },
  'test_context_manager_shutdown: a pool that is disposed of has done its work'({ makePool }) {
    const pool = makePool({ maxWorkers: 3 })
    const results = pool.map(Math.abs, [-5, 5])
    pool[Symbol.dispose]()
    assert.deepEqual([...results], [5, 5])
  },
  async 'a pool that is disposed of by await using has done its work'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const words = makeWords()
    for (let n = 0; n < 5; n++) pool.submit(() => addTo(words, 0, 1))
    await pool[Symbol.asyncDispose]()
    assert.equal(read(words, 0), 5)
  },
  'test_shutdown_no_wait: queued tasks are done after it'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const all = range(10).map((n) => pool.submit(Math.abs, -n))
    pool.shutdown({ wait: false })
    assert.deepEqual(
      all.map((future) => future.result({ timeout: 10_000 })),
      range(10),
    )
  },
  'test_shutdown_gh_132969_case_1, test_shutdown_gh_132969_case_2: workers that end with each task, one of which fails, do not keep a shutdown from its end'({
    makePool,
  }) {
    const task = (n: number): number => {
      if (n === 2) throw new RangeError('failing task')
      return process.exit(n)
    }
    for (const maxWorkers of [2, 4]) {
      const pool = makePool({ maxWorkers })
      const futures = [1, 2, 3].map((n) => pool.submit(task, n))
      pool.shutdown({ wait: false })
      const fates = futures.map((future) => String(future.exception({ timeout: 10_000 })).split(':')[0])
      pool.shutdown()
      assert.deepEqual(fates, ['ThreadExit', 'RangeError', 'ThreadExit'])
    }
  },
  'test_shutdown_deadlock: a worker that dies after the shutdown was called does not hang it'({ makePool }) {
    const pool = makePool({ maxWorkers: 2 })
    const event = new Event()
    const dead = pool.submit((open: Event) => {
      open.wait({ timeout: 10_000 })
      ;(process as unknown as { reallyExit(code: number): never }).reallyExit(3)
    }, event)
    pool.shutdown({ wait: false })
    event.set()
    pool.shutdown()
    assert.match(
      thrownBy(() => dead.result({ timeout: 10_000 })),
      /^ThreadDiedError/,
    )
  },
  'test_shutdown_deadlock_pickle: a task that is refused right before a shutdown does not hang it'({
    makePool,
  }) {
    const pool = makePool({ maxWorkers: 2 })
    pool.submit(Math.abs, 42).result()
    assert.match(
      thrownBy(() => pool.submit((x: unknown) => x, process.stdout)),
      /^CaptureError/,
    )
    pool.shutdown({ wait: false })
    pool.shutdown()
    assert.match(
      thrownBy(() => pool.submit(Math.abs, 1)),
      /^ThreadError/,
    )
  },
  'test_crash_big_data: workers that die with large arguments on their way fail their tasks'({ makePool }) {
    const pool = makePool({ maxWorkers: 2 })
    const data = 'a'.repeat(1_000_000)
    const crash = (text: string): void =>
      (process as unknown as { reallyExit(code: number): never }).reallyExit(text.length > 0 ? 3 : 0)
    const futures = range(6).map(() => pool.submit(crash, data))
    for (const future of futures)
      assert.match(String(future.exception({ timeout: 20_000 })), /^ThreadDiedError/)
  },
  'test_thread_names_assigned: threads are called by the prefix and a number'({ makePool }) {
    const threadNamePrefix = newPrefix()
    const pool = makePool({ maxWorkers: 5, threadNamePrefix })
    const event = new Event()
    for (let n = 0; n < 5; n++) pool.submit((open: Event) => open.wait({ timeout: 10_000 }), event)
    const names = threadsOf(threadNamePrefix)
    event.set()
    assert.deepEqual(
      names,
      range(5).map((n) => `${threadNamePrefix}_${n}`),
    )
  },
  'test_thread_names_default: without a prefix they are called after the class'({ makePool }) {
    const name = makePool()
      .submit(() => currentThread().name)
      .result()
    assert.match(name, /^ThreadPoolExecutor-\d+_0$/)
  },
}
