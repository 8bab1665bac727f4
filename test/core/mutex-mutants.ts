/** Wrong mutexes, each with one mistake that is easily made; the stress must catch every one of them. */
import type { Core } from './shared-words.ts'

export type MutexUnderTest = Pick<Core['mutex'], 'acquire' | 'tryAcquire' | 'release'>

export const mutants: Record<string, (core: Core) => MutexUnderTest> = {
  'a woken waiter takes the lock without CONTENDED, so the sleepers behind it are forgotten': (core) => ({
    ...core.mutex,
    acquire(address, owner, deadlineMs) {
      for (;;) {
        if (core.mutex.tryAcquire(address, owner)) return true
        const word = core.atomics.load(address)
        if (word === 0 || core.atomics.compareExchange(address, word, word | 1) !== word) continue
        if (deadlineMs <= performance.now()) return false
        if (!core.park.park(address, word | 1, deadlineMs)) return false
      }
    },
  }),
  'a release looks for sleepers before it frees the lock': (core) => ({
    ...core.mutex,
    release(address) {
      const word = core.atomics.load(address)
      if ((word & 1) !== 0) {
        core.atomics.notify(address, 1)
        // widens the gap, so that the woken thread looks, and sleeps again, before the store
        core.atomics.wait(core.layout.MAGIC, core.layout.MAGIC_VALUE, 100)
      }
      core.atomics.store(address, 0)
      return word
    },
  }),
  'a waiter sleeps without setting CONTENDED': (core) => ({
    ...core.mutex,
    acquire(address, owner, deadlineMs) {
      while (!core.mutex.tryAcquire(address, owner)) {
        const left = deadlineMs - performance.now()
        if (left <= 0) return false
        if (!core.park.park(address, core.atomics.load(address) || 1, deadlineMs)) return false
      }
      return true
    },
  }),
  'the lock is taken by a load and a store': (core) => ({
    ...core.mutex,
    acquire(address, owner, deadlineMs) {
      for (;;) {
        if (core.atomics.load(address) === 0) {
          for (const until = performance.now() + 0.02; performance.now() < until;);
          core.atomics.store(address, owner << 1)
          return true
        }
        if (deadlineMs <= performance.now()) return false
      }
    },
  }),
}
