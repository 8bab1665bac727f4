/** All types of nogil/shared at once: nobody sees half of a value. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { untilCaught } from '../support/mutants.ts'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { makeWorld, storm, TEARING } from './all-types.ts'
import type { Tearing } from './all-types.ts'

const THREADS = 3
const STEPS = 1500

function run(seed: number, tearing?: Tearing): string[] {
  const world = makeWorld()
  const threads = Array.from(
    { length: THREADS },
    (_, index) => new Thread({ target: storm, args: [world, seed + index, STEPS, tearing] }),
  )
  for (const thread of threads) thread.start()
  const faults = storm(world, seed + THREADS, STEPS, tearing)
  for (const thread of threads) faults.push(...(thread.result() as string[]))
  for (const [, object] of world.box) (object as Disposable)[Symbol.dispose]()
  for (const object of Object.values(world) as Partial<Disposable>[]) object[Symbol.dispose]?.()
  return faults
}

test('threads that read, write, replace and free objects of all types see whole values only', async () => {
  allowMs(60_000)
  await withSeed((random) => {
    assert.deepEqual(run(integer(random, 0, 2 ** 30)), [])
  })
})

for (const [tearing, what] of Object.entries(TEARING) as [Tearing, string][]) {
  test(`the storm notices who writes ${tearing}`, async () => {
    allowMs(60_000)
    await withSeed((random) =>
      untilCaught(random, (seed) =>
        Promise.resolve(run(seed, tearing).filter((fault) => fault.includes(`: ${what} `))),
      ),
    )
  })
}
