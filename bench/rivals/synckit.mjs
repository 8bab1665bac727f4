/** synckit: the caller blocks, so there is one call at a time and one worker. */
import { createSyncFn } from 'synckit'

export async function open() {
  const run = createSyncFn(new URL('./workers/synckit.mjs', import.meta.url))
  return {
    blocking: true,
    run,
    all: (task, values) => values.map((value) => run(task, value)),
    close: () => {},
  }
}
