/** The core with its queue, for raw workers. */
import { loadCore } from './shared-words.ts'
import type { Core } from './shared-words.ts'

const BUILT = new URL('../../../dist/core/', import.meta.url)

export interface QueueCore extends Core {
  readonly words: typeof import('../../dist/core/queue-layout.js')
  readonly queue: typeof import('../../dist/core/queue.js')
  readonly queueWait: typeof import('../../dist/core/queue-wait.js')
  readonly ring: typeof import('../../dist/core/queue-ring.js')
  readonly ticket: typeof import('../../dist/core/ticket.js')
}

export async function loadQueueCore(): Promise<QueueCore> {
  const [words, queue, queueWait, ring, ticket] = await Promise.all(
    ['queue-layout', 'queue', 'queue-wait', 'queue-ring', 'ticket'].map(
      (file) => import(new URL(`${file}.js`, BUILT).href) as Promise<unknown>,
    ),
  )
  return { ...(await loadCore()), words, queue, queueWait, ring, ticket } as QueueCore
}
