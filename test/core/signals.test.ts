/** Events, semaphores and barriers on a bare arena: no wake-up is lost, and tests that find the usual mistakes say so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { withSeed } from '../support/seed.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'
import { barrierMutants, eventMutants, semaphoreMutants } from './signal-mutants.ts'
import type { SignalInput } from './signal-worker.ts'

const core = await loadCore()
const { atomics, layout } = core
const engines = ['wasm', 'atomics'] as const
type Engine = (typeof engines)[number]
const THREADS = 4

type Given = Omit<SignalInput, 'mutant'>
type Run = (engine: Engine, seed: number, mutant?: string) => Promise<string[]>

function makeInput(engine: Engine, role: Given['role'], seed: number, rounds: number): Given {
  const parts = openArena(core, engine) as never
  const [object, second, counts] = Array.from({ length: 3 }, () => core.arena.allocateZeroed(128)) as [
    number,
    number,
    number,
  ]
  return { parts, role, object, second, counts, seed, rounds }
}

async function faultsOf(given: Given, threads: number, mutant: string | undefined): Promise<string[]> {
  return ((await inWorkers('./signal-worker.js', threads, { ...given, mutant })) as string[][]).flat()
}

/** Until so many threads sleep. RUNNING counts this one too. */
async function untilAsleep(sleepersWord: number, count: number): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  while (atomics.load(sleepersWord) !== count || atomics.load(layout.RUNNING) !== 1) {
    assert.ok(performance.now() < giveUpAt, 'the threads do not go to sleep')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const pulse: Run = async (engine, seed, mutant) => {
  const given = makeInput(engine, 'waiter', seed, 1)
  const event = eventMutants[mutant ?? '']?.(core) ?? core.event
  const faults = faultsOf(given, THREADS, mutant)
  await untilAsleep(given.object + layout.E_SLEEPERS, THREADS)
  event.set(given.object, 1)
  event.clear(given.object)
  return faults
}

const pingPong: Run = (engine, seed, mutant) => faultsOf(makeInput(engine, 'pingPong', seed, 2000), 2, mutant)

const relay: Run = async (engine, seed, mutant) => {
  const given = makeInput(engine, 'taker', seed, 1)
  const semaphore = semaphoreMutants[mutant ?? '']?.(core) ?? core.semaphore
  core.semaphore.initSemaphore(given.object, 0, false)
  const faults = faultsOf(given, THREADS, mutant)
  await untilAsleep(given.object + layout.S_SLEEPERS, THREADS)
  semaphore.give(given.object, THREADS, core.semaphore.MOST_PERMITS, 1)
  return faults
}

const handOver: Run = (engine, seed, mutant) => {
  const given = makeInput(engine, 'handOver', seed, 2000)
  for (const semaphore of [given.object, given.second]) core.semaphore.initSemaphore(semaphore, 0, false)
  return faultsOf(given, 2, mutant)
}

const permits: Run = async (engine, seed, mutant) => {
  const given = makeInput(engine, 'permits', seed, 10_000)
  core.semaphore.initSemaphore(given.object, 2, false)
  atomics.store(given.counts + 4, 2)
  const faults = await faultsOf(given, THREADS, mutant)
  const left = atomics.load(given.object + layout.S_VALUE)
  if (left !== 2) faults.push(`${left} permits are left of 2`)
  if (atomics.load(given.object + layout.S_SLEEPERS) !== 0) faults.push('somebody is still counted as asleep')
  return faults
}

/** Another thread sleeps; this one is chosen for the permit in its stead, and is interrupted before it can take it. */
const interruption: Run = async (engine, seed, mutant) => {
  const given = makeInput(engine, 'taker', seed, 1)
  const semaphore = semaphoreMutants[mutant ?? '']?.(core) ?? core.semaphore
  core.semaphore.initSemaphore(given.object, 0, false)
  const faults = faultsOf(given, 1, undefined)
  await untilAsleep(given.object + layout.S_SLEEPERS, 1)
  core.park.onEndlessWait(() => {
    atomics.store(given.object + layout.S_VALUE, 1)
    throw new RangeError('interrupted')
  })
  try {
    assert.throws(() => semaphore.take(given.object, Infinity), RangeError)
  } finally {
    core.park.onEndlessWait(() => {})
  }
  return faults
}

const steps: Run = async (engine, seed, mutant) => {
  const rounds = 1500
  const given = makeInput(engine, 'steps', seed, rounds)
  atomics.store(given.object + layout.B_PARTIES, THREADS)
  const faults = await faultsOf(given, THREADS, mutant)
  for (let index = 0; index < THREADS && faults.length === 0; index++) {
    const times = atomics.load(given.second + index * 4)
    if (times !== rounds) faults.push(`index ${index} was given ${times} times in ${rounds} rounds`)
  }
  return faults
}

const runs: Readonly<Record<string, Run>> = {
  'a set that is cleared at once wakes all who sleep': pulse,
  'two threads that hand each other an event lose no wake-up': pingPong,
  'permits for all who sleep let all of them pass': relay,
  'two threads that hand each other permits lose no wake-up': handOver,
  'four threads with and without timeouts lose no permit and no wake-up': permits,
  'an interrupted thread passes its wake-up on': interruption,
  'four threads pass a barrier in step, each with an index of its own': steps,
}

for (const engine of engines) {
  for (const [title, run] of Object.entries(runs)) {
    test(`${engine}: ${title}`, () =>
      withSeed(async (random) => {
        assert.deepEqual(await run(engine, Math.floor(random() * 2 ** 30)), [])
      }))
  }
}

const catchers: readonly (readonly [Record<string, unknown>, string, readonly Run[]])[] = [
  [eventMutants, 'an event in which', [pulse, pingPong, pingPong]],
  [semaphoreMutants, 'a semaphore in which', [relay, interruption, handOver, permits, handOver]],
  [barrierMutants, 'a barrier in which', [steps, steps]],
]

for (const [mutants, what, tries] of catchers) {
  for (const mutant of Object.keys(mutants)) {
    test(`the tests catch ${what} ${mutant}`, () =>
      withSeed(async (random) => {
        // one whose threads never sleep, or end with an error, is caught too
        const attempts = tries.map(
          (run) => (seed: number) => run('wasm', seed, mutant).catch((e) => [String(e)]),
        )
        await untilCaught(random, ...attempts)
      }))
  }
}
