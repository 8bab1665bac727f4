/** Adds signals to a word and takes them, with other threads: a signal that was added counts when it was not there. */
import { parentPort, workerData } from 'node:worker_threads'
import { appear, loadCore } from './shared-words.ts'

const ROUNDS = 20_000
const { parts, ident, word } = workerData as { parts: never; ident: number; word: number }
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
const { addSignals, setOf, signalsIn, takeSignals } = core.signals
let added = 0
let taken = 0
// each thread adds its own signal, and looks whether it is gone before it adds it again
for (let round = 0; round < ROUNDS; round++) {
  if ((core.atomics.load(word) & setOf(ident)) === 0) {
    addSignals(word, setOf(ident))
    added += 1
  }
  taken += signalsIn(takeSignals(word, setOf((ident % 4) + 1) | setOf(((ident + 1) % 4) + 1))).length
}
parentPort?.postMessage({ added, taken })
