/**
 * What a Thread must do, after CPython's Lib/test/test_threading.py (ThreadTests, ThreadingExceptionTests) and
 * test_thread.py; their names in the titles. Cases that need a process of their own are in thread-programs.test.ts.
 *
 * The second half is thread-life.suite.ts. Each case runs called by main and called by a worker thread.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import {
  activeCount,
  BoundedSemaphore,
  currentThread,
  enumerate,
  getIdent,
  getNativeId,
  isMainThread,
  Lock,
  mainThread,
  RLock,
  sleep,
  Thread,
} from 'nogil'
import { Bunch } from '../support/bunch.ts'
import { collectGarbage } from '../support/garbage.ts'
import { joiners, sleepers, until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

export type ThreadCase = () => void | Promise<void>

function started(target: () => unknown, name?: string): Thread<[], unknown> {
  const thread = new Thread({ target, name })
  thread.start()
  return thread
}

function func(): void {}

export const threadCases: Readonly<Record<string, ThreadCase>> = {
  'test_name: a given name is kept, a missing one is made of the number and the target'() {
    assert.equal(new Thread({ name: 'myname1' }).name, 'myname1')
    assert.equal(new Thread({ name: 123 as unknown as string }).name, '123')
    assert.equal(new Thread({ target: func, name: 'myname2' }).name, 'myname2')
    assert.match(new Thread({ name: '' }).name, /^Thread-\d+$/)
    assert.match(new Thread().name, /^Thread-\d+$/)
    assert.match(new Thread({ target: func }).name, /^Thread-\d+ \(func\)$/)
    const numbers = [new Thread(), new Thread()].map(({ name }) => Number(name.slice('Thread-'.length)))
    assert.ok((numbers[0] ?? 0) < (numbers[1] ?? 0))
  },

  'test_args_argument: args may be any iterable'() {
    const sum = (...numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)
    for (const args of [[1, 2, 3], new Set([1, 2, 3]), [1, 2, 3].values()]) {
      const thread = new Thread({ target: sum, args })
      thread.start()
      assert.equal(thread.result(), 6)
    }
  },

  'test_various_ops: ten threads run, never more than three inside, and all end'() {
    const [INSIDE, TOO_MANY] = [0, 1]
    const counts = makeWords()
    const permits = new BoundedSemaphore(3)
    const mutex = new RLock()
    const threads = Array.from({ length: 10 }, (_, n) => {
      const target = (): unknown => {
        permits.acquire()
        mutex.acquire()
        if (addTo(counts, INSIDE, 1) >= 3) addTo(counts, TOO_MANY, 1)
        mutex.release()
        sleep(2)
        mutex.acquire()
        addTo(counts, INSIDE, -1)
        mutex.release()
        permits.release()
        return [currentThread().ident, currentThread().nativeId]
      }
      const thread = new Thread({ target, name: `<thread ${n}>` })
      assert.equal(thread.ident, undefined)
      assert.equal(thread.nativeId, undefined)
      assert.equal(String(thread), `<Thread(<thread ${n}>, initial)>`)
      thread.start()
      return thread
    })
    for (const thread of threads) {
      assert.deepEqual(thread.result(), [thread.ident, thread.nativeId])
      assert.equal(thread.isAlive(), false)
      assert.ok(thread.ident !== undefined && thread.ident > 0)
      assert.equal(String(thread), `<Thread(${thread.name}, stopped ${thread.ident})>`)
    }
    assert.equal(read(counts, TOO_MANY), 0)
    assert.equal(new Set(threads.map(({ ident }) => ident)).size, 10)
  },

  'threads that run at the same time have different idents and native ids'() {
    const gate = new Lock()
    gate.acquire()
    const wait = (): void => {
      gate.acquire()
      gate.release()
    }
    const bunch = new Bunch(4, () => new Thread({ target: wait }))
    const threads = bunch.threads as Thread[]
    bunch.run(() => {
      until(() => sleepers(gate) === 4, 'four threads wait')
      assert.equal(new Set([getIdent(), ...threads.map(({ ident }) => ident)]).size, 5)
      assert.equal(new Set([getNativeId(), ...threads.map(({ nativeId }) => nativeId)]).size, 5)
      gate.release()
    })
  },

  'test_join_from_multiple_threads: many threads join one, and all return'() {
    for (const count of [2, 7, 12]) {
      const gate = new Lock()
      gate.acquire()
      const joined = makeWords()
      const target = started(() => gate.acquire())
      const bunch = new Bunch(
        count,
        () =>
          new Thread({
            target: () => {
              target.join()
              addTo(joined, 0, target.isAlive() ? 1000 : 1)
            },
          }),
      )
      bunch.run(() => {
        until(() => joiners(target) === count, `${count} threads join`)
        assert.equal(read(joined, 0), 0)
        gate.release()
      })
      assert.equal(read(joined, 0), count)
      assert.equal(joiners(target), 0)
    }
  },

  'test_join_with_timeout: join gives false when the time is up and true after the end'() {
    const gate = new Lock()
    gate.acquire()
    const thread = started(() => gate.acquire())
    assert.equal(thread.join({ timeout: 10 }), false)
    assert.equal(thread.join({ timeout: 0 }), false)
    assert.equal(thread.isAlive(), true)
    assert.equal(joiners(thread), 0)
    gate.release()
    assert.equal(thread.join({ timeout: 10_000 }), true)
    assert.equal(thread.isAlive(), false)
    assert.equal(thread.join({ timeout: 0 }), true)
  },

  async 'test_no_refcycle_through_target: target and arguments are let go when the thread has ended'() {
    const make = (): [Thread, WeakRef<object>, WeakRef<object>] => {
      const target = (): number => 1
      const argument = { big: true }
      const thread = new Thread({ target, args: [argument] as never })
      thread.start()
      thread.join()
      return [thread, new WeakRef(target), new WeakRef(argument)]
    }
    const [thread, target, argument] = make()
    await collectGarbage()
    assert.equal(thread.isAlive(), false)
    assert.equal(argument.deref(), undefined)
    assert.equal(target.deref(), undefined)
  },

  'test_repr_daemon: the text says that a thread is a daemon'() {
    assert.doesNotMatch(String(new Thread({ daemon: false })), /daemon/)
    assert.match(String(new Thread({ daemon: true })), /^<Thread\(Thread-\d+, initial daemon\)>$/)
    const thread = new Thread({ name: 'd' })
    thread.daemon = true
    assert.equal(inspect(thread), '<Thread(d, initial daemon)>')
  },

  'test_daemon_param: a thread is a daemon when it is told so, else as its maker'() {
    assert.equal(new Thread().daemon, currentThread().daemon)
    assert.equal(new Thread({ daemon: false }).daemon, false)
    assert.equal(new Thread({ daemon: true }).daemon, true)
  },

  'test_daemonize_active_thread: daemon can not be set any more after the start'() {
    const thread = started(func)
    const refusal = { name: 'ThreadError', message: 'cannot set daemon status of active thread' }
    assert.throws(() => (thread.daemon = true), refusal)
    thread.join()
    assert.throws(() => (thread.daemon = true), refusal)
    assert.throws(() => (currentThread().daemon = true), refusal)
    assert.equal(thread.daemon, false)
  },

  'test_main_thread: it is called MainThread and is the current one in main only'() {
    assert.equal(mainThread().name, 'MainThread')
    assert.equal(mainThread().daemon, false)
    assert.equal(mainThread().isAlive(), true)
    const seen = started(() => [
      mainThread().name,
      mainThread().ident,
      mainThread() === currentThread(),
      isMainThread(),
    ])
    assert.deepEqual(seen.result(), ['MainThread', mainThread().ident, false, false])
    assert.equal(mainThread() === currentThread(), isMainThread())
    assert.equal(mainThread().ident === getIdent(), isMainThread())
  },

  'test_repr_stopped: stopped appears by itself, without join() or isAlive()'() {
    const thread = started(func)
    assert.match(String(thread), /^<Thread\(Thread-\d+ \(func\), (started|stopped) \d+\)>$/)
    until(() => String(thread).includes('stopped'), 'the text says stopped')
  },

  'test_enumerate_after_join: enumerate() lists a thread from its start to its end, and never after a join'() {
    const gate = new Lock()
    gate.acquire()
    const before = enumerate()
    const thread = new Thread({ target: () => gate.acquire() })
    assert.equal(enumerate().includes(thread), false)
    thread.start()
    assert.equal(enumerate().includes(thread), true)
    assert.equal(activeCount(), before.length + 1)
    assert.equal(enumerate().includes(mainThread()), true)
    assert.equal(enumerate().includes(currentThread()), true)
    gate.release()
    thread.join()
    assert.equal(enumerate().includes(thread), false)
    for (let n = 0; n < 20; n++) {
      const short = started(func)
      short.join()
      assert.equal(enumerate().includes(short), false)
    }
    assert.equal(activeCount(), before.length)
  },
}
