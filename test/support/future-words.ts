/** Who waits for a future, read from the words in shared memory (src/core/futures-layout.ts). */
import { addressOf, viewOf } from './waiters.ts'

const F_SLEEPERS = 20
const F_LIST_HEAD = 28

/** How many threads sleep in `result()` and the like of the future. */
export function futureSleepers(future: object): number {
  return Atomics.load(viewOf(addressOf(future) + F_SLEEPERS), 0)
}

/** Whether anybody awaits the future, or waits for it among several. */
export function isWatched(future: object): boolean {
  return Atomics.load(viewOf(addressOf(future) + F_LIST_HEAD), 0) !== 0
}
