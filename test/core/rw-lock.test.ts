/** core/rw-lock.ts: step by step against its description, and under four threads at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { randomFrom, withSeed } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { runModel } from './rw-model.ts'
import { mutants } from './rw-mutants.ts'
import type { Sides } from './rw-mutants.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const engines = ['wasm', 'atomics'] as const
const THREADS = 4

interface Result {
  readonly lost: number
  readonly torn: number
  readonly notHeld: number
  readonly written: number
}

/** @returns what went wrong; for a mutant, as soon as anything did. */
async function stress(engine: 'wasm' | 'atomics', seed: number, mutant?: string): Promise<string[]> {
  const parts = openArena(core, engine)
  const lock = core.arena.allocateZeroed(core.layout.RW_LOCK_BYTES)
  const pair = core.arena.allocateZeroed(64)
  const data = { parts, lock, pair, seed, rounds: 15_000, mutant }
  const results = (await inWorkers('./rw-lock-worker.js', THREADS, data)) as Result[]
  const sum = (of: keyof Result): number => results.reduce((total, result) => total + result[of], 0)
  const faults: string[] = []
  for (const name of ['lost', 'torn', 'notHeld'] as const)
    if (sum(name) > 0) faults.push(`${sum(name)} ${name}`)
  const counted = core.atomics.load(pair)
  if (counted !== sum('written')) faults.push(`${sum('written') - counted} increments lost`)
  if (core.rwLock.holdersOfRwLock(lock).length > 0) faults.push('the lock is held at the end')
  return faults
}

function model(engine: 'wasm' | 'atomics', sides: Sides, random: Random): string | undefined {
  openArena(core, engine)
  try {
    return runModel(core, sides, random, 20_000)
  } finally {
    // the blocks that this thread keeps for reuse belong to this arena
    core.arena.flushCache()
  }
}

for (const engine of engines) {
  test(`${engine}: threads that enter, leave, give up and die in any order are let in as described`, () =>
    withSeed((random) => {
      assert.equal(model(engine, core.rwLock, random), undefined)
    }))

  test(`${engine}: four threads with and without timeouts see no torn write and lose no wake-up`, () =>
    withSeed(async (random) => {
      assert.deepEqual(await stress(engine, Math.floor(random() * 2 ** 30)), [])
    }))
}

for (const [mutant, make] of Object.entries(mutants)) {
  test(`the model catches a lock in which ${mutant}`, () =>
    withSeed((random) =>
      untilCaught(random, async (seed) => {
        const fault = model('wasm', make(core), randomFrom(seed))
        return fault === undefined ? [] : [fault]
      }),
    ))
}

for (const mutant of Object.keys(mutants).filter((name) => /look for|last reader/.test(name))) {
  test(`the stress catches a lock in which ${mutant}`, () =>
    withSeed(async (random) => {
      await untilCaught(random, (seed) => stress('wasm', seed, mutant))
    }))
}
