/**
 * One of three threads that go through a row of futures together: two try to take each one up or to cancel it, whoever
 * has taken it up finishes it, the third waits for it and then opens the next.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { randomFrom } from '../support/seed.ts'
import { loadFutureCore } from './future-core.ts'
import { mutants, rightFuture } from './future-mutants.ts'
import { appear } from './shared-words.ts'

export interface RoundsInput {
  readonly parts: never
  readonly ident: number
  /** The first future; the others follow. */
  readonly futures: number
  /** A word for each: how often its task was run, and 1000 for each cancelling. */
  readonly runs: number
  /** Word: how many futures are over. */
  readonly round: number
  readonly rounds: number
  readonly seed: number
  readonly mutant: string | undefined
}

const { parts, ident, futures, runs, round, rounds, seed, mutant } = workerData as RoundsInput
const core = await loadFutureCore()
core.memory.attach(parts)
core.atomics.chooseEngine()
appear(core, ident)
const tested = (mutant === undefined ? undefined : mutants[mutant]?.(core)) ?? rightFuture(core)
const random = randomFrom(seed + ident)
/** The others work all the time, so a wait of this length has lost its wake-up. */
const LOST_MS = 6000
const GIVEN_UP = 2 ** 28
const faults: string[] = []

function pause(most: number): void {
  for (const until = performance.now() + random() * most; performance.now() < until;);
}

/** Until all futures so far are over, or somebody has given up. */
function untilOver(count: number): boolean {
  for (let over = core.atomics.load(round); over < count; over = core.atomics.load(round))
    core.park.park(round, over, performance.now() + 100)
  return core.atomics.load(round) < GIVEN_UP
}

for (let n = 0; n < rounds && untilOver(n); n++) {
  const future = futures + n * core.words.FUTURE_BYTES
  if (ident === 4) {
    const deadline = performance.now() + LOST_MS
    core.future.waitForState(future, core.future.CANCELLED, deadline, () => {})
    // over or not: the last look is made when the time is up
    if (performance.now() >= deadline) faults.push('a wake-up lost')
    else if (core.future.stateOf(future) === core.future.FINISHED) {
      if (core.future.outcomeOf(future) !== core.future.VALUE) faults.push('finished without an outcome')
      if (core.atomics.load(future + core.words.F_VALUE) !== n + 1) faults.push('another value')
    }
    core.atomics.add(round, faults.length > 0 ? GIVEN_UP : 1)
    core.atomics.notify(round, Infinity)
    continue
  }
  pause(0.05)
  if (random() < 0.3 && tested.cancel(future, ident)) core.atomics.add(runs + n * 4, 1000)
  else if (tested.takeUp(future, ident)) {
    core.atomics.add(runs + n * 4, 1)
    pause(0.05)
    tested.finish(future, ident, Int32Array.of(n + 1, 0, 0, 0))
  }
}
parentPort?.postMessage(faults)
