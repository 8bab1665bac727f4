/** Shared objects come free when no thread has a handle of them and no message carries one. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { CaptureError, Lock, Thread } from 'nogil'
import { collectGarbage } from '../support/garbage.ts'
import { untilAsync, viewOf } from '../support/waiters.ts'

const SHARED = Symbol.for('nogil.shared')
const O_REFS = 4

/** The count of references, read without keeping the lock: asking for the address adds one, taken back at once. */
function watchReferences(lock: Lock): () => number {
  const { address } = (lock as unknown as { [SHARED](): { address: number } })[SHARED]()
  Atomics.sub(viewOf(address + O_REFS), 0, 1)
  return () => Atomics.load(viewOf(address + O_REFS), 0)
}

async function untilCollected(references: () => number, expected: number, what: string): Promise<void> {
  for (let round = 0; round < 200 && references() !== expected; round++) await collectGarbage()
  assert.equal(references(), expected, what)
}

test('a lock that crossed as an argument, by capture and as a result is this thread’s alone again, and then nobody’s', async () => {
  const references = await (async () => {
    const lock = new Lock()
    const count = watchReferences(lock)
    const captures = new Thread({ target: () => lock.locked() })
    const returns = new Thread({ target: (given: Lock) => given, args: [lock] })
    for (const thread of [captures, returns]) thread.start()
    assert.equal(captures.result(), false)
    assert.equal(returns.result(), lock)
    assert.ok(count() > 1)
    return count
  })()
  // the carriers let go of theirs in the turn after the next thread, which may have to be given to them
  for (let round = 0; round < 50 && references() > 0; round++) {
    const threads = Array.from({ length: 3 }, () => new Thread({ target: collectGarbage }))
    for (const thread of threads) thread.start()
    for (const thread of threads) await thread.joinAsync()
    await collectGarbage()
  }
  assert.equal(references(), 0)
})

test('a message that is refused gives the references back that were written before', async () => {
  const lock = new Lock()
  const references = watchReferences(lock)
  assert.equal(references(), 1)
  const thread = new Thread({
    target: (...given: unknown[]) => given.length,
    args: [lock, [lock, { lock }], new WeakMap()],
  })
  assert.throws(() => thread.start(), CaptureError)
  assert.equal(references(), 1)
  await untilCollected(references, 1, 'the handle’s own is left')
  assert.equal(lock.locked(), false)
})

test('a message holds its objects while their sender has dropped them', async () => {
  const gate = new Lock()
  gate.acquire()
  const receiver = ((): Thread<[Lock], boolean> => {
    const lock = new Lock()
    lock.acquire()
    const thread = new Thread({
      target: (given: Lock) => {
        gate.acquire()
        gate.release()
        return given.locked()
      },
      args: [lock],
    })
    thread.start()
    return thread
  })()
  for (let round = 0; round < 3; round++) await collectGarbage()
  gate.release()
  await untilAsync(() => !receiver.isAlive(), 'the thread ends')
  assert.equal(receiver.result(), true)
})
