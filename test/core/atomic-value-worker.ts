/** One thread of the stress: it waits for its turn by the value, takes it, and passes it on. */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { underTest } from './atomic-value-mutants.ts'
import { appear, loadCore } from './shared-words.ts'

interface Input {
  readonly parts: never
  readonly ident: number
  readonly value: number
  readonly threads: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const { parts, ident, value, threads, seed, rounds, mutant } = workerData as Input
/** The others need microseconds for what this one waits for, so a wait of this length has lost its notify. */
const LOST_MS = mutant === undefined ? 6000 : 1500
const core = await loadCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const { waitForNotify, notifyWaiters } = underTest(core, mutant)
const random = randomFrom(seed + ident)
const word = value + core.dataLayout.A_VALUE
const mine = ident - 2
const counts = { ok: 0, notified: 0, lost: 0 }

for (let round = 0; round < rounds && counts.lost === 0; round++) {
  for (let seen = core.atomics.load(word); seen !== mine && seen >= 0; seen = core.atomics.load(word)) {
    const deadlineMs = performance.now() + (random() < 0.8 ? LOST_MS : random() * 0.1)
    const began = performance.now()
    const outcome = waitForNotify(value, thread, ident, deadlineMs, () => core.atomics.load(word) === seen)
    if (outcome === 'ok') counts.ok += 1
    else if (outcome === 'timed-out' && performance.now() - began >= LOST_MS) counts.lost += 1
    if (counts.lost > 0) break
  }
  // a negative value: another thread has lost its turn, and all go home
  if (counts.lost > 0 || core.atomics.load(word) < 0) break
  core.atomics.store(word, (mine + 1) % threads)
  counts.notified += notifyWaiters(value, ident, Infinity)
  for (let spin = integer(random, 0, 200); spin > 0; spin--) Math.sqrt(spin)
}
if (counts.lost > 0) {
  core.atomics.store(word, -1)
  counts.notified += notifyWaiters(value, ident, Infinity)
}
parentPort?.postMessage(counts)
