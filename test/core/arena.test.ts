import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integer, withSeed } from '../support/seed.ts'
import { inWorkers, loadCore, openArena } from './shared-words.ts'

const core = await loadCore()

test('blocks that are in use never overlap, and those of 64 bytes and more begin a cache line', () =>
  withSeed((random) => {
    openArena(core, 'wasm')
    const live = new Map<number, number>()
    for (let step = 0; step < 20_000; step++) {
      if (live.size > 200 && random() < 0.6) {
        const [address, bytes] = [...live][integer(random, 0, live.size)] as [number, number]
        live.delete(address)
        core.arena.free(address, bytes)
        continue
      }
      const bytes = random() < 0.05 ? integer(random, 1, 20_000) : integer(random, 1, 300)
      const address = core.arena.allocate(bytes)
      if (bytes > 48) assert.equal(address % 64, 0)
      live.set(address, bytes)
    }
    const sorted = [...live].sort(([a], [b]) => a - b)
    for (const [index, [address]] of sorted.entries()) {
      const before = sorted[index - 1]
      if (before !== undefined) assert.ok(before[0] + before[1] <= address, `${before} overlaps ${address}`)
    }
  }))

test('a million blocks made and freed in turn take no more room than one', () => {
  openArena(core, 'wasm')
  core.arena.free(core.arena.allocate(100), 100)
  const { touched } = core.arena.arenaUse()
  for (let round = 0; round < 1_000_000; round++) core.arena.free(core.arena.allocate(100), 100)
  assert.equal(core.arena.arenaUse().touched, touched)
})

test('a full arena throws a ThreadError with the figures, and what was freed can be had again', () => {
  openArena(core, 'wasm')
  const blocks: number[] = []
  assert.throws(() => {
    for (;;) blocks.push(core.arena.allocate(100_000))
  }, /the arena is full: 100000 bytes asked for, \d+ of 16777216 in use/)
  core.arena.free(blocks.pop() ?? 0, 100_000)
  assert.ok(core.arena.allocate(100_000) > 0)
})

test('zeroed blocks are zero though their memory was used before', () => {
  openArena(core, 'wasm')
  const address = core.arena.allocate(256)
  core.memory.u8.fill(0xff, address, address + 256)
  core.arena.free(address, 256)
  const again = core.arena.allocateZeroed(256)
  assert.ok(core.memory.u8.subarray(again, again + 256).every((byte) => byte === 0))
})

test('four threads that allocate and free at once never share a block', () =>
  withSeed(async (random) => {
    const parts = openArena(core, 'wasm')
    const seed = Math.floor(random() * 2 ** 30)
    assert.deepEqual(await inWorkers('./arena-worker.js', 4, { parts, seed }), ['ok', 'ok', 'ok', 'ok'])
  }))
