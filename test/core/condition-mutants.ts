/** Wrong condition variables, each with one mistake that is easily made; the stress or the relay must catch every one. */
import type { Core } from './shared-words.ts'

export type ConditionUnderTest = Pick<Core['condition'], 'waitForNotify' | 'notifyWaiters'> &
  Pick<Core['owedWakes'], 'payWakes'>

export const mutants: Record<string, (core: Core) => Partial<ConditionUnderTest>> = {
  'a waiter lets go of the lock before it enlists': ({ atomics, condition, layout, ticket }) => ({
    ...condition,
    waitForNotify(address, thread, owner, deadlineMs, letGo) {
      const list = address + layout.CV_LIST
      const takeBack = letGo()
      // widens the gap
      atomics.wait(layout.MAGIC, layout.MAGIC_VALUE, 0.05)
      const waiter = ticket.takeTicket(list, thread, owner)
      const code = ticket.waitForSignal(list, waiter, owner, deadlineMs, address)
      takeBack()
      return code !== ticket.TIMED_OUT
    },
  }),
  'a waiter whose time is up leaves with the signal that has just come': ({ condition, layout, ticket }) => ({
    ...condition,
    waitForNotify(address, thread, owner, deadlineMs, letGo) {
      const list = address + layout.CV_LIST
      const waiter = ticket.takeTicket(list, thread, owner)
      const takeBack = letGo()
      const code = ticket.waitForSignal(list, waiter, owner, deadlineMs, address)
      const late = performance.now() >= deadlineMs
      takeBack()
      return code !== ticket.TIMED_OUT && !late
    },
  }),
  'a notify wakes all that wait': ({ condition, layout, waitList }) => ({
    ...condition,
    notifyWaiters: (address, owner) => waitList.signalAll(address + layout.CV_LIST, owner),
  }),
  'a notify raises a number that all waiters look at': ({ atomics, layout, park }) => ({
    waitForNotify(address, _thread, _owner, deadlineMs, letGo) {
      const word = address + layout.CV_LIST
      const seen = atomics.load(word)
      const takeBack = letGo()
      park.park(word, seen, deadlineMs)
      const changed = atomics.load(word) !== seen
      takeBack()
      return changed
    },
    notifyWaiters(address, _owner, n) {
      atomics.add(address + layout.CV_LIST, 1)
      return atomics.notify(address + layout.CV_LIST, n)
    },
  }),
  'a waiter that is interrupted keeps the signal that has come': ({ condition, layout, ticket }) => ({
    ...condition,
    waitForNotify(address, thread, owner, deadlineMs, letGo) {
      const list = address + layout.CV_LIST
      const waiter = ticket.takeTicket(list, thread, owner)
      const takeBack = letGo()
      try {
        return ticket.waitForSignal(list, waiter, owner, deadlineMs, address) !== ticket.TIMED_OUT
      } finally {
        takeBack()
      }
    },
  }),
}

export function underTest(core: Core, mutant: string | undefined): ConditionUnderTest {
  const right = { ...core.condition, payWakes: core.owedWakes.payWakes }
  return mutant === undefined ? right : { ...right, ...mutants[mutant]?.(core) }
}
