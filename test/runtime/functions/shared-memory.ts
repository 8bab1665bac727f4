/** A small stand-in for the arena: one block of shared memory with a blob store and two kinds of shared objects. */
import { isMainThread, workerData } from 'node:worker_threads'
import { functions, sharedRegistry } from './built.ts'

interface Start {
  readonly memory: SharedArrayBuffer
  readonly entry: string | undefined
}

const given = isMainThread ? undefined : (workerData as { nogilTest?: Start } | null)?.nogilTest
const memory = given?.memory ?? new SharedArrayBuffer(1 << 24)
const words = new Int32Array(memory)
const bytes = new Uint8Array(memory)

if (given !== undefined) functions.setEntryPath(given.entry)

/** What a thread needs to join this process's memory. */
export const start: Start = { memory, entry: functions.entryPath() }

function allocate(size: number): number {
  return Atomics.add(words, 0, (size + 11) & ~7) + 8
}

functions.useBlobStore({
  put(data) {
    const at = allocate(data.length + 4)
    words[at >> 2] = data.length
    bytes.set(data, at + 4)
    return at
  },
  get(id) {
    return bytes.subarray(id + 4, id + 4 + (words[id >> 2] ?? 0))
  },
})
functions.installFunctionCodec()

const { SHARED } = sharedRegistry

export class Lock {
  readonly address: number
  constructor(address: number = allocate(4)) {
    this.address = address
  }
  [SHARED](): { tag: number; address: number } {
    return { tag: 901, address: this.address }
  }
  acquire(): void {
    while (Atomics.compareExchange(words, this.address >> 2, 0, 1) !== 0)
      Atomics.wait(words, this.address >> 2, 1)
  }
  release(): void {
    Atomics.store(words, this.address >> 2, 0)
    Atomics.notify(words, this.address >> 2, 1)
  }
}

export class Counter {
  readonly address: number
  constructor(initial: number = 0, address?: number) {
    this.address = address ?? allocate(4)
    if (address === undefined) this.value = initial
  }
  [SHARED](): { tag: number; address: number } {
    return { tag: 902, address: this.address }
  }
  get value(): number {
    return words[this.address >> 2] ?? 0
  }
  set value(value: number) {
    words[this.address >> 2] = value
  }
}

sharedRegistry.registerShared(901, (address) => new Lock(address))
sharedRegistry.registerShared(902, (address) => new Counter(0, address))
