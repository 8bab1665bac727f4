/** The future on words alone: seeded rounds on both engines, and the mutants that they must catch. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { loadFutureCore } from './future-core.ts'
import { mutants } from './future-mutants.ts'
import { inWorkers, openArena } from './shared-words.ts'

const core = await loadFutureCore()
const ROUNDS = 400

/** Each future is finished once or cancelled, whoever waits for it sees that, and its value. */
async function play(engine: 'wasm' | 'atomics', seed: number, mutant?: string): Promise<string[]> {
  const parts = openArena(core, engine)
  const futures = core.arena.allocateZeroed(ROUNDS * core.words.FUTURE_BYTES)
  const runs = core.arena.allocateZeroed(ROUNDS * 4)
  const round = core.arena.allocateZeroed(64)
  const data = { parts, futures, runs, round, rounds: ROUNDS, seed, mutant }
  const faults = (await inWorkers('./future-worker.js', 3, data)).flat() as string[]
  const over = Math.min(core.atomics.load(round), ROUNDS)
  for (let n = 0; n < over; n++) {
    const count = core.atomics.load(runs + n * 4)
    // 1000 or 2000: cancelled by one, and again by the other, who is told so too
    if (count !== 1 && count !== 1000 && count !== 2000) faults.push(`future ${n} was run: ${count}`)
  }
  return faults
}

for (const engine of ['wasm', 'atomics'] as const) {
  test(`${engine}: a future that two take up, cancel and finish has one fate, and its waiter sees it`, () =>
    withSeed(async (random) => assert.deepEqual(await play(engine, integer(random, 0, 2 ** 20)), [])))
}

for (const mutant of Object.keys(mutants)) {
  test(`the rounds catch a future in which ${mutant}`, () => {
    allowMs(70_000)
    return withSeed((random) => untilCaught(random, (seed) => play('wasm', seed, mutant)))
  })
}
