/** A waiter that only ever marks: sets CONTENDED on a held mutex, again and again, until it is told to stop. */
import { parentPort, workerData } from 'node:worker_threads'
import { appear, loadCore } from './shared-words.ts'

const { parts, ident, lock, flags } = workerData as {
  readonly parts: never
  readonly ident: number
  readonly lock: number
  readonly flags: number
}
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
core.atomics.store(flags, 1)
while (core.atomics.load(flags) === 1) {
  const word = core.atomics.load(lock)
  if (word !== 0 && (word & 1) === 0 && core.atomics.compareExchange(lock, word, word | 1) === word)
    core.atomics.add(flags + 4, 1)
}
parentPort?.postMessage('stopped')
