/** The queue on words alone: a seeded stress on both engines, the mutants that it must catch, sort keys and dead threads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withSeed } from '../support/seed.ts'
import { loadQueueCore } from './queue-core.ts'
import { mutants } from './queue-mutants.ts'
import { appear, inWorkers, openArena } from './shared-words.ts'

const core = await loadQueueCore()
const { queue: algorithm, ring, words, atomics } = core
const engines = ['wasm', 'atomics'] as const
const THREADS = 4

interface Result {
  readonly puts: boolean
  readonly count: number
  readonly sum: number
  readonly lost: number
}

function makeQueue(order: number = algorithm.FIRST_IN, maxsize: number = 0): number {
  const queue = core.arena.allocateZeroed(words.QUEUE_BYTES)
  algorithm.initQueue(queue, order, maxsize)
  return queue
}

async function stress(engine: 'wasm' | 'atomics', seed: number, mutant?: string): Promise<string[]> {
  const parts = openArena(core, engine)
  const queue = makeQueue(seed % 3 === 0 ? algorithm.LAST_IN : algorithm.FIRST_IN, 1 + (seed % 4))
  const putting = core.arena.allocateZeroed(64)
  atomics.store(putting, THREADS / 2)
  const data = {
    parts,
    queue,
    putting,
    seed,
    items: mutant === undefined ? 6000 : 2000,
    patient: mutant !== undefined,
    mutant,
  }
  const results = (await inWorkers('./queue-worker.js', THREADS, data)) as Result[]
  const total = (puts: boolean, of: (result: Result) => number): number =>
    results.filter((result) => result.puts === puts).reduce((all, result) => all + of(result), 0)
  const faults: string[] = []
  if (results.some(({ lost }) => lost > 0)) faults.push('a wake-up lost')
  else {
    if (total(true, ({ count }) => count) !== total(false, ({ count }) => count)) faults.push('items lost')
    if (total(true, ({ sum }) => sum) !== total(false, ({ sum }) => sum)) faults.push('wrong items')
    if (algorithm.countItems(queue) !== 0) faults.push('items left')
  }
  return faults
}

/** Rounds in which two threads get one item each, put one shortly after the other: how many waited in vain? */
async function relay(seed: number, mutant?: string): Promise<number> {
  const parts = openArena(core, 'wasm')
  const round = core.arena.allocateZeroed(64)
  const data = { parts, queue: makeQueue(), round, seed, rounds: 400, mutant }
  const lost = (await inWorkers('./queue-relay-worker.js', 3, data)) as number[]
  return lost.reduce((all, one) => all + one, 0)
}

test('of two items put one shortly after the other each of two threads gets one', () =>
  withSeed(async (random) => assert.equal(await relay(Math.floor(random() * 2 ** 20)), 0)))

for (const engine of engines) {
  test(`${engine}: two threads put and two get, with and without timeouts, and no item or wake-up is lost`, () =>
    withSeed(async (random) => {
      for (let run = 0; run < 2; run++)
        assert.deepEqual(await stress(engine, Math.floor(random() * 2 ** 20)), [])
    }))

  test(`${engine}: what a dead thread held and waited for is settled`, () => {
    openArena(core, engine)
    const queue = makeQueue()
    const dead = appear(core, 7)
    const alive = appear(core, 8)
    const getters = queue + words.Q_GETTERS
    core.ticket.takeTicket(getters, dead, 7)
    const waiter = core.ticket.takeTicket(getters, alive, 8)
    core.mutex.acquire(queue + words.Q_MUTEX, 7, Infinity)
    core.queueWait.settleQueue(queue, dead, 7, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 1)
    ring.hand[0] = 5
    assert.equal(algorithm.tryPut(queue, 8), algorithm.DONE)
    assert.equal(core.ticket.waitForSignal(getters, waiter, 8, 0, queue), core.waitList.SIGNALED)
    assert.equal(algorithm.tryGet(queue, 8), algorithm.DONE)
  })

  test(`${engine}: while a thread spins for an item, the first one wakes nobody else and the second one does`, () => {
    openArena(core, engine)
    const queue = makeQueue()
    const getters = queue + words.Q_GETTERS
    const sleeper = appear(core, 2)
    core.ticket.takeTicket(getters, sleeper, 2)
    core.atomics.store(queue + words.Q_SPINNER, 3)
    algorithm.tryPut(queue, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 1)
    algorithm.tryPut(queue, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 0)
  })

  test(`${engine}: a thread that died while it spun for an item keeps no wake-up from others`, () => {
    openArena(core, engine)
    const queue = makeQueue()
    const getters = queue + words.Q_GETTERS
    const dead = appear(core, 7)
    core.ticket.takeTicket(getters, appear(core, 2), 2)
    core.atomics.store(queue + words.Q_SPINNER, 7)
    algorithm.tryPut(queue, 1)
    core.queueWait.settleQueue(queue, dead, 7, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 0)
    core.ticket.takeTicket(getters, appear(core, 4), 4)
    algorithm.tryGet(queue, 1)
    algorithm.tryPut(queue, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 0)
  })

  test(`${engine}: one put signals one blocked waiter, and the first of each thread that awaits before it`, () => {
    openArena(core, engine)
    const queue = makeQueue()
    const getters = queue + words.Q_GETTERS
    const [first, second, blocked] = [appear(core, 2), appear(core, 3), appear(core, 4)]
    for (const thread of [first, first, second]) core.waitList.enlist(getters, thread, 1)
    core.waitList.enlist(getters, blocked, 1, core.waitList.PARKED)
    core.waitList.enlist(getters, blocked, 1, core.waitList.PARKED)
    core.waitList.enlist(getters, second, 1)
    algorithm.tryPut(queue, 1)
    // left: the second of the first thread, the second blocked one, the second of the second thread
    assert.equal(core.waitList.countWaiters(getters, 1), 3)
    assert.equal(core.mailbox.collect(first).length, 1)
    assert.equal(core.mailbox.collect(second).length, 1)
    algorithm.tryGet(queue, 1)
    core.queueWait.passItem(queue, 1)
    assert.equal(core.waitList.countWaiters(getters, 1), 3, 'an empty queue wakes nobody')
  })
}

for (const mutant of Object.keys(mutants)) {
  test(`the relay or the stress catches a queue in which ${mutant}`, () =>
    withSeed(async (random) => {
      for (let attempt = 0; attempt < 5; attempt++) {
        const seed = Math.floor(random() * 2 ** 20)
        if ((await relay(seed, mutant)) > 0 || (await stress('wasm', seed, mutant)).length > 0) return
      }
      assert.fail('five runs of the wrong queue looked right')
    }))
}
