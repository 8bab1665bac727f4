/** A thread that is ended in the middle of whatever it does to a map leaves the map whole. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const DEATHS = 20
const KEYS = 12

/** @returns what is wrong with the map, which nobody else uses. */
function faultsOf(map: number): string[] {
  const { K_COUNT, KE_VALUE, KE_VERSION } = core.dataLayout
  const { i32 } = core.memory
  const { eachEntry, enterTable, find, freeze, leaveTable, thaw } = core.keyedTable
  const faults: string[] = []
  let count = 0
  enterTable(map, 1)
  freeze(map, 1)
  eachEntry(map, (entry) => {
    count += 1
    core.slot.copySlot(core.slot.keyHand, entry)
    const key = core.slot.keyHand.words[1] ?? 0
    if (find(map) !== entry) faults.push(`${key} is not found where it is`)
    if ((core.atomics.load(entry + KE_VERSION) & 1) !== 0) faults.push(`${key} is half written`)
    const at = (entry + KE_VALUE) >>> 2
    const [kind = 0, number = 0, inverse, both] = i32.slice(at, at + 4)
    const whole =
      (kind & 255) !== core.slot.SLOT_TEXT || (inverse === ~number && both === number * 1000 + key)
    if (!whole) faults.push(`${key} has half a value`)
  })
  if (core.atomics.load(map + K_COUNT) !== count) faults.push(`${count} entries, not as many as it says`)
  thaw(map)
  leaveTable(map)
  for (let key = 0; key < KEYS; key++) {
    core.slot.keyHand.words.set([core.slot.SLOT_INTEGER, key, 0, 0])
    if (find(map) === 0) faults.push(`${key} is gone`)
  }
  return faults
}

function makeMap(): number {
  const { keyHand, valueHand, SLOT_INTEGER, SLOT_TEXT } = core.slot
  const map = core.arena.allocateZeroed(core.dataLayout.KEYED_BYTES)
  core.keyedTable.initTable(map)
  for (const key of [...Array.from({ length: KEYS }).keys(), 100, 101, 204, 205]) {
    keyHand.words.set([SLOT_INTEGER, key, 0, 0])
    valueHand.words.set(key < KEYS ? [SLOT_TEXT | (12 << 8), 7, ~7, 7000 + key] : [SLOT_INTEGER, 0, 0, 0])
    core.keyedTable.find(map)
    core.keyedTable.append(map, 1)
  }
  return map
}

test('threads that die at any moment leave a map that is whole and free', () => {
  allowMs(90_000)
  return withSeed(async (random) => {
    const parts = openArena(core, 'wasm')
    const map = makeMap()
    const begun = core.arena.allocateZeroed(64)
    for (let death = 0; death < DEATHS; death++) {
      core.atomics.store(begun, 0)
      const worker = new Worker(new URL('./keyed-worker.js', import.meta.url), {
        workerData: { parts, ident: 2, map, begun, seed: integer(random, 0, 2 ** 30), rounds: Infinity },
      })
      while (core.atomics.load(begun) === 0) await new Promise((resolve) => setImmediate(resolve))
      for (let pause = integer(random, 0, 1_000_000); pause > 0; pause--) Math.sqrt(pause)
      const ended = once(worker, 'exit')
      await worker.terminate()
      await ended
      core.mutex.breakDead(core.layout.ALLOCATOR_LOCK, 2)
      core.keyedTable.settleTable(map, 2)
      assert.deepEqual(core.keyedTable.holdersOfTable(map), [])
      assert.deepEqual(faultsOf(map), [])
    }
  })
})
