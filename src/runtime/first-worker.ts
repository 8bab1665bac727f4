/** The worker of the first carrier, which main alone can terminate: main's part in runtime/doomed.ts. */
import { load, store } from '#atomics'
import { FIRST_DOOMED } from '../core/layout.ts'
import type { RunningWorker } from '../platform/workers.ts'

let worker: RunningWorker | undefined

export function noteFirstWorker(first: RunningWorker): void {
  store(FIRST_DOOMED, 0)
  worker = first
}

/** Main looks at this word before and after each sleep and on each ring of its mailbox. */
export function obeyFirstDoomed(): void {
  if (load(FIRST_DOOMED) === 0 || worker === undefined) return
  const doomed = worker
  worker = undefined
  doomed.terminate()
}
