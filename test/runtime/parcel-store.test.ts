/** The store of parcels against notes that overtake each other, as those of different threads may. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { loadCore, openArena } from '../core/shared-words.ts'

const BUILT = new URL('../../../dist/', import.meta.url)
const load = (path: string): Promise<unknown> => import(new URL(path, BUILT).href)
const core = await loadCore()
const { atomics } = core
const { memory } = openArena(core, 'wasm')
const { forgetReader, takeNote } = (await load(
  'runtime/parcel-store.js',
)) as typeof import('../../dist/runtime/parcel-store.js')
const { takeParcel } = (await load('runtime/parcels.js')) as typeof import('../../dist/runtime/parcels.js')
const { connectParcels } = (await load(
  'runtime/parcel-line.js',
)) as typeof import('../../dist/runtime/parcel-line.js')

const WORD = core.arena.allocateZeroed(4)

/** A reader's line: what the store has answered there so far. */
function reader(): { line: MessageChannel['port1']; replies: () => unknown[] } {
  const { port1, port2 } = new MessageChannel()
  const replies = (): unknown[] => {
    const got: unknown[] = []
    for (let next = receiveMessageOnPort(port2); next !== undefined; next = receiveMessageOnPort(port2))
      got.push((next.message as { attachments: unknown }).attachments)
    return got
  }
  return { line: port1, replies }
}

test('a want that comes before its parcel is answered when that comes, and the word rises with each reply', () => {
  const { line, replies } = reader()
  atomics.store(WORD, 5)
  takeNote({ want: 1, word: WORD }, line)
  assert.deepEqual([replies(), atomics.load(WORD)], [[], 5])
  takeNote({ parcel: 1, attachments: ['a'] })
  assert.deepEqual([replies(), atomics.load(WORD)], [[['a']], 6])
  takeNote({ want: 1, word: WORD }, line)
  assert.deepEqual([replies(), atomics.load(WORD)], [[['a']], 7])
})

test('a parcel stays for every reader, and is gone when its message is freed', () => {
  const readers = [reader(), reader()]
  takeNote({ parcel: 2, attachments: ['b'] })
  for (const { line } of readers) takeNote({ want: 2, word: WORD }, line)
  for (const { replies } of readers) assert.deepEqual(replies(), [['b']])
  takeNote({ drop: 2 })
  const late = reader()
  takeNote({ want: 2, word: WORD }, late.line)
  assert.deepEqual(late.replies(), [])
})

test('a port that nobody has taken is closed when its message is freed, also if that is heard first', async () => {
  for (const dropFirst of [false, true]) {
    const { port1, port2 } = new MessageChannel()
    const closed = once(port1, 'close')
    port1.ref()
    if (dropFirst) takeNote({ drop: 3 })
    takeNote({ parcel: 3, attachments: [port2] })
    if (!dropFirst) takeNote({ drop: 3 })
    await closed
  }
})

test('a port goes to the first reader; the next is refused', () => {
  const [first, second] = [reader(), reader()]
  const { port1, port2 } = new MessageChannel()
  takeNote({ want: 4, word: WORD }, first.line)
  takeNote({ want: 4, word: WORD }, second.line)
  takeNote({ parcel: 4, attachments: [port2] })
  assert.equal((first.replies()[0] as unknown[]).length, 1)
  assert.deepEqual(second.replies(), [undefined])
  port1.close()
})

test('a reader that has died is not answered, so its port stays for the next', () => {
  const [dead, alive] = [reader(), reader()]
  const ofDead = core.arena.allocateZeroed(4)
  const { port1, port2 } = new MessageChannel()
  takeNote({ want: 5, word: ofDead }, dead.line)
  forgetReader(dead.line)
  takeNote({ parcel: 5, attachments: [port2] })
  takeNote({ want: 5, word: WORD }, alive.line)
  assert.deepEqual(dead.replies(), [])
  assert.equal(alive.replies().length, 1)
  port1.close()
})

/** Answers one want, after it has answered another that was never asked. */
const HASTY_SUPERVISOR = `
  const { workerData: { port, memory } } = require('node:worker_threads')
  port.once('message', ({ want, word }) => {
    for (const parcel of [want + 1, want]) port.postMessage({ word, parcel, attachments: [parcel], refusal: '' })
    const words = new Int32Array(memory.buffer)
    Atomics.add(words, word / 4, 1)
    Atomics.notify(words, word / 4)
  })`

test('a reply to another want than the one that is waited for is kept until it is asked for', async () => {
  const { port1, port2 } = new MessageChannel()
  connectParcels(port2)
  const supervisor = new Worker(HASTY_SUPERVISOR, {
    eval: true,
    workerData: { port: port1, memory },
    transferList: [port1],
  })
  assert.deepEqual(takeParcel(7), [7])
  assert.deepEqual(takeParcel(8), [8])
  await once(supervisor, 'exit')
})
