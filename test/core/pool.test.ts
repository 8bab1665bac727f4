/** Pools, streams and stops on words alone: seeded rounds on both engines, and the mutants that they must catch. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { loadPoolCore } from './pool-core.ts'
import { mutants } from './pool-mutants.ts'
import type { Part } from './pool-mutants.ts'
import { inWorkers, openArena } from './shared-words.ts'

const core = await loadPoolCore()
const ROUNDS: Readonly<Record<Part, number>> = { wakes: 200, streams: 100, stops: 200 }
/** The reader of all streams. */
const READER = 3

/** Makes what the rounds are about. @returns its address. */
const makers: Readonly<Record<Part, (rounds: number) => number>> = {
  wakes() {
    const pool = core.arena.allocateZeroed(core.poolWords.EXECUTOR_BYTES)
    core.pool.initPool(pool, 1)
    core.pool.takeFreePlace(pool)
    return pool
  },
  streams(rounds) {
    const streams = core.arena.allocateZeroed(rounds * core.poolWords.STREAM_BYTES)
    for (let n = 0; n < rounds; n++)
      core.stream.initStream(streams + n * core.poolWords.STREAM_BYTES, 1 + (n % 4), READER)
    return streams
  },
  stops(rounds) {
    const futures = core.arena.allocateZeroed(rounds * core.poolWords.FUTURE_BYTES)
    for (let n = 0; n < rounds; n++)
      core.atomics.store(
        futures + n * core.poolWords.FUTURE_BYTES + core.poolWords.F_STATE,
        core.future.RUNNING,
      )
    return futures
  },
}

async function play(
  part: Part,
  engine: 'wasm' | 'atomics',
  seed: number,
  mutant?: string,
): Promise<string[]> {
  const parts = openArena(core, engine)
  const rounds = ROUNDS[part]
  const at = makers[part](rounds)
  const fates = core.arena.allocateZeroed(rounds * 4)
  const round = core.arena.allocateZeroed(64)
  const arrived = core.arena.allocateZeroed(64)
  const data = { parts, part, at, fates, round, arrived, rounds, seed, mutant }
  const faults = (await inWorkers('./pool-worker.js', part === 'stops' ? 3 : 2, data)).flat() as string[]
  if (part !== 'stops') return faults
  for (let n = 0; n < rounds; n++) {
    const fate = core.atomics.load(fates + n * 4)
    if (fate !== 1 && fate !== 1000) faults.push(`task ${n}: ${fate}`)
  }
  return faults
}

const RIGHT: Readonly<Record<Part, string>> = {
  wakes: 'a worker that sleeps hears of each task of the queue, and of its own inbox',
  streams: 'a stream gives all items and then its end, whoever makes it',
  stops: 'a task that two stop by force while it ends is stopped once, or is through',
}

for (const part of Object.keys(mutants) as Part[]) {
  for (const engine of ['wasm', 'atomics'] as const)
    test(`${engine}: ${RIGHT[part]}`, () => {
      allowMs(60_000)
      return withSeed(async (random) =>
        assert.deepEqual(await play(part, engine, integer(random, 0, 2 ** 20)), []),
      )
    })
  for (const mutant of Object.keys(mutants[part]))
    test(`the rounds with ${part} catch that ${mutant}`, () => {
      allowMs(70_000)
      return withSeed((random) => untilCaught(random, (seed) => play(part, 'wasm', seed, mutant)))
    })
}
