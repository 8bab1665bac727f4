/**
 * One thread of the relay. The first waits, is notified, and is interrupted before it looks: by what it does before an
 * endless wait for an object begins to sleep. The second waits behind it.
 *
 * steps: word 0 counts those that wait, word 4 is 1 when the notify has been sent.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { underTest } from './condition-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

export interface RelayInput {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  readonly condition: number
  readonly steps: number
  readonly mutant: string | undefined
}

const { parts, ident, lock, condition, steps, mutant } = workerData as RelayInput
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const { waitForNotify } = underTest(core, mutant)
const first = ident === 2
const PATIENCE_MS = 1000

core.park.onEndlessWait(() => {
  core.atomics.store(steps, 1)
  while (core.atomics.load(steps + 4) === 0);
  throw new Error('interrupted')
})

// the first one is to be first on the list
while (!first && core.atomics.load(steps) === 0);
core.mutex.acquire(lock, ident, Infinity)
const letGo = (): (() => void) => {
  if (!first) core.atomics.store(steps, 2)
  core.mutex.release(lock)
  return () => void core.mutex.acquire(lock, ident, Infinity)
}
let seen: string
try {
  const deadlineMs = first ? Infinity : performance.now() + PATIENCE_MS
  seen = String(waitForNotify(condition, thread, ident, deadlineMs, letGo))
} catch (error) {
  seen = (error as Error).message
}
seen += ` ${core.mutex.holder(lock) === ident}`
core.mutex.release(lock)
parentPort?.postMessage(seen)
