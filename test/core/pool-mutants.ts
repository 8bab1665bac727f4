/** Wrong ways to wake a worker, to end a stream, to stop a task, each with one mistake; the rounds must catch every one. */
import type { PoolCore } from './pool-core.ts'

export interface PoolUnderTest {
  /** Posts an item to the worker of the place, who may sleep. */
  post(pool: number, place: number, item: number, owner: number): void
  /** What the worker has to do next: an outcome of core/queue.ts, or ELSEWHERE. */
  next(pool: number, place: number, thread: number, owner: number, deadlineMs: number): number
  /** Puts the last item into a stream that has room, and ends it. */
  finish(stream: number, item: number, owner: number): void
  /** @returns whether the worker of the task is to be terminated. */
  doom(future: number): boolean
  /** The worker is through. @returns whether it is being terminated. */
  markOver(future: number): boolean
}

export type Part = 'wakes' | 'streams' | 'stops'
type Make = (core: PoolCore) => PoolUnderTest

export function rightPool(core: PoolCore): PoolUnderTest {
  const { inbox, queueWait, waitList, words, stream, queue, ring, taskStop } = core
  return {
    post(pool, place, item, owner) {
      inbox.post(place, item, 0)
      waitList.signalAll(pool + words.Q_GETTERS, owner)
    },
    next: (pool, place, thread, owner, deadlineMs) =>
      queueWait.getUnless(pool, thread, owner, deadlineMs, () => inbox.hasPost(place)),
    finish(at, item, owner) {
      ring.hand[0] = item
      queue.tryPut(at, owner)
      stream.endStream(at, owner)
    },
    doom: (future) => taskStop.doom(future),
    markOver: (future) => taskStop.markOver(future),
  }
}

/** Widens the gap in which another thread must come. */
function gap(): void {
  for (const until = performance.now() + 0.2; performance.now() < until;);
}

export const mutants: Record<Part, Record<string, Make>> = {
  wakes: {
    'who posts wakes the worker before there is something in its inbox': (core) => ({
      ...rightPool(core),
      post(pool, place, item, owner) {
        core.waitList.signalAll(pool + core.words.Q_GETTERS, owner)
        gap()
        core.inbox.post(place, item, 0)
      },
    }),
    'a worker looks into its inbox only before it waits': (core) => ({
      ...rightPool(core),
      next(pool, place, thread, owner, deadlineMs) {
        if (core.inbox.hasPost(place)) return core.queueWait.ELSEWHERE
        gap()
        return core.queueWait.get(pool, thread, owner, deadlineMs)
      },
    }),
  },
  streams: {
    'the end is written down and nobody is told': (core) => ({
      ...rightPool(core),
      finish(at, item, owner) {
        core.ring.hand[0] = item
        core.queue.tryPut(at, owner)
        gap()
        core.atomics.store(at + core.words.Q_STATE, 1)
      },
    }),
    'the end comes before the last item': (core) => ({
      ...rightPool(core),
      finish(at, item, owner) {
        core.stream.endStream(at, owner)
        core.ring.hand[0] = item
        core.queue.tryPut(at, owner)
      },
    }),
  },
  stops: {
    'a stop does not look whether it was made before': (core) => ({
      ...rightPool(core),
      doom(future) {
        const { HARD, OVER, DOOMED } = core.taskStop
        const before = core.atomics.load(future + core.poolWords.F_ASKED)
        if ((before & (HARD | OVER)) !== HARD) return false
        core.atomics.compareExchange(future + core.poolWords.F_ASKED, before, before | DOOMED)
        return true
      },
    }),
    'a stop is a look and a store, so that a task that is over takes its worker along': (core) => ({
      ...rightPool(core),
      doom(future) {
        const { HARD, OVER, DOOMED } = core.taskStop
        const before = core.atomics.load(future + core.poolWords.F_ASKED)
        if ((before & (HARD | OVER | DOOMED)) !== HARD) return false
        gap()
        core.atomics.store(future + core.poolWords.F_ASKED, before | DOOMED)
        return true
      },
    }),
    'a worker looks whether it is stopped before it says that it is through': (core) => ({
      ...rightPool(core),
      markOver(future) {
        const before = core.atomics.load(future + core.poolWords.F_ASKED)
        gap()
        core.atomics.or(future + core.poolWords.F_ASKED, core.taskStop.OVER)
        return (before & core.taskStop.DOOMED) !== 0
      },
    }),
  },
}
