/** Queues whose threads die, whose waits are interrupted, and that nobody has any more. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread } from 'nogil'
import { PriorityQueue, Queue } from 'nogil/queue'
import { collectGarbage } from '../support/garbage.ts'
import { runText } from '../support/program-text.ts'
import { runTypeScript } from '../support/recorded-twin.ts'
import { viewOf } from '../support/waiters.ts'

test('threads that die in a queue leave it to the others', async () => {
  const { code, stdout } = await runTypeScript('test/queue/programs/dies-in-queue.ts')
  const lines = stdout.split('\n').filter((line) => /^(got|put) by/.test(line))
  assert.deepEqual(
    [code, lines],
    [0, ['got by the living: 1', 'got by main: 2', 'put by the living: 4 0 0']],
    stdout,
  )
})

test('an interrupt ends get, put and join of main, and loses nothing', async () => {
  const { code, stdout, stderr } = await runText('interrupted', {
    'main.mjs': `
      import { interruptMain, sleep, Thread } from 'nogil'
      import { Queue } from 'nogil/queue'
      const queue = new Queue(1)
      const interrupted = (wait) => {
        const thread = new Thread({ target: () => { sleep(50); interruptMain() } })
        thread.start()
        try { wait(); return 'nothing' } catch (error) { return error.name } finally { thread.join() }
      }
      console.log(interrupted(() => queue.get()))
      queue.put(1)
      console.log(interrupted(() => queue.put(2)), interrupted(() => queue.join()))
      console.log(queue.qsize(), queue.unfinishedTasks, queue.get())`,
  })
  assert.deepEqual(
    [code, stdout, stderr],
    [0, 'KeyboardInterrupt\nKeyboardInterrupt KeyboardInterrupt\n1 1 1\n', ''],
  )
})

const SHARED = Symbol.for('nogil.shared')
const BUMP_USED_16 = 136

/** Bytes of the arena in use, in 16-byte units. */
function used(): number {
  return Atomics.load(viewOf(BUMP_USED_16), 0)
}

test('a queue that nobody has any more gives back its memory, its items and what these refer to', async () => {
  const lock = new Lock()
  const { address } = (lock as unknown as { [SHARED](): { address: number } })[SHARED]()
  const references = (): number => Atomics.load(viewOf(address + 4), 0)
  const before = references()
  const fill = (): void => {
    for (let n = 0; n < 20; n++) {
      const queue = new Queue<unknown>()
      const sorted = new PriorityQueue<unknown>()
      for (let item = 0; item < 200; item++) {
        queue.put(['x'.repeat(500), item])
        sorted.put([item, 'y'.repeat(300)])
      }
      queue.put(lock)
    }
  }
  fill()
  assert.equal(references(), before + 20)
  const full = used()
  // until a thread starts, main keeps what it has made: it may be a module's
  const starts = new Thread()
  starts.start()
  await starts.joinAsync()
  for (let round = 0; round < 200 && references() !== before; round++) await collectGarbage()
  assert.equal(references(), before)
  for (let round = 0; round < 200 && used() > full / 4; round++) await collectGarbage()
  assert.ok(used() <= full / 4, `${used()} of ${full} units are still in use`)
})

test('an immediate shutdown frees what was in the queue, and what it refers to', () => {
  const lock = new Lock()
  const { address } = (lock as unknown as { [SHARED](): { address: number } })[SHARED]()
  const references = (): number => Atomics.load(viewOf(address + 4), 0)
  const before = references()
  for (const queue of [new Queue<unknown>(), new PriorityQueue<unknown>()]) {
    for (let n = 0; n < 10; n++) queue.put([n, lock])
    assert.equal(references(), before + 10)
    queue.shutdown({ immediate: true })
    assert.equal(references(), before)
  }
})

test('the memory of a burst is given back when the queue is empty', () => {
  const queue = new Queue<number>()
  queue.put(0)
  const before = used()
  for (let n = 0; n < 100_000; n++) queue.put(n)
  assert.ok(used() - before > 100_000)
  for (let n = 0; n <= 100_000; n++) queue.get()
  assert.ok(used() - before < 1000, `${used() - before} units more than before`)
  queue.put(7)
  assert.equal(queue.get(), 7)
})

test('a refused put frees its message', () => {
  const queue = new Queue<string>(1)
  const thread = new Thread({ target: () => queue.put('x'.repeat(100_000), { timeout: 5 }) })
  queue.put('full')
  const text = 'x'.repeat(100_000)
  assert.throws(() => queue.putNowait(text), { name: 'Full' })
  const before = used()
  for (let n = 0; n < 50; n++) assert.throws(() => queue.putNowait(text), { name: 'Full' })
  queue.shutdown()
  for (let n = 0; n < 50; n++) assert.throws(() => queue.put(text), { name: 'ShutDown' })
  assert.ok(used() - before < 2 * 6250)
  thread.start()
  assert.throws(() => thread.result(), { name: 'ShutDown' })
})
