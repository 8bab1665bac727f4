/** Waiting for a value, alone, on raw workers: no notify is lost, and each is counted once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withSeed } from '../support/seed.ts'
import { mutants } from './atomic-value-mutants.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const THREADS = 3
const ROUNDS = 1500

type Counts = Record<'ok' | 'notified' | 'lost', number>

/** Threads pass a turn round. @returns what went wrong. */
async function stress(engine: 'wasm' | 'atomics', seed: number, mutant?: string): Promise<string[]> {
  const parts = openArena(core, engine)
  const value = core.arena.allocateZeroed(core.dataLayout.ATOMIC_BYTES)
  const data = { parts, value, threads: THREADS, seed, rounds: ROUNDS, mutant }
  const results = (await inWorkers('./atomic-value-worker.js', THREADS, data)) as Counts[]
  const sum = (count: keyof Counts): number => results.reduce((total, result) => total + result[count], 0)
  const faults: string[] = []
  if (sum('lost') > 0) faults.push('a notify was lost')
  if (sum('ok') !== sum('notified')) faults.push(`${sum('notified')} notified, ${sum('ok')} were told so`)
  if (sum('notified') < 50) faults.push('hardly anybody ever waited')
  if (core.waitList.hasWaiters(value + core.dataLayout.A_LIST)) faults.push('a waiter is left')
  return faults
}

for (const engine of ['wasm', 'atomics'] as const) {
  test(`${engine}: a turn goes round, and as many waits are told of a notify as notifies were counted`, () =>
    withSeed(async (random) => {
      assert.deepEqual(await stress(engine, Math.floor(random() * 2 ** 30)), [])
    }))
}

for (const mutant of Object.keys(mutants)) {
  test(`the stress catches a wait in which ${mutant}`, () =>
    withSeed(async (random) => {
      for (let attempt = 0; attempt < 4; attempt++)
        if ((await stress('wasm', Math.floor(random() * 2 ** 30), mutant)).length > 0) return
      assert.fail('four runs of the wrong wait looked right')
    }))
}
