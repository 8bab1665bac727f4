/** Wrong waits for a value, each with one mistake that is easily made; the stress must catch every one. */
import type { Core } from './shared-words.ts'

export type ValueUnderTest = Pick<Core['atomicValue'], 'waitForNotify' | 'notifyWaiters'>

export const mutants: Record<string, (core: Core) => ValueUnderTest> = {
  'a waiter looks at the value before it enlists, and not after': ({
    atomics,
    atomicValue,
    dataLayout,
    layout,
    ticket,
  }) => ({
    ...atomicValue,
    waitForNotify(atomic, thread, owner, deadlineMs, isExpected) {
      if (!isExpected()) return 'not-equal'
      // widens the gap
      atomics.wait(layout.MAGIC, layout.MAGIC_VALUE, 0.05)
      const list = atomic + dataLayout.A_LIST
      const waiter = ticket.takeTicket(list, thread, owner)
      const code = ticket.waitForSignal(list, waiter, owner, deadlineMs, atomic)
      return code === ticket.TIMED_OUT ? 'timed-out' : 'ok'
    },
  }),
  'a waiter that sees another value stays on the list': ({ atomicValue, dataLayout, ticket }) => ({
    ...atomicValue,
    waitForNotify(atomic, thread, owner, deadlineMs, isExpected) {
      const list = atomic + dataLayout.A_LIST
      const waiter = ticket.takeTicket(list, thread, owner)
      if (!isExpected()) return 'not-equal'
      const code = ticket.waitForSignal(list, waiter, owner, deadlineMs, atomic)
      return code === ticket.TIMED_OUT ? 'timed-out' : 'ok'
    },
  }),
  'a waiter that sees another value says so although a notify was faster': ({
    atomicValue,
    dataLayout,
    ticket,
    waitList,
  }) => ({
    ...atomicValue,
    waitForNotify(atomic, thread, owner, deadlineMs, isExpected) {
      const list = atomic + dataLayout.A_LIST
      const waiter = ticket.takeTicket(list, thread, owner)
      for (let gap = 200; gap > 0; gap--) Math.sqrt(gap)
      if (!isExpected()) {
        waitList.withdraw(list, waiter, owner)
        return 'not-equal'
      }
      const code = ticket.waitForSignal(list, waiter, owner, deadlineMs, atomic)
      return code === ticket.TIMED_OUT ? 'timed-out' : 'ok'
    },
  }),
}

export function underTest(core: Core, mutant: string | undefined): ValueUnderTest {
  return mutant === undefined ? core.atomicValue : (mutants[mutant]?.(core) ?? core.atomicValue)
}
