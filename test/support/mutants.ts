/** How often a stress may look at a wrong implementation before the test says that it does not see what is wrong. */
import assert from 'node:assert/strict'
import { integer } from './seed.ts'
import type { Random } from './seed.ts'

/** A busy machine schedules threads one after another, and most mistakes show only where they meet. */
const PATIENCE_MS = 12_000

/**
 * Repeats the runs, in turn, until one finds a fault.
 * @param runs - each gives the faults that it saw with the seed it got.
 */
export async function untilCaught(
  random: Random,
  ...runs: readonly ((seed: number) => Promise<readonly string[]>)[]
): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  let tries = 0
  do {
    for (const run of runs) {
      tries += 1
      if ((await run(integer(random, 0, 2 ** 30))).length > 0) return
    }
  } while (performance.now() < giveUpAt)
  assert.fail(`${tries} runs of the wrong implementation looked right`)
}
