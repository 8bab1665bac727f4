/** core/keyed-entry.ts and core/keyed-table.ts under several threads, and with mistakes that the stress must catch. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilCaught } from '../support/mutants.ts'
import { integer, withSeed } from '../support/seed.ts'
import { compileWithPauses, mutants } from './keyed-mutants.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const engines = ['wasm', 'atomics'] as const
const THREADS = 3
const KEYS = 12
const COUNTERS = 100
const PAIRS = 200

interface Result {
  readonly faults: readonly string[]
  readonly counted: ReadonlyMap<number, number>
}

function add(map: number, key: number, value: readonly number[]): void {
  core.slot.keyHand.words.set([core.slot.SLOT_INTEGER, key, 0, 0])
  core.slot.valueHand.words.set(value)
  assert.equal(core.keyedTable.find(map), 0)
  core.keyedTable.append(map, 1)
}

function makeMap(): number {
  const { SLOT_INTEGER, SLOT_TEXT } = core.slot
  const map = core.arena.allocateZeroed(core.dataLayout.KEYED_BYTES)
  core.keyedTable.initTable(map)
  for (let key = 0; key < KEYS; key++) add(map, key, [SLOT_TEXT | (12 << 8), 7, ~7, 7000 + key])
  for (const key of [COUNTERS, COUNTERS + 1]) add(map, key, [SLOT_INTEGER, 0, 0, 0])
  for (let key = PAIRS + 4; key < PAIRS + 4 + THREADS * 2; key++) add(map, key, [SLOT_INTEGER, 0, 0, 0])
  return map
}

function valueOf(map: number, key: number): number {
  core.slot.keyHand.words.set([core.slot.SLOT_INTEGER, key, 0, 0])
  const entry = core.keyedTable.find(map)
  return core.atomics.load(entry + core.dataLayout.KE_VALUE + 4)
}

/** @returns what went wrong. */
async function stress(engine: 'wasm' | 'atomics', seed: number, code?: object): Promise<string[]> {
  const right = openArena(core, engine)
  const map = makeMap()
  const parts = code === undefined ? right : { ...right, code }
  let results: Result[]
  try {
    results = (await inWorkers('./keyed-worker.js', THREADS, {
      parts,
      map,
      seed,
      rounds: 25_000,
    })) as Result[]
  } catch (error) {
    // an address that is none
    return [String(error)]
  }
  const faults = results.flatMap((result) => result.faults)
  if (faults.length > 0) return faults
  for (const key of [COUNTERS, COUNTERS + 1]) {
    const sum = results.reduce((total, { counted }) => total + (counted.get(key) ?? 0), 0)
    if (valueOf(map, key) !== sum) faults.push(`${sum - valueOf(map, key)} increments lost`)
  }
  if (core.keyedTable.holdersOfTable(map).length > 0) faults.push('something is locked at the end')
  return faults
}

for (const engine of engines) {
  test(`${engine}: what threads look at, change, add, remove and copy at once is whole and theirs`, () =>
    withSeed(async (random) => {
      assert.deepEqual(await stress(engine, integer(random, 0, 2 ** 30)), [])
    }))
}

test('what they do is right also where it takes long between two operations', () =>
  withSeed(async (random) => {
    const code = await compileWithPauses(undefined, core.layout.NEVER_CHANGES)
    assert.deepEqual(await stress('wasm', integer(random, 0, 2 ** 30), code), [])
  }))

for (const mutant of Object.keys(mutants)) {
  test(`the stress catches a map in which ${mutant}`, () =>
    withSeed(async (random) => {
      const code = await compileWithPauses(mutant, core.layout.NEVER_CHANGES)
      await untilCaught(random, (seed) => stress('wasm', seed, code))
    }))
}

test('what a dead thread had locked is free, also when it had frozen the entries', () => {
  openArena(core, 'wasm')
  const map = makeMap()
  const { freeze, enterTable, leaveTable, settleTable, holdersOfTable } = core.keyedTable
  core.slot.keyHand.words.set([core.slot.SLOT_INTEGER, 3, 0, 0])
  assert.notEqual(core.keyedEntry.lock(map, 9), 0)
  core.slot.keyHand.words.set([core.slot.SLOT_INTEGER, 4, 0, 0])
  const mine = core.keyedEntry.lock(map, 1)
  settleTable(map, 9)
  assert.deepEqual(holdersOfTable(map), [1])
  core.keyedEntry.unlock(mine)
  enterTable(map, 9)
  freeze(map, 9)
  settleTable(map, 9)
  assert.deepEqual(holdersOfTable(map), [])
  const scratch = core.arena.allocate(16)
  assert.equal(core.keyedEntry.lookUp(map, scratch), core.keyedSteps.BUSY)
  const entry = core.keyedEntry.lock(map, 1)
  assert.notEqual(entry, 0)
  core.keyedEntry.unlock(entry)
  assert.equal(core.keyedEntry.lookUp(map, scratch), core.keyedSteps.READ)
  enterTable(map, 1)
  leaveTable(map)
})
