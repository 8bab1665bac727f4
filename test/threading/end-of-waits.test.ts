/** What becomes of waits when their thread ends, and of what is waited for when nobody else holds it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Lock, Thread } from 'nogil'
import { runNode } from '../support/child.ts'
import { awaiters, untilAsync } from '../support/waiters.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('a thread that returns while its promise awaits a lock leaves nobody on the list of the lock', () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({
    target: () => {
      for (let n = 0; n < 3; n++) void lock.acquireAsync()
      void lock.acquireAsync({ timeout: 20 })
    },
  })
  thread.start()
  thread.join()
  assert.equal(awaiters(lock), 0)
  lock.release()
  assert.equal(lock.locked(), false)
})

test('a thread that calls process.exit() while its promise awaits a lock leaves nobody on the list', () => {
  const lock = new Lock()
  lock.acquire()
  const thread = new Thread({
    target: () => {
      void lock.acquireAsync()
      process.exit()
    },
  })
  thread.start()
  thread.join()
  assert.equal(awaiters(lock), 0)
  lock.release()
})

test('the threads after one that ended while it waited are woken as if it had never waited', async () => {
  const lock = new Lock()
  for (let round = 0; round < 20; round++) {
    lock.acquire()
    const leaver = new Thread({ target: () => void lock.acquireAsync({ timeout: 1 }) })
    const stayer = new Thread({
      target: async () => {
        await lock.acquireAsync()
        lock.release()
      },
    })
    leaver.start()
    leaver.join()
    stayer.start()
    await untilAsync(() => awaiters(lock) === 1, 'the thread awaits the lock')
    lock.release()
    assert.equal(await stayer.joinAsync({ timeout: 10_000 }), true)
  }
})

test('a promise keeps the thread or lock it waits for, when the program has dropped it', async () => {
  const gate = new Lock()
  gate.acquire()
  const dropped: WeakRef<object>[] = []
  const ends = (): Promise<boolean> => {
    const thread = new Thread({
      target: () => {
        gate.acquire()
        gate.release()
      },
    })
    thread.start()
    dropped.push(new WeakRef(thread))
    return thread.joinAsync()
  }
  const given = new AbortController()
  const isFree = (): Promise<boolean> => {
    const lock = new Lock()
    lock.acquire()
    dropped.push(new WeakRef(lock))
    return lock.acquireAsync({ signal: given.signal }).catch(() => false)
  }
  const outcomes = Promise.all([ends(), isFree()])
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(setImmediate)
    collectGarbage()
  }
  assert.deepEqual(
    dropped.map((reference) => reference.deref() !== undefined),
    [true, true],
  )
  gate.release()
  given.abort()
  assert.deepEqual(await outcomes, [true, false])
})

test("flags of V8 that Node refuses to repeat to a worker don't keep threads from starting", async () => {
  const program = `
    import { Thread } from 'nogil'
    const thread = new Thread({ target: () => typeof gc })
    thread.start()
    console.log(thread.result())`
  const { code, stdout, stderr } = await runNode(['--expose-gc', '--input-type=module', '-e', program])
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'function\n', stderr: '' })
})

test('a main thread that goes to sleep after a thread has asked for the end of the process wakes to obey', async () => {
  const program = `
    import { _exit, Thread, sleep } from 'nogil'
    const busy = (ms) => { for (const until = performance.now() + ms; performance.now() < until;); }
    const ends = new Thread({ target: () => _exit(3) })
    const stays = new Thread({ target: () => sleep(Infinity) })
    stays.start()
    ends.start()
    busy(50)
    stays.join()`
  const { code, stderr } = await runNode(['--input-type=module', '-e', program])
  assert.deepEqual({ code, stderr }, { code: 3, stderr: '' })
})
