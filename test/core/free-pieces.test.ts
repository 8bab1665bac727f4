/** The arena serves other sizes than those it has served so far: free neighbours become one again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integer, withSeed } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const { arena } = core
/** What a thread keeps for itself. */
const CACHES = 600_000

interface Block {
  readonly address: number
  readonly bytes: number
}

function fill(live: Block[], bytes: () => number): void {
  assert.throws(() => {
    for (;;) {
      const size = bytes()
      live.push({ address: arena.allocate(size), bytes: size })
    }
  }, /the arena is full/)
}

function freeAll(live: Block[]): void {
  for (const { address, bytes } of live.splice(0)) arena.free(address, bytes)
}

function freeSome(live: Block[], random: Random, part: number): void {
  for (let left = Math.floor(live.length * part); left > 0; left--) {
    const [gone] = live.splice(integer(random, 0, live.length), 1)
    if (gone !== undefined) arena.free(gone.address, gone.bytes)
  }
}

function assertApart(live: readonly Block[]): void {
  const sorted = [...live].sort((a, b) => a.address - b.address)
  for (const [index, { address }] of sorted.entries()) {
    const before = sorted[index - 1]
    assert.ok(before === undefined || before.address + before.bytes <= address, `overlap at ${address}`)
  }
}

test('an arena that was full of small blocks has room for one of half its size when they are free', () => {
  openArena(core, 'wasm')
  const whole = arena.largestFree()
  const live: Block[] = []
  for (const bytes of [16, 64, 100, 4000]) {
    fill(live, () => bytes)
    freeAll(live)
    const half = arena.allocate(whole / 2)
    arena.free(half, whole / 2)
  }
  assert.ok(arena.largestFree() > whole - CACHES)
})

test('mixed sizes for long leave the largest free piece large, and no two blocks overlap', () =>
  withSeed((random) => {
    openArena(core, 'wasm')
    const whole = arena.largestFree()
    const live: Block[] = []
    for (let round = 0; round < 12; round++) {
      fill(live, () => Math.ceil(random() ** 4 * 40_000))
      assertApart(live)
      for (const { address, bytes } of live) core.memory.u8.fill(round, address, address + bytes)
      freeSome(live, random, 0.7)
      fill(live, () => integer(random, 1, 200))
      assertApart(live)
      freeAll(live)
      assert.ok(arena.largestFree() > whole - CACHES, `${arena.largestFree()} in round ${round}`)
      assert.ok(arena.arenaUse().used < CACHES)
    }
  }))

test('the error of a full arena names the largest free piece, and one of that size can be had', () =>
  withSeed((random) => {
    openArena(core, 'wasm')
    const live: Block[] = []
    fill(live, () => integer(random, 1, 3000))
    freeSome(live, random, 0.3)
    let message = ''
    try {
      arena.allocate(15_000_000)
    } catch (error) {
      message = (error as Error).message
    }
    const [, largest] = /(\d+) in the largest free piece/.exec(message) ?? []
    assert.ok(Number(largest) > 0, message)
    live.push({ address: arena.allocate(Number(largest)), bytes: Number(largest) })
    assertApart(live)
  }))
