/** Wrong events, semaphores and barriers, each with one mistake that is easily made; the tests must catch every one. */
import type { Core } from './shared-words.ts'

export type EventUnderTest = Pick<Core['event'], 'set' | 'clear' | 'waitForSet'>
export type SemaphoreUnderTest = Pick<Core['semaphore'], 'tryTake' | 'take' | 'give'>
export type BarrierUnderTest = Pick<Core['barrier'], 'arrive'>

/** Widens a gap that is a few nanoseconds wide by nature, so that the test need not run for hours. */
function linger(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

export const eventMutants: Record<string, (core: Core) => EventUnderTest> = {
  'a waiter looks at the flag only, not at what happened since': ({ event, atomics, layout, park }) => ({
    ...event,
    waitForSet(at, deadlineMs) {
      atomics.add(at + layout.E_SLEEPERS, 1)
      while (!event.isSet(at)) {
        if (performance.now() > deadlineMs) return false
        park.park(at + layout.E_STATE, event.look(at), deadlineMs, at)
        linger(0.5)
      }
      atomics.add(at + layout.E_SLEEPERS, -1)
      return true
    },
  }),
  'set() looks for sleepers before it sets the flag': ({ event, atomics, layout }) => ({
    ...event,
    set(at) {
      const sleepers = atomics.load(at + layout.E_SLEEPERS)
      linger(0.02)
      const word = atomics.load(at + layout.E_STATE)
      if ((word & 1) === 0) atomics.store(at + layout.E_STATE, word + 3)
      if (sleepers !== 0) atomics.notify(at + layout.E_STATE, Infinity)
    },
  }),
  'set() wakes one': ({ event, atomics, layout }) => ({
    ...event,
    set(at) {
      const word = atomics.load(at + layout.E_STATE)
      if ((word & 1) === 0) atomics.store(at + layout.E_STATE, word + 3)
      atomics.notify(at + layout.E_STATE, 1)
    },
  }),
}

export const semaphoreMutants: Record<string, (core: Core) => SemaphoreUnderTest> = {
  'give() looks for sleepers before the permits are there': ({ semaphore, atomics, layout }) => ({
    ...semaphore,
    give(at, count) {
      const sleepers = atomics.load(at + layout.S_SLEEPERS)
      linger(0.02)
      atomics.add(at + layout.S_VALUE, count)
      if (sleepers !== 0) atomics.notify(at + layout.S_VALUE, count)
      return true
    },
  }),
  'give(n) wakes one': ({ semaphore, atomics, layout }) => ({
    ...semaphore,
    give(at, count) {
      atomics.add(at + layout.S_VALUE, count)
      atomics.notify(at + layout.S_VALUE, 1)
      return true
    },
  }),
  'a permit is taken by a load and a store': ({ semaphore, atomics, layout, park }) => ({
    ...semaphore,
    take(at, deadlineMs) {
      for (;;) {
        const free = atomics.load(at + layout.S_VALUE)
        if (free > 0) {
          linger(0.01)
          atomics.store(at + layout.S_VALUE, free - 1)
          return true
        }
        if (performance.now() > deadlineMs) return false
        park.park(at + layout.S_VALUE, 0, Math.min(deadlineMs, performance.now() + 1), at)
      }
    },
  }),
  'an interrupted waiter keeps the wake-up that it got': ({ semaphore, atomics, layout, park }) => ({
    ...semaphore,
    take(at, deadlineMs) {
      atomics.add(at + layout.S_SLEEPERS, 1)
      try {
        while (!semaphore.tryTake(at)) {
          if (performance.now() > deadlineMs) return false
          park.park(at + layout.S_VALUE, 0, deadlineMs, at)
        }
        return true
      } finally {
        atomics.add(at + layout.S_SLEEPERS, -1)
      }
    },
  }),
}

export const barrierMutants: Record<string, (core: Core) => BarrierUnderTest> = {
  'the count is taken before the ticket, so the last may signal too early': (core) => ({
    arrive(at, thread, owner, timeoutMs) {
      const { atomics, barrier, layout, ticket, waitList } = core
      const last = atomics.load(at + layout.B_PARTIES) - 1
      // a word that the real barrier without an action has no use for
      const index = atomics.add(at + layout.B_DOOR, 1)
      if (index >= last) {
        atomics.store(at + layout.B_DOOR, 0)
        waitList.signalNumbered(at + layout.B_LIST, owner, barrier.RELEASED)
        return barrier.RELEASED + last
      }
      linger(0.005)
      const waiter = ticket.takeTicket(at + layout.B_LIST, thread, owner)
      return ticket.waitForSignal(at + layout.B_LIST, waiter, owner, performance.now() + timeoutMs, at)
    },
  }),
  'the last skips a ticket': (core) => ({
    arrive(at, thread, owner, timeoutMs) {
      const { atomics, barrier, layout, waitList } = core
      const last = atomics.load(at + layout.B_PARTIES) - 1
      if (waitList.countWaiters(at + layout.B_LIST, owner) < last)
        return barrier.arrive(at, thread, owner, timeoutMs)
      waitList.signalFirst(at + layout.B_LIST, owner, last - 1, barrier.RELEASED)
      return barrier.RELEASED + last
    },
  }),
  'a waiter waits for a count that the last sets back, and may read that of the next cycle': (core) => ({
    arrive(at, _thread, _owner, timeoutMs) {
      const { atomics, barrier, layout, park } = core
      const last = atomics.load(at + layout.B_PARTIES) - 1
      const word = at + layout.B_DOOR
      const index = atomics.add(word, 1)
      if (index === last) {
        atomics.store(word, 0)
        atomics.notify(word, Infinity)
        return barrier.RELEASED + last
      }
      const deadline = performance.now() + timeoutMs
      for (let seen = atomics.load(word); seen > 0; seen = atomics.load(word)) {
        if (performance.now() > deadline) return barrier.BY_TIMEOUT
        park.park(word, seen, deadline, at)
      }
      return barrier.RELEASED + index
    },
  }),
}
