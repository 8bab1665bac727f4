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
    const send = () => {
      // main is asleep by then, and heard of
      sleep(300)
      process.kill(process.pid, 'SIGUSR2')
      process.kill(process.pid, 'SIGHUP')
      sleep(100)
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

/** The beginning of a program that waits for a lock which another thread holds for a while. */
const lockHeldElsewhere = (kind: string): string => `
    import { ${kind}, sleep, Thread } from 'nogil'
    const lock = new ${kind}()
    const hold = (ms) => { lock.acquire(); sleep(ms); lock.release() }
    const holdFor = (ms) => {
      const thread = new Thread({ target: hold, args: [ms] })
      thread.start()
      while (!lock.locked()) sleep(1)
      return thread
    }
    const sendLater = (signal, ms) => new Thread({ target: () => { sleep(ms); process.kill(process.pid, signal) } }).start()
`

for (const [kind, name] of [
  ['Lock', 'test_lock_acquire_interruption'],
  ['RLock', 'test_rlock_acquire_interruption'],
] as const) {
  test(`${name}: a listener that throws ends main's wait for a ${kind}, which stays usable`, async () => {
    await assertSays(
      name,
      `${lockHeldElsewhere(kind)}
      process.on('SIGUSR2', () => { throw new RangeError('interrupted') })
      const holder = holdFor(400)
      sendLater('SIGUSR2', 100)
      const began = performance.now()
      try {
        lock.acquire({ timeout: 5000 })
      } catch (error) {
        console.log(String(error), performance.now() - began < 300)
      }
      holder.join()
      console.log(lock.locked(), lock.acquire({ timeout: 0 }))
    `,
      'RangeError: interrupted true',
      'false true',
    )
  })
}

for (const [kind, name] of [
  ['Lock', 'test_lock_acquire_retries_on_intr'],
  ['RLock', 'test_rlock_acquire_retries_on_intr'],
] as const) {
  test(`${name}: when the listener returns main goes on waiting for the ${kind}, and gets it`, async () => {
    await assertSays(
      name,
      `${lockHeldElsewhere(kind)}
      let heard = 0
      process.on('SIGUSR2', () => { heard += 1 })
      const holder = holdFor(300)
      sendLater('SIGUSR2', 100)
      console.log(lock.acquire(), heard)
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
    const thread = new Thread({ target: () => { interruptMain(); gate.acquire() } })
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
