/** The real futures and pools as their suites see them. */
import { Thread } from 'nogil'
import { Future, ThreadPoolExecutor } from 'nogil/futures'
import type { ThreadPoolOptions } from 'nogil/futures'
import { executorCases } from './futures-executor.suite.ts'
import { futureCases } from './futures-future.suite.ts'
import { shutdownCases } from './futures-shutdown.suite.ts'
import { waitCases } from './futures-wait.suite.ts'

/** What the suites run on. */
export interface FuturesKit {
  makeFuture(): Future
  makePool(options?: ThreadPoolOptions): ThreadPoolExecutor
  makeThread(target: () => unknown): Thread<readonly unknown[], unknown>
}

export type FuturesCase = (kit: FuturesKit) => void | Promise<void>

const cases = { ...futureCases, ...waitCases, ...executorCases, ...shutdownCases }

export const futuresTitles: readonly string[] = Object.keys(cases)

/** Runs the case with this title in the calling thread; the pools that it makes are shut down. */
export async function runFuturesCase(title: string): Promise<void> {
  const run = cases[title]
  if (run === undefined) throw new RangeError(`no case called ${title}`)
  const pools: ThreadPoolExecutor[] = []
  try {
    await run({
      makeFuture: () => new Future(),
      makePool(options) {
        const pool = new ThreadPoolExecutor(options)
        pools.push(pool)
        return pool
      },
      makeThread: (target) => new Thread({ target }),
    })
  } finally {
    for (const pool of pools) pool.shutdown()
  }
}
