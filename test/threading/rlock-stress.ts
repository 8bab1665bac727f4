/** One thread of the RLock stress, and wrong RLocks that the stress must catch. */
import type { RLock } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'
import { addTo } from '../support/words.ts'
import type { Words } from '../support/words.ts'

/** Words of the stress. */
export const [INSIDE, PASSED, CLASHES, LOST, ERRORS] = [0, 1, 2, 3, 4]
/** Nobody holds the lock for longer than some turns of an event loop, so a wait of this length has lost its wake-up. */
const LOST_MS = 5000
const ROUNDS = 60

type RLockUnderTest = Pick<RLock, 'acquire' | 'tryAcquire' | 'acquireAsync' | 'release'>

/** Each with one mistake that is easily made. */
export const mutants: Record<string, (lock: RLock) => RLockUnderTest> = {
  'a flow gets the lock that another flow of its thread holds': (lock) => ({
    acquire: (options) => lock.acquire(options),
    tryAcquire: () => lock.tryAcquire(),
    acquireAsync: async (options) => lock.isOwned() || lock.acquireAsync(options),
    release: () => lock.release(),
  }),
  'synchronous code gets the lock that a flow of its thread holds': (lock) => {
    let borrowed = 0
    const own = (): boolean => lock.isOwned() && (borrowed += 1) > 0
    return {
      acquire: (options) => own() || lock.acquire(options),
      tryAcquire: () => own() || lock.tryAcquire(),
      acquireAsync: (options) => lock.acquireAsync(options),
      release: () => void (borrowed > 0 ? (borrowed -= 1) : lock.release()),
    }
  },
  'the first release frees the lock, however deep it is held': (lock) => ({
    acquire: (options) => lock.acquire(options),
    tryAcquire: () => lock.tryAcquire(),
    acquireAsync: (options) => lock.acquireAsync(options),
    release: () => {
      for (let depth = lock.recursionCount(); depth > 0; depth--) lock.release()
    },
  }),
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Runs flows and synchronous code on the lock, waiting for ever, with a timeout, with a signal, or not at all. */
export async function useRLock(lock: RLock, words: Words, seed: number, mutant?: string): Promise<void> {
  const subject: RLockUnderTest = mutant === undefined ? lock : (mutants[mutant]?.(lock) ?? lock)
  const random = randomFrom(seed)

  function enter(): void {
    if (addTo(words, INSIDE, 1) !== 0) addTo(words, CLASHES, 1)
    addTo(words, PASSED, 1)
  }

  /** Synchronous code, up to three levels deep, with nothing between the levels that could let others in. */
  function nested(depth: number): void {
    const got = random() < 0.5 ? subject.tryAcquire() : subject.acquire({ timeout: random() })
    if (!got) {
      if (depth > 1) addTo(words, ERRORS, 1)
      return
    }
    if (depth === 1) enter()
    if (depth < 3 && random() < 0.5) nested(depth + 1)
    // after the inner release it must still be held
    if (depth === 1) addTo(words, INSIDE, -1)
    subject.release()
  }

  async function acquireAsync(): Promise<boolean> {
    const kind = integer(random, 0, 4)
    if (kind === 0) return subject.acquireAsync({ timeout: random() * 3 })
    if (kind === 1) return subject.acquireAsync({ signal: AbortSignal.timeout(integer(random, 0, 4)) })
    const got = await subject.acquireAsync({ timeout: LOST_MS })
    if (!got) addTo(words, LOST, 1)
    return got
  }

  async function flow(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      if (!(await acquireAsync().catch(() => false))) continue
      enter()
      if (random() < 0.5) await turn()
      addTo(words, INSIDE, -1)
      subject.release()
    }
  }

  async function synchronous(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      nested(1)
      if (random() < 0.3) await turn()
    }
  }

  const failed = (): void => void addTo(words, ERRORS, 1)
  await Promise.all([flow().catch(failed), flow().catch(failed), synchronous().catch(failed)])
}
