/** The real Condition as its suites see it. */
import { Condition, Lock, RLock, Thread } from 'nogil'
import { asyncConditionCases } from './condition-async.suite.ts'
import { mixedConditionCases } from './condition-mixed.suite.ts'
import { notifyCases } from './condition-notify.suite.ts'
import { conditionCases } from './condition.suite.ts'
import type { ConditionKit } from './condition.suite.ts'

const kit: ConditionKit = {
  makeCondition: (...args) => Reflect.construct(Condition, args) as Condition,
  makeLock: () => new Lock(),
  makeRLock: () => new RLock(),
  makeThread: (target) => new Thread({ target }),
}

const cases = { ...conditionCases, ...notifyCases, ...asyncConditionCases, ...mixedConditionCases }

export const conditionTitles = Object.keys(cases)

/** Runs the case with this title in the calling thread. */
export function runConditionCase(title: string): void | Promise<void> {
  const found = cases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
