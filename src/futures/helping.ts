/**
 * What a future asks of the pool that is to run it, while somebody waits: set by the pool's own modules, which futures
 * can't import, because they import futures.
 */

export interface Helper {
  /** Whether this thread is a worker of the pool. */
  servesHere(pool: number): boolean
  /** Whether the future's task is one that this worker has begun and not ended. */
  runsHere(future: number): boolean
  /** Whether the one task that this thread has begun as a worker, and not ended, is the one that asks. */
  isAlone(): boolean
  /** Runs one queued task of the pool in this worker, to its end. @returns false when there was none to run. */
  runOne(pool: number): boolean
  /** As {@link runOne}; the promise settles when the task has ended. */
  startOne(pool: number): Promise<void> | undefined
  /** Starts a worker if queued tasks have none. */
  seeToWorkers(pool: number): void
}

export let helper: Helper = {
  servesHere: () => false,
  runsHere: () => false,
  isAlone: () => false,
  runOne: () => false,
  startOne: () => undefined,
  seeToWorkers: () => {},
}

export function useHelper(real: Helper): void {
  helper = real
}
