/**
 * One of three threads of the relay: the first puts two items in each round, the others get one each and wait for the
 * next round. So an item that lies there while one of them sleeps is got by nobody.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { integer, randomFrom } from '../support/seed.ts'
import { loadQueueCore } from './queue-core.ts'
import { mutants } from './queue-mutants.ts'
import { appear } from './shared-words.ts'

export interface RelayInput {
  readonly parts: never
  readonly ident: number
  readonly queue: number
  /** Word: how many items have been got in all. */
  readonly round: number
  readonly seed: number
  readonly rounds: number
  readonly mutant: string | undefined
}

const { parts, ident, queue, round, seed, rounds, mutant } = workerData as RelayInput
const core = await loadQueueCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
const thread = appear(core, ident)
const { get, put } = mutant === undefined ? core.queueWait : (mutants[mutant]?.(core) ?? core.queueWait)
const random = randomFrom(seed + ident)
const LOST_MS = mutant === undefined ? 6000 : 1500
const GIVEN_UP = 2 ** 28
let lost = 0

/** Computes for up to so many milliseconds. */
function pause(most: number): void {
  for (const until = performance.now() + random() * most; performance.now() < until;);
}

/** Until all items of the rounds so far are got, or somebody has given up. */
function untilGot(count: number): boolean {
  for (let got = core.atomics.load(round); got < count; got = core.atomics.load(round)) {
    core.park.park(round, got, performance.now() + 100)
  }
  return core.atomics.load(round) < GIVEN_UP
}

for (let n = 1; n <= rounds && untilGot(2 * (n - 1)); n++) {
  if (ident === 2) {
    for (let item = 0; item < 2; item++) {
      pause(0.4)
      core.ring.hand[0] = integer(random, 0, 100)
      put(queue, thread, ident, Infinity)
    }
    continue
  }
  // one comes first and sleeps, the other one may come when an item has
  if (ident === 4) pause(0.4)
  const deadline = performance.now() + LOST_MS
  get(queue, thread, ident, deadline)
  // got or not: the last try is made when the time is up
  if (performance.now() >= deadline) lost += 1
  core.atomics.add(round, lost > 0 ? GIVEN_UP : 1)
  core.atomics.notify(round, Infinity)
}
parentPort?.postMessage(lost)
