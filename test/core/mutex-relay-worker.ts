/** One of several threads that sleep on a held mutex: once it is freed, each must get it in turn. */
import { parentPort, workerData } from 'node:worker_threads'
import { mutants } from './mutex-mutants.ts'
import type { MutexUnderTest } from './mutex-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

interface RelayInput {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  readonly mutant: string | undefined
}

const { parts, ident, lock, mutant } = workerData as RelayInput
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
const mutex: MutexUnderTest = mutant === undefined ? core.mutex : (mutants[mutant]?.(core) ?? core.mutex)
core.atomics.add(core.layout.NEXT_IDENT, 1)
const taken = mutex.acquire(lock, ident, performance.now() + 3000)
if (taken) mutex.release(lock)
parentPort?.postMessage(taken)
