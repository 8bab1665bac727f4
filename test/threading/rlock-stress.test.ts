/** RLocks used by threads and flows, blocking, timed, awaiting and aborted, all at once. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { RLock, Thread } from 'nogil'
import { untilCaught } from '../support/mutants.ts'
import { withSeed } from '../support/seed.ts'
import { awaiters, sleepers } from '../support/waiters.ts'
import { makeWords, read } from '../support/words.ts'
import { CLASHES, ERRORS, INSIDE, LOST, mutants, PASSED, useRLock } from './rlock-stress.ts'

const THREADS = 3

/** @returns what went wrong. */
async function stress(seed: number, mutant?: string): Promise<string[]> {
  const lock = new RLock()
  const words = makeWords()
  const threads = Array.from(
    { length: THREADS },
    (_, index) => new Thread({ target: useRLock, args: [lock, words, seed + index, mutant] }),
  )
  for (const thread of threads) thread.start()
  await useRLock(lock, words, seed + THREADS, mutant)
  for (const thread of threads) await thread.resultAsync({ timeout: 15_000 })
  const faults: string[] = []
  const expectNone = (count: number, what: string): void =>
    void (count !== 0 && faults.push(`${count} ${what}`))
  expectNone(read(words, CLASHES), 'were inside beside another')
  expectNone(read(words, LOST), 'waited in vain')
  expectNone(read(words, ERRORS), 'were refused what they held, or lost it')
  if (mutant === undefined) {
    expectNone(read(words, INSIDE), 'are inside at the end')
    expectNone(awaiters(lock), 'await it at the end')
    expectNone(sleepers(lock), 'sleep at the end')
    expectNone(Number(lock.locked()), 'holds it at the end')
  }
  if (read(words, PASSED) < 100) faults.push('hardly anybody ever was inside')
  return faults
}

test('threads and flows that wait in every way are never inside together, and all get in', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 3; round++) assert.deepEqual(await stress(Math.floor(random() * 2 ** 30)), [])
  }))

for (const mutant of Object.keys(mutants)) {
  test(`the stress catches an RLock of which ${mutant}`, () =>
    withSeed(async (random) => {
      await untilCaught(random, (seed) => stress(seed, mutant))
    }))
}
