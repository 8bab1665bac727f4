/**
 * A thread that is ended between any two of its plain stores, under a mutex of the library's own, leaves the allocator and
 * the list of objects whole. The storms of shared/ended-inside.test.ts meet such a moment once in a thousand deaths; here
 * each of them comes in its turn: the view that `poke()` writes to throws at the n-th store.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCore, openArena } from './shared-words.ts'

const core = await loadCore()
const objects = (await import(
  new URL('../../../dist/core/objects.js', import.meta.url).href
)) as typeof import('../../dist/core/objects.js')
const DEAD = 2
const SUPERVISOR = 3
/** More than any of these steps stores. */
const MOST_STORES = 60

class Died extends Error {}

/** Stores to go until the thread dies. */
let left = 0

const Original = globalThis.Int32Array

class Mortal extends Original<SharedArrayBuffer> {
  constructor(buffer: SharedArrayBuffer) {
    super(buffer)
    // oxlint-disable-next-line no-constructor-return -- what stands for the view
    return new Proxy(this, {
      get: (target, key) => Reflect.get(target, key) as unknown,
      set(target, key, value) {
        if (left === 0) throw new Died()
        left -= 1
        return Reflect.set(target, key, value)
      },
    })
  }
}

/** Makes the views of the arena anew. */
function attachWith(View: typeof Original | typeof Mortal): void {
  globalThis.Int32Array = View as typeof Original
  try {
    core.memory.attach(core.memory.arenaParts() as ReturnType<typeof openArena>)
    core.atomics.chooseEngine()
  } finally {
    globalThis.Int32Array = Original
  }
}

/** @returns whether the thread came to the end of `step`. */
function dieAfter(stores: number, step: () => void): boolean {
  attachWith(Mortal)
  left = stores
  try {
    step()
    return true
  } catch (error) {
    if (!(error instanceof Died)) throw error
    return false
  } finally {
    attachWith(Original)
    core.mutex.breakDead(core.layout.ALLOCATOR_LOCK, DEAD)
    core.mutex.breakDead(core.layout.OBJECTS_LOCK, DEAD)
  }
}

/** Runs `check` for a death after each of the stores, until there are no more. */
function atEachStore(check: (stores: number) => boolean): void {
  for (let stores = 0; stores < MOST_STORES; stores++) if (check(stores)) return
  assert.fail(`expected an end within ${MOST_STORES} stores`)
}

function listed(): number[] {
  const found: number[] = []
  objects.eachObject(SUPERVISOR, (object) => {
    assert.ok(!found.includes(object), 'the list is a circle')
    found.push(object)
  })
  return found
}

/** All orders in which three others can leave the list. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

function makeObjects(count: number): number[] {
  return Array.from({ length: count }, () => core.arena.allocateZeroed(64))
}

/** Takes three objects off after a death: they are off then, whoever died, and nothing else is. */
function assertWhole(others: readonly number[], order: readonly number[], rest: readonly number[]): void {
  for (const index of order) {
    const object = others[index] as number
    objects.unlink(object, SUPERVISOR)
    assert.ok(!listed().includes(object), 'what was taken off is off')
  }
  assert.deepEqual(
    listed().filter((object) => !rest.includes(object)),
    [],
  )
}

test('a thread that dies while it enters an object leaves a list from which all others can be taken', () => {
  for (const order of ORDERS) {
    atEachStore((stores) => {
      openArena(core, 'wasm')
      const [first, second, third, entering] = makeObjects(4) as [number, number, number, number]
      for (const object of [first, second, third]) objects.link(object, SUPERVISOR)
      const done = dieAfter(stores, () => objects.link(entering, DEAD))
      assert.deepEqual(
        listed().filter((object) => object !== entering),
        [third, second, first],
      )
      assertWhole([first, second, third], order, [entering])
      return done
    })
  }
})

test('a thread that dies while it takes an object off leaves a list from which all others can be taken', () => {
  for (const order of ORDERS) {
    for (const place of [0, 1, 2, 3]) {
      atEachStore((stores) => {
        openArena(core, 'wasm')
        const all = makeObjects(4)
        for (const object of all) objects.link(object, SUPERVISOR)
        const leaving = all[place] as number
        const others = all.filter((object) => object !== leaving)
        const done = dieAfter(stores, () => objects.unlink(leaving, DEAD))
        assertWhole(others, order, done ? [] : [leaving])
        return done
      })
    }
  }
})

test('a thread that dies while it allocates or frees loses memory, and none is handed out twice', () => {
  for (const bytes of [16, 64, 100, 300]) {
    atEachStore((stores) => {
      openArena(core, 'wasm')
      const { arena } = core
      const held: { readonly address: number; readonly bytes: number }[] = []
      const take = (size: number): void => {
        held.push({ address: arena.allocate(size), bytes: size })
      }
      // so that what comes next has to skip some for its alignment
      take(16)
      arena.setAllocatingThread(DEAD)
      const done = dieAfter(stores, () => {
        take(bytes)
        for (let n = 0; n < 20; n++) arena.free(arena.allocate(bytes), bytes)
      })
      arena.setAllocatingThread(SUPERVISOR)
      for (let n = 0; n < 200; n++) take([16, 32, 48, 64, bytes][n % 5] as number)
      const sorted = held.toSorted((a, b) => a.address - b.address)
      for (const [index, { address }] of sorted.entries()) {
        const before = sorted[index - 1]
        assert.ok(
          before === undefined || before.address + before.bytes <= address,
          `${address} is handed out twice after ${stores} stores`,
        )
      }
      return done
    })
  }
})
