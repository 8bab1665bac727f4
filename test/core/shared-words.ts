/** Raw workers on a small arena of their own, for tests of `core/` alone: no Thread, no carrier, no codec. */
import { Worker } from 'node:worker_threads'

const BUILT = new URL('../../../dist/core/', import.meta.url)

export interface Core {
  readonly atomics: typeof import('../../dist/core/atomics.js')
  readonly arena: typeof import('../../dist/core/arena.js')
  readonly memory: typeof import('../../dist/core/memory.js')
  readonly mutex: typeof import('../../dist/core/mutex.js')
  readonly owedWakes: typeof import('../../dist/core/owed-wakes.js')
  readonly park: typeof import('../../dist/core/park.js')
  readonly waitList: typeof import('../../dist/core/wait-list.js')
  readonly mailbox: typeof import('../../dist/core/mailbox.js')
  readonly ticket: typeof import('../../dist/core/ticket.js')
  readonly condition: typeof import('../../dist/core/condition.js')
  readonly event: typeof import('../../dist/core/event.js')
  readonly semaphore: typeof import('../../dist/core/semaphore.js')
  readonly barrier: typeof import('../../dist/core/barrier.js')
  readonly rwLock: typeof import('../../dist/core/rw-lock.js')
  readonly readHolds: typeof import('../../dist/core/read-holds.js')
  readonly signals: typeof import('../../dist/core/signal-set.js')
  readonly atomicValue: typeof import('../../dist/core/atomic-value.js')
  readonly slot: typeof import('../../dist/core/slot.js')
  readonly keyedTable: typeof import('../../dist/core/keyed-table.js')
  readonly keyedEntry: typeof import('../../dist/core/keyed-entry.js')
  readonly keyedSteps: typeof import('../../dist/core/keyed-steps.js')
  readonly dataLayout: typeof import('../../dist/core/data-layout.js')
  readonly layout: typeof import('../../dist/core/layout.js')
}

/** Where each part of {@link Core} lies. */
const FILES: Readonly<Record<keyof Core, string>> = {
  atomicValue: 'atomic-value',
  dataLayout: 'data-layout',
  slot: 'slot',
  keyedTable: 'keyed-table',
  keyedEntry: 'keyed-entry',
  keyedSteps: 'keyed-steps',
  atomics: 'atomics',
  arena: 'arena',
  memory: 'memory',
  mutex: 'mutex',
  owedWakes: 'owed-wakes',
  park: 'park',
  waitList: 'wait-list',
  mailbox: 'mailbox',
  ticket: 'ticket',
  condition: 'condition',
  event: 'event',
  semaphore: 'semaphore',
  barrier: 'barrier',
  rwLock: 'rw-lock',
  readHolds: 'read-holds',
  signals: 'signal-set',
  layout: 'layout',
}

export async function loadCore(): Promise<Core> {
  const parts = await Promise.all(
    Object.entries(FILES).map(async ([part, file]) => [
      part,
      (await import(new URL(`${file}.js`, BUILT).href)) as unknown,
    ]),
  )
  return Object.fromEntries(parts) as Core
}

/** Makes this isolate the first of a fresh 16 MiB arena. */
export function openArena(core: Core, engine: 'wasm' | 'atomics'): ReturnType<Core['memory']['reserve']> {
  // blocks of the last arena must not be handed out in this one
  if (core.memory.arenaParts() !== undefined) core.arena.flushCache()
  const parts = core.memory.reserve(16 * 2 ** 20, engine === 'wasm')
  core.memory.attach(parts)
  core.atomics.chooseEngine()
  core.atomics.store(core.layout.ARENA_BYTES_16, 2 ** 20)
  core.atomics.store(core.layout.BUMP, core.layout.HEADER_END / 16)
  core.atomics.store(core.layout.CORES, 2)
  core.atomics.store(core.layout.MAGIC, core.layout.MAGIC_VALUE)
  appear(core, 1)
  return parts
}

/** Gives this isolate a thread block with the ident, so that it can park and lock. */
export function appear(core: Core, ident: number): number {
  const block = core.arena.allocateZeroed(core.layout.THREAD_BYTES)
  core.atomics.store(block + core.layout.T_IDENT, ident)
  core.park.setParkingThread(block)
  core.arena.setAllocatingThread(ident)
  core.atomics.add(core.layout.RUNNING, 1)
  return block
}

/** Runs `scenario` of the fixture in `count` workers; resolves with what each posted, rejects when one fails. */
export function inWorkers(fixture: string, count: number, data: object): Promise<unknown[]> {
  const runs = Array.from({ length: count }, (_, index) => {
    const worker = new Worker(new URL(fixture, import.meta.url), {
      workerData: { ...data, ident: index + 2 },
    })
    return new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  })
  return Promise.all(runs)
}
