/**
 * One thread of the queue stress: puts `items` numbers, or gets until the queue is shut down; waiting for long, for a
 * short time, or not at all. The last thread to have put all of its numbers shuts the queue down.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { loadQueueCore } from './queue-core.ts'
import { mutants } from './queue-mutants.ts'
import { appear } from './shared-words.ts'

export interface StressInput {
  readonly parts: never
  readonly ident: number
  readonly queue: number
  /** Word: how many threads still put. */
  readonly putting: number
  readonly seed: number
  readonly items: number
  /** Whether all waits are long ones. */
  readonly patient: boolean
  readonly mutant: string | undefined
}

const { parts, ident, queue, putting, seed, items, patient, mutant } = workerData as StressInput
const core = await loadQueueCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const { get, put } = mutant === undefined ? core.queueWait : (mutants[mutant]?.(core) ?? core.queueWait)
const { hand } = core.ring
const { DONE, NEVER } = core.queue
const random = randomFrom(seed + ident)
/** The other side works all the time, so a wait of this length has lost its wake-up. */
const LOST_MS = mutant === undefined ? 6000 : 1500
/** A wrong queue may give items for ever. */
const END_MS = performance.now() + 10_000
let count = 0
let sum = 0
let lost = 0

function deadline(): { at: number; long: boolean } {
  const kind = patient ? 9 : integer(random, 0, 10)
  const limit = kind === 0 ? 0 : kind < 4 ? random() * 0.2 : LOST_MS
  return { at: performance.now() + limit, long: limit === LOST_MS }
}

function pause(): void {
  if (performance.now() > END_MS) lost += 1
  for (let spin = integer(random, 0, 300); spin > 0; spin--) Math.sqrt(spin)
}

if (ident % 2 === 0) {
  while (count < items && lost === 0) {
    const { at, long } = deadline()
    const item = ident * items + count
    hand[0] = item
    const outcome = put(queue, thread, ident, at)
    // done or not: the last try is made when the time is up
    if (long && performance.now() >= at) lost += 1
    if (outcome === DONE) {
      count += 1
      sum += item
    } else if (outcome === NEVER) lost += 1
    pause()
  }
  if (core.atomics.add(putting, -1) === 1) core.queue.shutDown(queue, ident, false)
} else {
  for (let ended = false; !ended && lost === 0;) {
    const { at, long } = deadline()
    const outcome = get(queue, thread, ident, at)
    if (long && performance.now() >= at) lost += 1
    if (outcome === DONE) {
      count += 1
      sum += hand[0] as number
    } else if (outcome === NEVER) ended = true
    pause()
  }
}
parentPort?.postMessage({ puts: ident % 2 === 0, count, sum, lost })
