/** The condition variable alone, on raw workers: no notify is lost, none counts twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { withSeed } from '../support/seed.ts'
import { mutants } from './condition-mutants.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const THREADS = 4
const ROUNDS = 3_000

type Counts = Record<'notified' | 'woken' | 'lost' | 'tooMany', number>

/** Two producers and two consumers. @returns what went wrong. */
async function stress(engine: 'wasm' | 'atomics', seed: number, mutant?: string): Promise<string[]> {
  const parts = openArena(core, engine)
  const [lock, notEmpty, notFull, items] = [0, 0, 0, 0].map(() => core.arena.allocateZeroed(64))
  const data = { parts, lock, notEmpty, notFull, items, seed, rounds: ROUNDS, mutant }
  const results = (await inWorkers('./condition-worker.js', THREADS, data)) as Counts[]
  const sum = (count: keyof Counts): number => results.reduce((total, result) => total + result[count], 0)
  const faults: string[] = []
  if (sum('lost') > 0) faults.push('a notify was lost')
  if (sum('tooMany') > 0) faults.push('a notify woke more than one')
  if (sum('woken') !== sum('notified')) faults.push(`${sum('notified')} notified, ${sum('woken')} woken`)
  if (sum('lost') === 0 && core.atomics.load(items ?? 0) !== 0) faults.push('items are left')
  if (sum('notified') < 100) faults.push('hardly anybody ever waited')
  for (const condition of [notEmpty, notFull])
    if (core.waitList.hasWaiters((condition ?? 0) + core.layout.CV_LIST)) faults.push('a waiter is left')
  return faults
}

/** A thread that is notified and interrupted at once, and one behind it: what each of them is told. */
async function relay(engine: 'wasm' | 'atomics', mutant?: string): Promise<unknown[]> {
  const parts = openArena(core, engine)
  const [lock = 0, condition = 0, steps = 0] = [0, 0, 0].map(() => core.arena.allocateZeroed(64))
  const results = inWorkers('./condition-relay-worker.js', 2, { parts, lock, condition, steps, mutant })
  while (core.atomics.load(steps) < 2) await new Promise((resolve) => setImmediate(resolve))
  core.mutex.acquire(lock, 1, Infinity)
  core.condition.notifyWaiters(condition, 1, 1, false)
  core.atomics.store(steps + 4, 1)
  core.mutex.release(lock)
  return results
}

/**
 * Two sleepers that are notified while the lock is held, and woken when it is free, if the notifier `pays`.
 * @returns how many answered before it was reminded.
 */
async function owed(engine: 'wasm' | 'atomics', pays: boolean): Promise<number> {
  const parts = openArena(core, engine)
  const [lock = 0, condition = 0, steps = 0] = [0, 0, 0].map(() => core.arena.allocateZeroed(64))
  const asleep = (): number => core.atomics.load(steps)
  const answers = inWorkers('./condition-sleeper-worker.js', 2, { parts, lock, condition, steps })
  while (asleep() < 2) await new Promise((resolve) => setImmediate(resolve))
  core.mutex.acquire(lock, 1, Infinity)
  assert.equal(core.condition.notifyWaiters(condition, 1, 2, true), 2)
  core.mutex.release(lock)
  if (pays) core.owedWakes.payWakes()
  const answered = (): number => core.atomics.load(steps + 4)
  const deadlineMs = performance.now() + (pays ? 20_000 : 200)
  while (answered() < 2 && performance.now() < deadlineMs)
    await new Promise((resolve) => setImmediate(resolve))
  const before = answered()
  core.owedWakes.payWakes()
  assert.deepEqual(await answers, [true, true])
  return before
}

for (const engine of ['wasm', 'atomics'] as const) {
  test(`${engine}: who is notified under a lock of the notifier alone is woken when that is free`, async () => {
    assert.equal(await owed(engine, true), 2)
  })

  test(`${engine}: without the wake-ups that a notifier owes, the sleepers sleep on`, async () => {
    // a sleeper that is still awake when the notify comes needs none
    for (let attempt = 0; attempt < 10; attempt++) if ((await owed(engine, false)) < 2) return
    assert.fail('all answered each time')
  })

  test(`${engine}: as many waits return true as were notified, and none waits in vain`, () =>
    withSeed(async (random) => {
      assert.deepEqual(await stress(engine, Math.floor(random() * 2 ** 30)), [])
    }))

  test(`${engine}: a waiter that is interrupted has the lock again, and passes its signal on`, async () => {
    assert.deepEqual(await relay(engine), ['interrupted true', 'true true'])
  })
}

for (const mutant of Object.keys(mutants)) {
  test(`the relay or the stress catches a condition in which ${mutant}`, () =>
    withSeed(async (random) => {
      if (mutant.includes('interrupted')) {
        assert.deepEqual(await relay('wasm', mutant), ['interrupted true', 'false true'])
        return
      }
      await untilCaught(random, (seed) => stress('wasm', seed, mutant))
    }))
}
