/** Collects garbage on purpose, for tests of what is released; no flag on the command line is needed. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all that nothing refers to, in a turn of its own: a WeakRef holds its target until the turn ends. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
  // callbacks of FinalizationRegistry run in a later turn
  await new Promise((resolve) => setTimeout(resolve, 1))
}
