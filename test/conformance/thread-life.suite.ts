/** The second half of the Thread suite: starting, joining, ending and renaming threads, and doing it wrong. */
import assert from 'node:assert/strict'
import { activeCount, currentThread, Lock, Thread } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import { joiners, sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

import type { ThreadCase } from './thread.suite.ts'

function started(target: () => unknown, name?: string): Thread<[], unknown> {
  const thread = new Thread({ target, name })
  thread.start()
  return thread
}

function func(): void {}

const ALREADY = { name: 'ThreadError', message: 'threads can only be started once' }
const UNSTARTED = { name: 'ThreadError', message: 'cannot join thread before it is started' }
const CURRENT = { name: 'ThreadError', message: 'cannot join current thread' }

export const threadLifeCases: Readonly<Record<string, ThreadCase>> = {
  'test_boolean_target: without a target nothing runs, and that is not an error'() {
    for (const target of [undefined, null]) {
      const thread = new Thread({ target })
      thread.start()
      assert.equal(thread.result(), undefined)
    }
  },

  'test_leak_without_join: threads that nobody joins leave nothing behind'() {
    const before = activeCount()
    const ended = makeWords()
    for (let n = 0; n < 8; n++) started(() => addTo(ended, 0, 1))
    until(() => activeCount() === before, 'all have ended')
    assert.equal(read(ended, 0), 8)
  },

  'test_start_thread_again, test_start_duplicate_handle: a thread starts once'() {
    const thread = started(func)
    assert.throws(() => thread.start(), ALREADY)
    thread.join()
    assert.throws(() => thread.start(), ALREADY)
    assert.throws(() => currentThread().start(), ALREADY)
  },

  async 'test_joining_current_thread, test_join_from_self: refused; others can still join'() {
    assert.throws(() => currentThread().join(), CURRENT)
    await assert.rejects(async () => currentThread().joinAsync(), CURRENT)
    assert.throws(() => currentThread().result(), CURRENT)
    const thread = started(() => {
      assert.throws(() => currentThread().join(), /cannot join current thread/)
      return 'refused'
    })
    assert.equal(thread.result(), 'refused')
  },

  async 'test_joining_inactive_thread, test_join_unstarted: refused'() {
    const thread = new Thread()
    assert.throws(() => thread.join(), UNSTARTED)
    assert.throws(() => thread.result(), UNSTARTED)
    await assert.rejects(async () => thread.joinAsync(), UNSTARTED)
    await assert.rejects(async () => thread.resultAsync(), UNSTARTED)
    assert.equal(thread.isAlive(), false)
  },

  'test_recursion_limit: a stack overflow can be caught in the thread that had it'() {
    const thread = started(() => {
      const outermost = (): number => 1 + outermost()
      try {
        return outermost()
      } catch (error) {
        return (error as Error).name
      }
    })
    assert.equal(thread.result(), 'RangeError')
  },

  'test_starting_threads: ten threads start and finish'() {
    const done = makeWords()
    new Bunch(10, () => new Thread({ target: () => addTo(done, 0, 1) })).run()
    assert.equal(read(done, 0), 10)
  },

  'test_join_several_times: joining again is no error'() {
    const thread = started(func)
    for (let n = 0; n < 3; n++) assert.equal(thread.join(), true)
  },

  'test_join_then_self_join: one joins a thread that tries to join itself; nobody hangs'() {
    const gate = new Lock()
    gate.acquire()
    const first = started(() => {
      gate.acquire()
      try {
        return currentThread().join()
      } catch (error) {
        return String(error)
      }
    })
    const second = started(() => first.join())
    until(() => joiners(first) === 1, 'the second joins the first')
    gate.release()
    assert.equal(first.result(), 'ThreadError: cannot join current thread')
    assert.equal(second.result(), true)
  },

  'test_threads_join: a thread started in a thread outlives it and is waited for by whoever joins'() {
    const gate = new Lock()
    const order = makeWords()
    gate.acquire()
    const outer = started(() => {
      const inner = new Thread({
        target: () => {
          gate.acquire()
          write(order, 0, 1)
        },
      })
      inner.start()
      return inner
    })
    const inner = outer.result() as Thread
    assert.equal(inner.isAlive(), true)
    assert.equal(read(order, 0), 0)
    gate.release()
    inner.join()
    assert.equal(read(order, 0), 1)
  },

  'test_change_name: a running thread is renamed, by itself and by others'() {
    const gate = new Lock()
    gate.acquire()
    const thread = started(() => {
      const before = currentThread().name
      currentThread().name = 'renamed by itself'
      gate.acquire()
      return [before, currentThread().name]
    }, 'first name')
    until(() => sleepers(gate) === 1, 'the thread waits')
    assert.equal(thread.name, 'renamed by itself')
    thread.name = 'renamed by another — ✓'
    gate.release()
    assert.deepEqual(thread.result(), ['first name', 'renamed by another — ✓'])
    assert.match(String(thread), /renamed by another — ✓, stopped/)
  },
}
