/**
 * The third part of the Thread suite, after CPython's Lib/test/test_thread.py (the low-level `_thread`), and what is left of
 * test_threading.py. Its names stand in the titles.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as threading from 'nogil/threading'
import { Bunch } from '../support/bunch.ts'
import { sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'
import type { ThreadCase } from './thread.suite.ts'

const { activeCount, BoundedSemaphore, currentThread, Lock, Thread } = threading

const FUNCTIONS = [
  'activeCount',
  'currentThread',
  'enumerate',
  'excepthook',
  'getIdent',
  'getNativeId',
  'mainThread',
]
const CLASSES = [
  'Barrier',
  'BoundedSemaphore',
  'BrokenBarrierError',
  'Condition',
  'Event',
  'Local',
  'Lock',
  'RLock',
  'Semaphore',
  'Thread',
  'ThreadError',
  'Timer',
]

/** Barrier made of locks alone, as in CPython's test: all of a trip have come before anybody begins the next one. */
function lockBarrier(size: number): () => void {
  const [ENTERED] = [0]
  const counts = makeWords()
  const entry = new Lock()
  const exit = new Lock()
  exit.acquire()
  return () => {
    entry.acquire()
    if (addTo(counts, ENTERED, 1) + 1 < size) entry.release()
    else exit.release()
    exit.acquire()
    if (addTo(counts, ENTERED, -1) - 1 > 0) exit.release()
    else entry.release()
  }
}

export const threadLowLevelCases: Readonly<Record<string, ThreadCase>> = {
  'test_join_thread: join returns when the thread has done its work'() {
    const done = makeWords()
    const thread = new Thread({
      target() {
        threading.sleep(20)
        write(done, 0, currentThread().ident ?? 0)
      },
    })
    thread.start()
    assert.equal(thread.join(), true)
    assert.equal(read(done, 0), thread.ident)
  },

  'test_join_thread_already_exited: a thread that has ended long ago is joined at once'() {
    const thread = new Thread({ target: () => 1 })
    thread.start()
    until(() => !thread.isAlive(), 'the thread has ended')
    assert.equal(thread.join({ timeout: 0 }), true)
    assert.equal(thread.result(), 1)
  },

  'test_joinable_not_joined: a thread whose object was dropped runs to its end'() {
    const before = activeCount()
    const gate = new Lock()
    const done = makeWords()
    gate.acquire()
    const drop = (): void => {
      new Thread({
        target() {
          gate.acquire()
          write(done, 0, 1)
        },
      }).start()
    }
    drop()
    until(() => sleepers(gate) === 1, 'the thread waits')
    gate.release()
    until(() => activeCount() === before, 'the thread has ended')
    assert.equal(read(done, 0), 1)
  },

  'test__count: a thread counts from its start to its end'() {
    const before = activeCount()
    const gate = new Lock()
    gate.acquire()
    const thread = new Thread({ target: () => gate.acquire() })
    assert.equal(activeCount(), before)
    thread.start()
    assert.equal(activeCount(), before + 1)
    gate.release()
    thread.join()
    assert.equal(activeCount(), before)
  },

  'test_barrier: threads pass a barrier made of locks ten times, nobody a trip ahead'() {
    const [SIZE, TRIPS] = [5, 10]
    const [FINISHED, ASTRAY] = [0, 1]
    const counts = makeWords()
    const enter = lockBarrier(SIZE)
    const walk = (): void => {
      for (let trip = 0; trip < TRIPS; trip++) {
        // before anybody is through: at least all of the last trip, at most all of this one
        const before = addTo(counts, FINISHED, 1)
        if (before < trip * SIZE || before >= (trip + 1) * SIZE) addTo(counts, ASTRAY, 1)
        enter()
      }
    }
    new Bunch(SIZE, () => new Thread({ target: walk })).run()
    assert.deepEqual([read(counts, FINISHED), read(counts, ASTRAY)], [SIZE * TRIPS, 0])
  },

  'test_BoundedSemaphore_limit: as many releases as acquires, in whichever threads, and not one more'() {
    for (const limit of [1, 2, 5, 9]) {
      const permits = new BoundedSemaphore(limit)
      new Bunch(limit, () => new Thread({ target: () => permits.acquire() })).run()
      assert.equal(permits.tryAcquire(), false)
      new Bunch(limit, () => new Thread({ target: () => permits.release() })).run()
      assert.throws(() => permits.release(), RangeError)
    }
  },

  'test_can_interrupt_tight_loops: a thread that only computes sees what another one writes'() {
    const [STARTED, STOP] = [0, 1]
    const words = makeWords()
    const thread = new Thread({
      target() {
        write(words, STARTED, 1)
        let turns = 0
        while (read(words, STOP) === 0) turns += 1
        return turns
      },
    })
    thread.start()
    until(() => read(words, STARTED) === 1, 'the thread computes')
    write(words, STOP, 1)
    assert.ok(thread.result({ timeout: 10_000 }) >= 0)
  },

  'test_multithread_modify_file_noerror: threads write one file and read their stacks at once'() {
    const folder = mkdtempSync(join(tmpdir(), 'nogil-'))
    const file = join(folder, 'modified')
    const modify = (): string => {
      writeFileSync(file, ' ')
      return new Error('for its stack').stack ?? ''
    }
    try {
      const threads = Array.from({ length: 20 }, () => new Thread({ target: modify }))
      for (const thread of threads) thread.start()
      for (const thread of threads) assert.match(thread.result(), /modify/)
      assert.equal(readFileSync(file, 'utf8'), ' ')
    } finally {
      rmSync(folder, { recursive: true })
    }
  },

  "test_old_threading_api: Python's old camelCase names are the names; getters of properties are absent"() {
    assert.equal(typeof threading.activeCount, 'function')
    assert.equal(typeof threading.currentThread, 'function')
    const thread = new Thread({ name: 'old', daemon: true })
    for (const absent of ['isDaemon', 'setDaemon', 'getName', 'setName'])
      assert.equal(absent in thread, false)
    assert.deepEqual([thread.name, thread.daemon], ['old', true])
    for (const absent of ['active_count', 'current_thread']) assert.equal(absent in threading, false)
  },

  "test__all__: each name of Python's is exported by the rules, but for those that python-map.md calls absent"() {
    const missing = [...FUNCTIONS, ...CLASSES].filter((name) => !(name in threading))
    assert.deepEqual(missing, [])
    for (const name of CLASSES) assert.match(String(Reflect.get(threading, name)), /^class /)
  },
}
