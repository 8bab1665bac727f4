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
  'CPython: test_run_after_shutdown: nothing is taken after it'({ makePool }) {
    const pool = makePool()
    pool.shutdown()
    pool.shutdown()
    assert.equal(
      thrownBy(() => pool.submit(Math.abs, 1)),
      'ThreadError: cannot schedule new futures after shutdown',
    )
  },
  'CPython: test_hang_issue12364: what was submitted before is done'({ makePool }) {
    const pool = makePool({ maxWorkers: 2 })
    const all = range(50).map((n) => pool.submit(Math.abs, -n))
    pool.shutdown()
    assert.deepEqual(
      all.map((future) => future.result({ timeout: 0 })),
      range(50),
    )
  },
  'CPython: test_cancel_futures: what no worker has begun is cancelled'({ makePool }) {
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
  'CPython: test_hang_gh94440: a task that was cancelled does not keep it from ending'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    pool.submit(Math.abs, 1).result()
    pool.submit(Math.abs, 2).cancel()
    pool.shutdown()
    assert.equal(pool.toString().startsWith('<ThreadPoolExecutor at 0x'), true)
  },
  'CPython: test_threads_terminate: as many threads as tasks, and none after it'({ makePool }) {
    const threadNamePrefix = newPrefix()
    const pool = makePool({ maxWorkers: 8, threadNamePrefix })
    const event = new Event()
    for (let n = 0; n < 3; n++) pool.submit((open: Event) => open.wait({ timeout: 10_000 }), event)
    assert.equal(threadsOf(threadNamePrefix).length, 3)
    event.set()
    pool.shutdown()
    assert.deepEqual(threadsOf(threadNamePrefix), [])
  },
  'CPython: test_context_manager_shutdown: a pool that is disposed of has done its work'({ makePool }) {
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
  'CPython: test_shutdown_no_wait: queued tasks are done after it'({ makePool }) {
    const pool = makePool({ maxWorkers: 1 })
    const all = range(10).map((n) => pool.submit(Math.abs, -n))
    pool.shutdown({ wait: false })
    assert.deepEqual(
      all.map((future) => future.result({ timeout: 10_000 })),
      range(10),
    )
  },
  'CPython: test_thread_names_assigned: threads are called by the prefix and a number'({ makePool }) {
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
  'CPython: test_thread_names_default: without a prefix they are called after the class'({ makePool }) {
    const name = makePool()
      .submit(() => currentThread().name)
      .result()
    assert.match(name, /^ThreadPoolExecutor-\d+_0$/)
  },
}
