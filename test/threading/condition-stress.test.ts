/** Conditions used by threads and flows, blocking, timed, awaiting and aborted, all at once. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Condition, Lock, RLock, Thread } from 'nogil'
import { integer, withSeed } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'
import { awaiters, sleepers, waitersOf } from '../support/waiters.ts'
import { makeWords, read } from '../support/words.ts'
import { CLASHES, CONSUMED, ITEMS, LOST, PRODUCED, useBuffer } from './condition-stress.ts'

const STEPS = 150

/** Two threads block, one and main await; each does as many steps. */
async function passItems(lock: Lock | RLock, random: Random): Promise<void> {
  const [notEmpty, notFull, words] = [new Condition(lock), new Condition(lock), makeWords()]
  const seed = integer(random, 0, 2 ** 30)
  const parts = [
    { producer: true, blocking: true, rounds: STEPS, seed },
    { producer: false, blocking: true, rounds: STEPS, seed: seed + 1 },
    { producer: true, blocking: false, rounds: STEPS / 3, seed: seed + 2 },
  ]
  const threads = parts.map(
    (part) => new Thread({ target: useBuffer, args: [notEmpty, notFull, words, part] }),
  )
  for (const thread of threads) thread.start()
  await useBuffer(notEmpty, notFull, words, {
    producer: false,
    blocking: false,
    rounds: STEPS / 3,
    seed: seed + 3,
  })
  for (const thread of threads) await thread.resultAsync({ timeout: 15_000 })
  assert.deepEqual([read(words, LOST), read(words, CLASHES)], [0, 0])
  assert.deepEqual(
    [read(words, PRODUCED), read(words, CONSUMED), read(words, ITEMS)],
    [2 * STEPS, 2 * STEPS, 0],
  )
  assert.deepEqual([waitersOf(notEmpty), waitersOf(notFull)], [0, 0])
  assert.deepEqual([awaiters(lock), sleepers(lock), lock.locked()], [0, 0, false])
}

for (const [name, makeLock] of [
  ['an RLock', () => new RLock()],
  ['a Lock', () => new Lock()],
] as const) {
  test(`producers and consumers over ${name} pass every item on once, whatever way they wait`, () =>
    withSeed(async (random) => {
      for (let round = 0; round < 3; round++) await passItems(makeLock(), random)
    }))
}
