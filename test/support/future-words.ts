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

const X_LIVE = 104
const X_TASKS = 108
const X_STARTED = 128
const X_RECYCLED = 168
const X_IDLED = 172
const X_STOPPED = 176

/** What a pool counts. */
export interface PoolWords {
  readonly live: number
  readonly tasks: number
  readonly started: number
  readonly recycled: number
  readonly idled: number
  readonly stopped: number
}

export function poolWords(pool: object): PoolWords {
  const word = (offset: number): number => Atomics.load(viewOf(addressOf(pool) + offset), 0)
  return {
    live: word(X_LIVE),
    tasks: word(X_TASKS),
    started: word(X_STARTED),
    recycled: word(X_RECYCLED),
    idled: word(X_IDLED),
    stopped: word(X_STOPPED),
  }
}
