/** The core with its pools, streams and stops of tasks, for raw workers. */
import { loadQueueCore } from './queue-core.ts'
import type { QueueCore } from './queue-core.ts'

const BUILT = new URL('../../../dist/core/', import.meta.url)

export interface PoolCore extends QueueCore {
  readonly poolWords: typeof import('../../dist/core/futures-layout.js')
  readonly pool: typeof import('../../dist/core/pool.js')
  readonly inbox: typeof import('../../dist/core/pool-inbox.js')
  readonly stream: typeof import('../../dist/core/stream.js')
  readonly taskStop: typeof import('../../dist/core/task-stop.js')
  readonly future: typeof import('../../dist/core/future.js')
}

export async function loadPoolCore(): Promise<PoolCore> {
  const [poolWords, pool, inbox, stream, taskStop, future] = await Promise.all(
    ['futures-layout', 'pool', 'pool-inbox', 'stream', 'task-stop', 'future'].map(
      (file) => import(new URL(`${file}.js`, BUILT).href) as Promise<unknown>,
    ),
  )
  return { ...(await loadQueueCore()), poolWords, pool, inbox, stream, taskStop, future } as PoolCore
}
