/**
 * CPython's thread tests that need a process of their own: ThreadJoinOnShutdown, ThreadingExceptionTests, ExceptHookTests
 * and the ThreadTests about exit and foreign threads. Its names stand in the titles.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Ran } from '../support/child.ts'
import { runText } from '../support/program-text.ts'

/** A program that ended well, and said nothing on stderr. */
function assertQuiet(ran: Ran, ...lines: string[]): void {
  assert.deepEqual(
    { stdout: ran.stdout.trimEnd().split('\n'), stderr: ran.stderr, code: ran.code },
    {
      stdout: lines,
      stderr: '',
      code: 0,
    },
  )
}

test('test_1_join_on_shutdown: a thread that joins main goes on when main has ended', async () => {
  const ran = await runText(
    'join-on-shutdown',
    `
    import { Lock, mainThread, Thread } from 'nogil'
    function joinMain() {
      mainThread().join()
      console.log('end of thread')
    }
    new Thread({ target: joinMain }).start()
    console.log('end of main')
  `,
  )
  assertQuiet(ran, 'end of main', 'end of thread')
})

test('test_thread_from_thread: a thread started by a thread after the end of main is waited for', async () => {
  const ran = await runText(
    'thread-from-thread',
    `
    import { mainThread, Thread } from 'nogil'
    function child() { console.log('child of', this === undefined, mainThread().isAlive()) }
    function parent() {
      mainThread().join()
      new Thread({ target: child }).start()
      console.log('end of parent')
    }
    new Thread({ target: parent }).start()
    console.log('end of main')
  `,
  )
  assert.equal(ran.code, 0)
  assert.equal(ran.stderr, '')
  const [first, ...rest] = ran.stdout.trimEnd().split('\n')
  assert.equal(first, 'end of main')
  assert.deepEqual(rest.sort(), ['child of true false', 'end of parent'])
})

test('test_4_daemon_threads: daemon threads that run or wait for ever do not keep the program', async () => {
  const ran = await runText(
    'daemons',
    `
    import { Lock, sleep, Thread } from 'nogil'
    const lock = new Lock()
    lock.acquire()
    const forever = [() => sleep(Infinity), () => lock.acquire(), () => { for (;;); }, () => new Promise(() => setInterval(() => {}, 1000))]
    for (const target of forever) new Thread({ target, daemon: true }).start()
    console.log('end of main')
  `,
  )
  assertQuiet(ran, 'end of main')
})

test('test_main_thread_during_shutdown: main is alone and itself in an exit handler', async () => {
  const ran = await runText(
    'during-shutdown',
    `
    import { currentThread, enumerate, mainThread, Thread } from 'nogil'
    process.on('exit', () => {
      console.log(currentThread() === mainThread(), enumerate().length, enumerate()[0] === mainThread())
    })
    new Thread({ target: () => {} }).start()
  `,
  )
  assertQuiet(ran, 'true 1 true')
})

test('test_join_finished_daemon_thread_in_finalization: an exit handler may join a daemon that has ended', async () => {
  const ran = await runText(
    'join-in-exit',
    `
    import { Thread } from 'nogil'
    const thread = new Thread({ target: () => 5, daemon: true })
    process.on('exit', () => console.log(thread.join(), thread.result()))
    thread.start()
    thread.join()
  `,
  )
  assertQuiet(ran, 'true 5')
})

test('test_finalization_shutdown: the exit waits for a thread and for its exit handlers', async () => {
  const ran = await runText(
    'thread-exit-handlers',
    `
    import { mainThread, Thread } from 'nogil'
    new Thread({ target() {
      mainThread().join()
      process.on('exit', () => console.log('exit handler of the thread'))
      console.log('end of thread')
      process.exit()
    } }).start()
    process.on('exit', () => console.log('exit handler of main'))
    console.log('end of main')
  `,
  )
  assertQuiet(ran, 'end of main', 'end of thread', 'exit handler of the thread', 'exit handler of main')
})

test('test_import_from_another_thread: a worker that is the first to load the library starts threads', async () => {
  const ran = await runText('import-elsewhere', {
    'main.mjs': `
      import { Worker } from 'node:worker_threads'
      new Worker(new URL('./worker.mjs', import.meta.url)).on('exit', (code) => console.log('exit', code))
    `,
    'worker.mjs': `
      import { currentThread, Thread } from 'nogil'
      const thread = new Thread({ target: (n) => n + 1, args: [41] })
      thread.start()
      console.log(thread.result(), typeof currentThread().ident)
    `,
  })
  assertQuiet(ran, '42 number', 'exit 0')
})

test('test_ident_of_no_threading_threads, test_foreign_thread, test_thread_leak: foreign workers are daemon dummies while they live', async () => {
  const ran = await runText('foreign', {
    'main.mjs': `
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      import { currentThread, enumerate, Lock, Thread } from 'nogil'
      const idents = new Set([currentThread().ident])
      // the one who starts the first thread owns the workers behind all threads
      const own = new Thread()
      own.start()
      own.join()
      for (let n = 0; n < 4; n++) {
        const worker = new Worker(new URL('./worker.mjs', import.meta.url))
        const ended = once(worker, 'exit')
        const [seen] = await once(worker, 'message')
        idents.add(seen.ident)
        console.log(seen.name, seen.daemon, seen.locked, seen.result)
        await ended
      }
      console.log(idents.size, enumerate().map((thread) => thread.name).join())
    `,
    'worker.mjs': `
      import { parentPort } from 'node:worker_threads'
      import { currentThread, Lock, Thread } from 'nogil'
      const lock = new Lock()
      lock.acquire()
      const { name, ident, daemon } = currentThread()
      const thread = new Thread({ target: () => lock.locked() })
      thread.start()
      parentPort.postMessage({ name, ident, daemon, locked: lock.locked(), result: thread.result() })
    `,
  })
  const lines = [1, 2, 3, 4].map((n) => `Dummy-${n} true true true`)
  assertQuiet(ran, ...lines, '5 MainThread')
})

test('test_print_exception, test_excepthook, test_unraisable_exception: an error in a thread is printed once and changes nothing else', async () => {
  const ran = await runText(
    'print-exception',
    `
    import { Thread } from 'nogil'
    const thread = new Thread({ target: function run() { throw new RangeError('run failed') }, name: 'excepthook thread' })
    thread.start()
    console.log(thread.join(), thread.isAlive())
  `,
  )
  assert.deepEqual([ran.stdout, ran.code], ['true false\n', 0])
  assert.match(
    ran.stderr,
    /^Exception in thread excepthook thread:\nRangeError: run failed\n {4}at run \(.*main\.mjs:3:64\)\n/,
  )
  assert.equal(ran.stderr.match(/run failed/g)?.length, 1)
})

test('test_system_exit: exit() and process.exit() end a thread silently', async () => {
  const ran = await runText(
    'system-exit',
    `
    import { exit, Thread } from 'nogil'
    for (const target of [() => exit(1), () => process.exit(2)]) {
      const thread = new Thread({ target })
      thread.start()
      thread.join()
      try {
        thread.result()
      } catch (error) {
        console.log(error.name, error.exitCode)
      }
    }
  `,
  )
  assertQuiet(ran, 'ThreadExit 1', 'ThreadExit 2')
})

test('test_custom_excepthook: the hook gets class, value, stack and thread, once, in the thread', async () => {
  const ran = await runText(
    'custom-hook',
    `
    import { currentThread, setExcepthook, Thread } from 'nogil'
    setExcepthook(({ excType, excValue, excTraceback, thread }) => {
      console.log(excType.name, String(excValue), excTraceback.includes('main.mjs'), String(thread) === String(currentThread()), thread.name)
    })
    const thread = new Thread({ target: () => { throw new TypeError('threading_hook') }, name: 'hooked' })
    thread.start()
    thread.join()
  `,
  )
  assertQuiet(ran, 'TypeError TypeError: threading_hook true true hooked')
})

test('test_custom_excepthook_fail: an error of the hook is printed, and the first error too', async () => {
  const ran = await runText(
    'failing-hook',
    `
    import { setExcepthook, Thread } from 'nogil'
    setExcepthook(() => { throw new Error('threading_hook failed') })
    const thread = new Thread({ target: () => { throw new Error('first') } })
    thread.start()
    console.log(thread.join())
  `,
  )
  assert.deepEqual([ran.stdout, ran.code], ['true\n', 0])
  assert.match(ran.stderr, /^Exception in threading\.excepthook:\nError: threading_hook failed\n/)
  assert.match(ran.stderr, /\nError: first\n/)
})

test('test_original_excepthook: null restores the built-in hook', async () => {
  const ran = await runText(
    'original-hook',
    `
    import { getExcepthook, setExcepthook, Thread } from 'nogil'
    const fail = () => { const thread = new Thread({ target: () => { throw new Error('failed') } }); thread.start(); thread.join() }
    const before = getExcepthook()
    setExcepthook(() => console.log('custom'))
    fail()
    setExcepthook(before)
    fail()
    console.log(before === null)
  `,
  )
  assert.deepEqual([ran.stdout, ran.code], ['custom\ntrue\n', 0])
  assert.match(ran.stderr, /^Exception in thread Thread-2 \(target\):\nError: failed\n/)
})

test('test_excepthook_thread_None: the hook can be called without a thread', async () => {
  const ran = await runText(
    'hook-without-thread',
    `
    import { excepthook } from 'nogil'
    const error = new RangeError('bug')
    excepthook({ excType: RangeError, excValue: error, excTraceback: error.stack, thread: undefined })
  `,
  )
  assert.deepEqual([ran.stdout, ran.code], ['', 0])
  assert.match(ran.stderr, /^Exception in thread \S+:\nRangeError: bug\n/)
})
