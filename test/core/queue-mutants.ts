/** Wrong ways to wait for a queue, each with one mistake that is easily made; the stress must catch every one of them. */
import type { QueueCore } from './queue-core.ts'

type Wait = (queue: number, thread: number, owner: number, deadlineMs: number) => number
export interface QueueUnderTest {
  readonly get: Wait
  readonly put: Wait
}

const GETTERS = 40
const NOT_NOW = 1

export const mutants: Record<string, (core: QueueCore) => QueueUnderTest> = {
  'a getter sleeps without another try after it has enlisted': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      for (;;) {
        const outcome = core.queue.tryGet(queue, owner)
        if (outcome !== NOT_NOW || performance.now() >= deadlineMs) return outcome
        const waiter = core.ticket.takeTicket(queue + GETTERS, thread, owner)
        core.ticket.waitForSignal(queue + GETTERS, waiter, owner, deadlineMs, queue)
      }
    },
  }),
  'a getter whose last try succeeded keeps the signal that came meanwhile': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      for (;;) {
        const waiter = core.ticket.takeTicket(queue + GETTERS, thread, owner)
        const outcome = core.queue.tryGet(queue, owner)
        if (outcome !== NOT_NOW || performance.now() >= deadlineMs) {
          // widens the gap between the try and the withdrawal, until a signal has come or is not to be expected
          const word = waiter + core.layout.W_STATE
          for (const until = performance.now() + 0.5; performance.now() < until;)
            if (core.atomics.load(word) !== core.waitList.WAITING) break
          core.ticket.waitForSignal(queue + GETTERS, waiter, owner, 0, queue)
          return outcome
        }
        core.ticket.waitForSignal(queue + GETTERS, waiter, owner, deadlineMs, queue)
      }
    },
  }),
  'a getter whose time is up leaves its waiter on the list': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      const tries = Math.random() < 0.3
      const limit = tries ? 0 : deadlineMs
      const outcome = core.queue.tryGet(queue, owner)
      if (outcome !== NOT_NOW) return outcome
      if (tries) core.ticket.takeTicket(queue + GETTERS, thread, owner)
      return core.queueWait.get(queue, thread, owner, limit)
    },
  }),
  'a getter that has spun for an item sleeps without another try': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      const { Q_SPINNER, Q_TAIL } = core.words
      for (;;) {
        const seen = core.atomics.load(queue + Q_TAIL)
        const outcome = core.queue.tryGet(queue, owner)
        if (outcome !== NOT_NOW || performance.now() >= deadlineMs) return outcome
        core.atomics.store(queue + Q_SPINNER, owner)
        for (const until = performance.now() + 0.3; performance.now() < until;)
          if (core.atomics.load(queue + Q_TAIL) !== seen) break
        core.atomics.store(queue + Q_SPINNER, 0)
        const waiter = core.ticket.takeTicket(queue + GETTERS, thread, owner)
        core.ticket.waitForSignal(queue + GETTERS, waiter, owner, deadlineMs, queue)
      }
    },
  }),
  'a getter sleeps under the name of one that spins': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      core.atomics.store(queue + core.words.Q_SPINNER, owner)
      return core.queueWait.get(queue, thread, owner, deadlineMs)
    },
  }),
  'an item is taken without the mutex': (core) => ({
    put: core.queueWait.put,
    get(queue, thread, owner, deadlineMs) {
      const { Q_HEAD, Q_TAIL, Q_RING } = core.words
      const head = core.atomics.load(queue + Q_HEAD)
      if (head === core.atomics.load(queue + Q_TAIL))
        return core.queueWait.get(queue, thread, owner, deadlineMs)
      core.ring.pickUp(core.ring.placeOf(core.atomics.load(queue + Q_RING), head, core.ring.PLACE))
      for (const until = performance.now() + 0.01; performance.now() < until;);
      core.atomics.store(queue + Q_HEAD, (head + 1) | 0)
      return 0
    },
  }),
}
