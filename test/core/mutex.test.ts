import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { withSeed } from '../support/seed.ts'
import { mutants } from './mutex-mutants.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const engines = ['wasm', 'atomics'] as const
const THREADS = 4

async function stress(
  engine: 'wasm' | 'atomics',
  seed: number,
  rounds: number,
  mutant?: string,
): Promise<string[]> {
  const parts = openArena(core, engine)
  const lock = core.arena.allocateZeroed(64)
  const counter = core.arena.allocateZeroed(64)
  const data = { parts, lock, counter, seed, rounds, mutant }
  const results = (await inWorkers('./mutex-worker.js', THREADS, data)) as { taken: number; lost: number }[]
  const taken = results.reduce((sum, result) => sum + result.taken, 0)
  const faults: string[] = []
  if (core.atomics.load(counter) !== taken)
    faults.push(`${taken - core.atomics.load(counter)} increments lost`)
  for (const { lost } of results) if (lost > 0) faults.push('a wake-up lost')
  if (core.atomics.load(lock) !== 0) faults.push('the lock is held at the end')
  return faults
}

/** Threads that sleep on the lock of this one, which then frees it: how many get it? */
async function relay(engine: 'wasm' | 'atomics', mutant?: string): Promise<number> {
  const parts = openArena(core, engine)
  const lock = core.arena.allocateZeroed(64)
  core.mutex.acquire(lock, 1, Infinity)
  const results = inWorkers('./mutex-relay-worker.js', THREADS, { parts, lock, mutant })
  // each worker raises the word before it acquires, and RUNNING counts this thread alone when all have parked
  const allAsleep = (): boolean =>
    core.atomics.load(core.layout.NEXT_IDENT) === THREADS && core.atomics.load(core.layout.RUNNING) === 1
  const giveUpAt = performance.now() + 10_000
  while (!allAsleep()) {
    assert.ok(performance.now() < giveUpAt, 'the threads do not go to sleep')
    await new Promise((resolve) => setImmediate(resolve))
  }
  const mutex = mutant === undefined ? core.mutex : (mutants[mutant]?.(core) ?? core.mutex)
  mutex.release(lock)
  return (await results).filter(Boolean).length
}

for (const engine of engines) {
  test(`${engine}: a release hands the lock through all threads that sleep on it`, async () => {
    assert.equal(await relay(engine), THREADS)
  })

  test(`${engine}: four threads with and without timeouts lose no increment and no wake-up`, () =>
    withSeed(async (random) => {
      assert.deepEqual(await stress(engine, Math.floor(random() * 2 ** 30), 20_000), [])
    }))

  test(`${engine}: a free lock is taken once, and its word names the owner`, () => {
    openArena(core, engine)
    const lock = core.arena.allocateZeroed(64)
    assert.equal(core.mutex.tryAcquire(lock, 7), true)
    assert.equal(core.mutex.tryAcquire(lock, 8), false)
    assert.equal(core.mutex.holder(lock), 7)
    assert.equal(core.mutex.release(lock), 14)
    assert.equal(core.mutex.release(lock), 0)
  })

  test(`${engine}: a wait for a held lock ends at its deadline and leaves CONTENDED for those behind`, () => {
    openArena(core, engine)
    const lock = core.arena.allocateZeroed(64)
    core.mutex.acquire(lock, 7, Infinity)
    const before = performance.now()
    assert.equal(core.mutex.acquire(lock, 8, before + 30), false)
    assert.ok(performance.now() - before >= 29)
    assert.equal(core.atomics.load(lock), (7 << 1) | core.mutex.CONTENDED)
  })

  test(`${engine}: the lock of a dead owner is freed once, and of a living one not at all`, () => {
    openArena(core, engine)
    const lock = core.arena.allocateZeroed(64)
    core.mutex.acquire(lock, 7, Infinity)
    assert.equal(core.mutex.breakDead(lock, 8), false)
    assert.equal(core.mutex.breakDead(lock, 7), true)
    assert.equal(core.mutex.breakDead(lock, 7), false)
    assert.equal(core.mutex.holder(lock), 0)
  })
}

for (const mutant of Object.keys(mutants)) {
  test(`the relay or the stress catches a mutex in which ${mutant}`, () =>
    withSeed(async (random) => {
      // a mutex whose waiters never sleep is none for the relay
      const passed = await relay('wasm', mutant).catch(() => THREADS)
      if (passed < THREADS) return
      await untilCaught(random, (seed) => stress('wasm', seed, 20_000, mutant))
    }))
}
