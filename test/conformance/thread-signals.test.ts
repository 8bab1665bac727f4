/**
 * CPython's tests of signals and threads, Lib/test/test_threadsignals.py and InterruptMainTests of test_threading.py, each in
 * a process of its own. A handler is a listener of `process.on()` in main, which is called inside main's wait.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { runText } from '../support/program-text.ts'
import { allowMs } from '../support/watchdog.ts'

/** Runs the program; it must end well and say these lines on stdout, nothing on stderr. */
async function assertSays(name: string, program: string, ...lines: string[]): Promise<void> {
  allowMs(30_000)
  const { stdout, stderr, code, signal } = await runText(name, program)
  assert.deepEqual(
    { lines: stdout.trimEnd().split('\n'), stderr, code, signal },
    { lines, stderr: '', code: 0, signal: null },
  )
}

test('test_signals: signals that a thread sends are heard once each, in main, while it waits', async () => {
  await assertSays(
    'signals-heard',
    `
    import { isMainThread, sleep, Thread } from 'nogil'
    const heard = []
    for (const name of ['SIGUSR2', 'SIGHUP']) process.on(name, () => heard.push(name, isMainThread()))
    // until a first thread has run for a while there may be nobody who hears of signals while main is blocked
    const first = new Thread({ target: () => sleep(500) })
    first.start()
    first.join()
    const send = () => {
      sleep(100)
      process.kill(process.pid, 'SIGUSR2')
      process.kill(process.pid, 'SIGHUP')
      sleep(200)
    }
    const thread = new Thread({ target: send })
    thread.start()
    thread.join()
    console.log(heard.toSorted().join())
    // nor do they come again in the event loop
    setTimeout(() => console.log(heard.length), 20)
  `,
    'SIGHUP,SIGUSR2,true,true',
    '4',
  )
})

/**
 * The beginning of a program in which another thread holds `lock`, sends signals every 50 ms, and releases the lock when
 * the listener has told it that it was called: so a signal that comes before anybody listens costs nothing.
 */
const heldElsewhere = (kind: string): string => `
    import { ${kind}, sleep, Thread } from 'nogil'
    const lock = new ${kind}()
    const heard = new Int32Array(new SharedArrayBuffer(4))
    const hold = () => {
      lock.acquire()
      while (Atomics.load(heard, 0) === 0) {
        process.kill(process.pid, 'SIGUSR2')
        sleep(50)
      }
      lock.release()
    }
    const holder = new Thread({ target: hold })
    const listen = (listener) => process.on('SIGUSR2', () => {
      if (Atomics.exchange(heard, 0, 1) === 0) listener()
    })
    const block = () => {
      holder.start()
      while (!lock.locked()) sleep(1)
      return lock.acquire({ timeout: 15_000 })
    }
`

const INTERRUPTED = {
  "test_lock_acquire_interruption: a listener that throws ends main's wait for a Lock, which stays usable":
    'Lock',
  "test_rlock_acquire_interruption: a listener that throws ends main's wait for an RLock, which stays usable":
    'RLock',
}

for (const [title, kind] of Object.entries(INTERRUPTED)) {
  test(title, async () => {
    await assertSays(
      `interrupted-${kind}`,
      `${heldElsewhere(kind)}
      listen(() => { throw new RangeError('interrupted') })
      try {
        block()
      } catch (error) {
        console.log(String(error))
      }
      holder.join()
      console.log(lock.locked(), lock.acquire({ timeout: 0 }))
    `,
      'RangeError: interrupted',
      'false true',
    )
  })
}

const RETRIED = {
  'test_lock_acquire_retries_on_intr: when the listener returns main goes on waiting for the Lock, and gets it':
    'Lock',
  'test_rlock_acquire_retries_on_intr: when the listener returns main goes on waiting for the RLock, and gets it':
    'RLock',
}

for (const [title, kind] of Object.entries(RETRIED)) {
  test(title, async () => {
    await assertSays(
      `retried-${kind}`,
      `${heldElsewhere(kind)}
      let calls = 0
      listen(() => { calls += 1 })
      console.log(block(), calls)
      holder.join()
    `,
      'true 1',
    )
  })
}

test('test_interrupted_timed_acquire: forty signals do not stretch a wait of half a second', async () => {
  await assertSays(
    'interrupted-timed-acquire',
    `
    import { Lock, sleep, Thread } from 'nogil'
    let heard = 0
    process.on('SIGUSR2', () => { heard += 1 })
    const lock = new Lock()
    lock.acquire()
    const send = () => {
      for (let n = 0; n < 40; n++) {
        sleep(20)
        process.kill(process.pid, 'SIGUSR2')
      }
    }
    const first = new Thread({ target: () => sleep(500) })
    first.start()
    first.join()
    const sender = new Thread({ target: send })
    sender.start()
    const began = performance.now()
    const got = lock.acquire({ timeout: 500 })
    const waited = performance.now() - began
    sender.join()
    console.log(got, waited > 300 && waited < 2000, heard > 0)
  `,
    'false true true',
  )
})

test('test_interrupt_main_subthread: a thread interrupts main, whose join throws; the next join works', async () => {
  await assertSays(
    'interrupt-subthread',
    `
    import { interruptMain, Lock, Thread } from 'nogil'
    const gate = new Lock()
    gate.acquire()
    // with a timeout, or main and the thread would wait for each other until somebody interrupts
    const thread = new Thread({ target: () => { interruptMain(); gate.acquire({ timeout: 10_000 }) } })
    try {
      thread.start()
      thread.join()
    } catch (error) {
      console.log(error.name, thread.isAlive())
    }
    gate.release()
    console.log(thread.join(), thread.isAlive())
  `,
    'KeyboardInterrupt true',
    'true false',
  )
})

test('test_interrupt_main_mainthread: main that interrupts itself gets the error at once', async () => {
  await assertSays(
    'interrupt-itself',
    `
    import { interruptMain } from 'nogil'
    try {
      interruptMain()
    } catch (error) {
      console.log(error.name)
    }
  `,
    'KeyboardInterrupt',
  )
})

test('test_interrupt_main_with_signal_handler: listeners of the signal are called, and may throw', async () => {
  await assertSays(
    'interrupt-listener',
    `
    import { interruptMain } from 'nogil'
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => { throw new RangeError(signal) })
      try {
        interruptMain(signal)
      } catch (error) {
        console.log(String(error))
      }
    }
  `,
    'RangeError: SIGINT',
    'RangeError: SIGTERM',
  )
})

test('test_interrupt_main_noerror: a listener that does nothing makes the interrupt nothing', async () => {
  await assertSays(
    'interrupt-ignored',
    `
    import { interruptMain } from 'nogil'
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => {})
      interruptMain(signal)
    }
    console.log('goes on')
  `,
    'goes on',
  )
})

test('test_interrupt_main_invalid_signal: a signal that the system does not have is refused', async () => {
  await assertSays(
    'interrupt-invalid',
    `
    import { interruptMain } from 'nogil'
    for (const signal of [-1, 65, 1_000_000, 'SIGNOTHING', '']) {
      try {
        interruptMain(signal)
        console.log('accepted', signal)
      } catch (error) {
        if (!(error instanceof RangeError)) console.log(error)
      }
    }
    console.log('all refused')
  `,
    'all refused',
  )
})
