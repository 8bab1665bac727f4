/**
 * CPython's thread tests about the end of the interpreter (ThreadTests, SubinterpThreadingTests), each in a
 * process of its own. What CPython does in destructors while it shuts down, exit handlers do here.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'

/** Runs the program; it must end well and say these lines on stdout, nothing on stderr. */
async function assertSays(name: string, program: string, ...lines: string[]): Promise<void> {
  const { stdout, stderr, code } = await runText(name, program)
  assert.deepEqual({ lines: stdout.trimEnd().split('\n'), stderr, code }, { lines, stderr: '', code: 0 })
}

test('test_join_nondaemon_on_shutdown: exit() in main waits for threads, and nothing is torn down before', async () => {
  await assertSays(
    'nondaemon-on-shutdown',
    `
    import { exit, mainThread, sleep, Thread } from 'nogil'
    function child() {
      mainThread().join()
      sleep(50)
      console.log('woke up', typeof sleep)
    }
    new Thread({ target: child }).start()
    exit()
  `,
    'woke up function',
  )
})

test('test_start_new_thread_at_finalization: an exit handler starts a thread and joins it', async () => {
  await assertSays(
    'start-at-finalization',
    `
    import { Thread } from 'nogil'
    process.on('exit', () => {
      const thread = new Thread({ target: () => 'ran' })
      thread.start()
      console.log(thread.result())
    })
    console.log('end of main')
  `,
    'end of main',
    'ran',
  )
})

const WITH_DAEMON = `
    import { Lock, sleep, Thread } from 'nogil'
    const held = new Lock()
    const started = new Lock()
    started.acquire()
    function run() {
      held.acquire()
      started.release()
      sleep(Infinity)
    }
    const daemon = new Thread({ target: run, daemon: true })
    daemon.start()
    started.acquire()
`

test('test_join_daemon_thread_in_finalization: a join of a running daemon gives up when its time is up', async () => {
  await assertSays(
    'join-daemon',
    `${WITH_DAEMON}
    process.on('exit', () => console.log(daemon.isAlive(), daemon.join({ timeout: 20 }), daemon.isAlive()))
  `,
    'true false true',
  )
})

test("test_acquire_daemon_thread_lock_in_finalization: so does a wait for a daemon's lock; a free one is taken", async () => {
  await assertSays(
    'lock-of-daemon',
    `${WITH_DAEMON}
    const free = new Lock()
    process.on('exit', () => console.log(held.acquire({ timeout: 20 }), free.acquire(), daemon.isAlive()))
  `,
    'false true true',
  )
})

test("test_threads_join_2: the end waits for the exit handlers of a thread's thread", async () => {
  await assertSays(
    'threads-join-2',
    `
    import { mainThread, sleep, Thread } from 'nogil'
    function inner() {
      process.on('exit', () => {
        sleep(50)
        console.log('inner is gone')
      })
      mainThread().join()
      process.exit()
    }
    function outer() {
      new Thread({ target: inner }).start()
    }
    process.on('exit', () => console.log('main is gone'))
    const thread = new Thread({ target: outer })
    thread.start()
    thread.join()
    console.log('outer is gone')
  `,
    'outer is gone',
    'inner is gone',
    'main is gone',
  )
})

test('test_threads_join_with_no_main: what is registered for the end of main runs before threads are waited for', async () => {
  await assertSays(
    'join-after-atexit',
    `
    import { Lock, registerAtexit, Thread } from 'nogil'
    const ended = new Lock()
    ended.acquire()
    const thread = new Thread({ target: () => { ended.acquire(); console.log('thread is told, and ends') } })
    thread.start()
    registerAtexit(() => {
      console.log('main has ended')
      ended.release()
      thread.join()
    })
  `,
    'main has ended',
    'thread is told, and ends',
  )
})
