/** One thread of the mutex stress: counts under the lock, waiting for ever, with a timeout, or not at all. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { mutants } from './mutex-mutants.ts'
import type { MutexUnderTest } from './mutex-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

export interface StressInput {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  readonly counter: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const { parts, ident, lock, counter, seed, rounds, mutant } = workerData as StressInput
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
const mutex: MutexUnderTest = mutant === undefined ? core.mutex : (mutants[mutant]?.(core) ?? core.mutex)
const random = randomFrom(seed + ident)
/** Nobody holds the lock for longer than some microseconds, so a wait of this length has lost its wake-up. */
const LOST_MS = mutant === undefined ? 6000 : 1500
let taken = 0
let lost = 0
for (let round = 0; round < rounds && lost === 0; round++) {
  const kind = integer(random, 0, 10)
  const before = performance.now()
  const limit = kind === 0 ? 0 : kind < 4 ? random() * 0.2 : LOST_MS
  const mine = kind === 9 ? mutex.tryAcquire(lock, ident) : mutex.acquire(lock, ident, before + limit)
  if (!mine) {
    if (limit === LOST_MS && kind !== 9) lost += 1
    continue
  }
  // not atomic on purpose: two threads inside at once lose an increment
  const seen = core.memory.i32[counter >>> 2] ?? 0
  for (let spin = integer(random, 0, 60); spin > 0; spin--) Math.sqrt(spin)
  core.memory.i32[counter >>> 2] = seen + 1
  taken += 1
  mutex.release(lock)
}
parentPort?.postMessage({ taken, lost })
