/** Wrong ways to take up, cancel and finish a future, each with one mistake; the rounds must catch every one of them. */
import type { FutureCore } from './future-core.ts'

export interface FutureUnderTest {
  /** @returns whether the caller is to run the task. */
  takeUp(future: number, owner: number): boolean
  cancel(future: number, owner: number): boolean
  finish(future: number, owner: number, value: Int32Array): void
}

export function rightFuture({ future }: FutureCore): FutureUnderTest {
  return {
    takeUp: (at, owner) => future.takeUp(at, owner).runs,
    cancel: (at, owner) => future.cancel(at, owner),
    finish: (at, owner, value) => void future.finish(at, owner, future.VALUE, value),
  }
}

/** Widens the gap in which another thread must come. */
function gap(): void {
  for (const until = performance.now() + 0.05; performance.now() < until;);
}

export const mutants: Record<string, (core: FutureCore) => FutureUnderTest> = {
  'a task is taken up by a look and a store, so that two run it': (core) => ({
    ...rightFuture(core),
    takeUp(at) {
      if (core.atomics.load(at + core.words.F_STATE) !== core.future.PENDING) return false
      gap()
      core.atomics.store(at + core.words.F_STATE, core.future.RUNNING)
      return true
    },
  }),
  'a cancel looks and then stores, so that the task has begun': (core) => ({
    ...rightFuture(core),
    cancel(at, owner) {
      if (core.atomics.load(at + core.words.F_STATE) !== core.future.PENDING) return false
      gap()
      core.atomics.store(at + core.words.F_STATE, core.future.CANCELLED)
      core.future.wake(at, owner)
      return true
    },
  }),
  'a future is finished before its value is there': (core) => ({
    ...rightFuture(core),
    finish(at, owner, value) {
      core.atomics.store(at + core.words.F_STATE, core.future.FINISHED)
      core.future.wake(at, owner)
      gap()
      core.atomics.store(at + core.words.F_VALUE, value[0] ?? 0)
      core.atomics.store(at + core.words.F_OUTCOME, core.future.VALUE)
    },
  }),
  'those who wait are woken before the future is finished': (core) => ({
    ...rightFuture(core),
    finish(at, owner, value) {
      core.atomics.store(at + core.words.F_VALUE, value[0] ?? 0)
      core.atomics.store(at + core.words.F_OUTCOME, core.future.VALUE)
      core.future.wake(at, owner)
      gap()
      core.atomics.store(at + core.words.F_STATE, core.future.FINISHED)
    },
  }),
  'a finisher wakes nobody who came to sleep after it looked': (core) => ({
    ...rightFuture(core),
    finish(at, owner, value) {
      core.atomics.store(at + core.words.F_VALUE, value[0] ?? 0)
      core.atomics.store(at + core.words.F_OUTCOME, core.future.VALUE)
      const sleepers = core.atomics.load(at + core.words.F_SLEEPERS)
      gap()
      core.atomics.store(at + core.words.F_STATE, core.future.FINISHED)
      if (sleepers !== 0) core.future.wake(at, owner)
    },
  }),
}
