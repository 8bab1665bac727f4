/** Shared objects with fields of every kind, under all threads at once, with concurrent reclaiming: what is read is whole. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { memory, Thread } from 'nogil'
import { dispose } from 'nogil/shared'
import { untilCaught } from '../support/mutants.ts'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { makeThings, stormOfFields } from './every-field.ts'
import type { Fault } from './every-field.ts'

const THREADS = 3
const STEPS = 600

function run(seed: number, fault?: Fault): string[] {
  const things = makeThings()
  const threads = Array.from(
    { length: THREADS },
    (_, index) => new Thread({ target: stormOfFields, args: [things, seed + index, STEPS, fault] }),
  )
  for (const thread of threads) thread.start()
  const faults = stormOfFields(things, seed + THREADS, STEPS, fault)
  for (const thread of threads) faults.push(...(thread.result() as string[]))
  dispose(things.all)
  dispose(things.queue)
  return faults
}

test('fields of every kind are read whole while others write, replace, delete, dispose and collect', async () => {
  allowMs(120_000)
  await withSeed((random) => {
    assert.deepEqual(run(integer(random, 0, 2 ** 30)), [])
    memory({ collect: true })
  })
})

test('the storm notices an object that is written in halves', async () => {
  allowMs(120_000)
  await withSeed((random) =>
    untilCaught(random, (seed) =>
      Promise.resolve(run(seed, 'half an object').filter((fault) => fault.includes(': inner: '))),
    ),
  )
})
