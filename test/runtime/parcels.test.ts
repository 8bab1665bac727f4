/**
 * What only postMessage can carry, through real threads: it arrives, it is shared or moved, and main may be blocked all
 * the time (no test here returns to its event loop unless it says so).
 */
import assert from 'node:assert/strict'
import { createSecretKey, type KeyObject } from 'node:crypto'
import test from 'node:test'
import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { type CaptureError, Thread } from 'nogil'

const LIMIT = { timeout: 20_000 }

function words(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}

function run<A extends unknown[], R>(target: (...args: A) => R, ...args: A): Awaited<R> {
  const thread = new Thread({ target, args })
  thread.start()
  return thread.result(LIMIT)
}

function refusal(action: () => unknown): CaptureError {
  try {
    action()
  } catch (error) {
    return error as CaptureError
  }
  throw new Error('expected a refusal')
}

test('a SharedArrayBuffer as argument is the same memory in the thread', () => {
  const memory = new SharedArrayBuffer(8)
  run((shared: SharedArrayBuffer) => {
    new Int32Array(shared)[1] = 42
  }, memory)
  assert.equal(new Int32Array(memory)[1], 42)
})

test('a view of shared memory as argument keeps its place, and is shared', () => {
  const view = words(4).subarray(1, 3)
  const told = run((shared: Int32Array) => {
    shared[0] = 7
    return [shared.length, shared.byteOffset, shared.buffer.byteLength]
  }, view)
  assert.deepEqual(told, [2, 4, 16])
  assert.equal(view[0], 7)
})

test('captured shared memory is the same memory in each thread', () => {
  const counts = words(2)
  const target = (): void => {
    Atomics.add(counts, 0, 1)
  }
  for (let n = 0; n < 5; n++) run(target)
  assert.equal(counts[0], 5)
})

test('shared memory deep in an argument arrives once for all its views', () => {
  const a = words(2)
  const same = run(
    (of: { list: { words: Int32Array; memory: unknown; view: Uint8Array }[] }) => {
      const [first] = of.list
      if (first === undefined) return false
      first.words[1] = 9
      return first.words.buffer === first.memory && first.view.buffer === first.memory
    },
    { list: [{ words: a, memory: a.buffer, view: new Uint8Array(a.buffer, 4) }] },
  )
  assert.equal(same, true)
  assert.equal(a[1], 9)
})

test('shared memory that a thread returns, or throws in a field of an error, is the memory that it wrote to', () => {
  const made = run(() => {
    const own = new Int32Array(new SharedArrayBuffer(8))
    own[1] = 3
    return { own }
  })
  assert.equal(made.own[1], 3)
  assert.ok(made.own.buffer instanceof SharedArrayBuffer)
  const error = refusal(() =>
    run(() => {
      const own = new Int32Array(new SharedArrayBuffer(4))
      own[0] = 5
      throw Object.assign(new Error('with memory'), { own })
    }),
  ) as unknown as { message: string; own: Int32Array }
  assert.equal(error.message, 'with memory')
  assert.equal(error.own[0], 5)
})

test('both sides see the writes of the other while both run', () => {
  const turn = words(1)
  const thread = new Thread({
    target: (shared: Int32Array) => {
      for (let n = 0; n < 100; n += 2) {
        while (Atomics.load(shared, 0) !== n) Atomics.wait(shared, 0, Atomics.load(shared, 0), 5)
        Atomics.store(shared, 0, n + 1)
        Atomics.notify(shared, 0)
      }
    },
    args: [turn],
  })
  thread.start()
  for (let n = 1; n < 100; n += 2) {
    while (Atomics.load(turn, 0) !== n) Atomics.wait(turn, 0, Atomics.load(turn, 0), 5)
    Atomics.store(turn, 0, n + 1)
    Atomics.notify(turn, 0)
  }
  assert.equal(thread.join(LIMIT), true)
  assert.equal(turn[0], 100)
})

test('a thread hands shared memory on to threads that it starts, and gives back what they give back', () => {
  const sum = words(1)
  const back = run((shared: Int32Array<SharedArrayBuffer>) => {
    const inner = Array.from({ length: 3 }, (_, index) => {
      const thread = new Thread({
        target: (part: Int32Array<SharedArrayBuffer>, n: number) => {
          Atomics.add(part, 0, n)
          return part
        },
        args: [shared, index + 1],
      })
      thread.start()
      return thread
    })
    return inner.map((thread) => thread.result({ timeout: 20_000 }))[2]
  }, sum)
  assert.equal(sum[0], 6)
  Atomics.add(sum, 0, 1)
  assert.equal(back?.[0], 7)
})

test('many threads at once get each its own parcel', () => {
  const total = words(1)
  const threads = Array.from({ length: 24 }, (_, index) => {
    const own = words(1)
    own[0] = index
    return new Thread({
      target: (mine: Int32Array, all: Int32Array) => {
        Atomics.add(all, 0, 1)
        return { mine, index: mine[0] }
      },
      args: [own, total],
    })
  })
  for (const thread of threads) thread.start()
  for (const [index, thread] of threads.entries()) {
    const { mine, index: seen } = thread.result(LIMIT) as { mine: Int32Array; index: number }
    assert.equal(seen, index)
    assert.equal(mine[0], index)
  }
  assert.equal(total[0], 24)
})

test('the result of a thread is read by several threads: each gets the same memory', () => {
  const maker = new Thread({ target: () => new Int32Array(new SharedArrayBuffer(4)) })
  maker.start()
  maker.join(LIMIT)
  const readers = [1, 2, 3].map((n) => {
    const reader = new Thread({
      target: (of: typeof maker, add: number) => void Atomics.add(of.result() as Int32Array, 0, add),
      args: [maker, n],
    })
    reader.start()
    return reader
  })
  for (const reader of readers) reader.result(LIMIT)
  assert.equal((maker.result(LIMIT) as Int32Array)[0], 6)
})

test('compiled WebAssembly and its shared memory cross', () => {
  // (module (func (export "f") (result i32) i32.const 42))
  const bytes = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1,
  ]
  const compiled = new wasm.Module(new Uint8Array([...bytes, 4, 0, 65, 42, 11]))
  const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true })
  const told = run(
    (code: object, shared: { buffer: SharedArrayBuffer }) => {
      new Int32Array(shared.buffer)[3] = 8
      const { Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
      return new Instance(code).exports.f()
    },
    compiled,
    memory,
  )
  assert.equal(told, 42)
  assert.equal(new Int32Array(memory.buffer)[3], 8)
})

interface Wasm {
  Module: new (bytes: Uint8Array) => object
  Memory: new (limits: object) => { buffer: SharedArrayBuffer }
  Instance: new (code: object) => { exports: { f(): number } }
}
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly

test('a KeyObject crosses both ways', () => {
  const key = createSecretKey(Buffer.from('0123456789abcdef'))
  const { size, back } = run((given: KeyObject) => ({ size: given.symmetricKeySize, back: given }), key)
  assert.equal(size, 16)
  assert.deepEqual(back.export(), key.export())
})

test('a Blob crosses, and is read with await', async () => {
  const thread = new Thread({
    target: async (blob: Blob) => `${await blob.text()}!`,
    args: [new Blob(['hello'])],
  })
  thread.start()
  assert.equal(await thread.resultAsync(LIMIT), 'hello!')
})

test('a MessagePort moves to the thread: messages go both ways, with await', async () => {
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise((resolve) => port1.once('message', resolve))
  const thread = new Thread({
    target: async (port: MessagePort) => {
      const question = await new Promise<string>((resolve) => port.once('message', resolve))
      port.postMessage(`${question} - yes`)
      port.close()
    },
    args: [port2],
  })
  thread.start()
  port1.postMessage('there?')
  assert.equal(await answer, 'there? - yes')
  await thread.resultAsync(LIMIT)
  port1.close()
})

test('a port that has moved is refused when it is sent again, by its path', () => {
  const { port1, port2 } = new MessageChannel()
  const target = (of: { port: MessagePort }): void => of.port.close()
  run(target, { port: port2 })
  const error = refusal(() => run(target, { port: port2 }))
  assert.equal(error.name, 'CaptureError')
  assert.equal(error.path, 'argument 0 -> .port')
  port1.close()
})

test('a port in a result belongs to who reads it first; later readers are told', () => {
  const maker = new Thread({
    target: () => {
      const channel = new MessageChannel()
      channel.port1.postMessage('kept')
      return channel.port2
    },
  })
  maker.start()
  const taken = run((of: typeof maker) => of.result() instanceof MessageChannel, maker)
  assert.equal(taken, false)
  const error = refusal(() => maker.result(LIMIT))
  assert.equal(error.name, 'CaptureError')
  assert.match(error.message, /MessagePort.*moved/)
})

test('memory that is not shared, in a class that is sent by postMessage, is refused by its path', () => {
  const memory = new wasm.Memory({ initial: 1 })
  const error = refusal(() => run((of: object) => Object.keys(of), { shared: words(1), memory }))
  assert.equal(error.name, 'CaptureError')
  assert.equal(error.path, 'argument 0 -> .memory')
})

test('a worker of the program itself sends and receives shared memory', async () => {
  const memory = words(2)
  run((shared: Int32Array) => shared.length, memory)
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads')
     import('nogil').then(({ Thread }) => {
       const target = (shared) => { shared[0] = 11; return shared }
       const threads = [1, 2, 3].map(() => new Thread({ target, args: [workerData] }))
       for (const thread of threads) thread.start()
       for (const thread of threads) thread.result()[1] += 1
     })`,
    { eval: true, workerData: memory },
  )
  await once(worker, 'exit')
  assert.deepEqual([...memory], [11, 3])
})
