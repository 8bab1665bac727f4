/** The real RLock, and a Condition as its lock, as the RLock suites see them. */
import { Condition, RLock, Thread } from 'nogil'
import { asyncRLockCases } from './rlock-async.suite.ts'
import { rlockBaseCases } from './rlock-base.suite.ts'
import { rlockTurnCases } from './rlock-turns.suite.ts'
import { rlockCases } from './rlock.suite.ts'
import type { RLockKit } from './rlock.suite.ts'

const makeThread = (target: () => unknown): Thread => new Thread({ target })

const kits: Readonly<Record<string, RLockKit>> = {
  RLock: {
    makeLock: (...args) => Reflect.construct(RLock, args) as RLock,
    makeThread,
    mutexOf: (lock) => lock as RLock,
  },
  'Condition as RLock': {
    makeLock: (...args) => Reflect.construct(Condition, args) as Condition,
    makeThread,
    mutexOf: (lock) => (lock as Condition).lock as RLock,
  },
}

const cases = { ...rlockBaseCases, ...rlockCases, ...rlockTurnCases, ...asyncRLockCases }

export const rlockTitles = Object.keys(kits).flatMap((kit) =>
  Object.keys(cases).map((title) => `${kit}: ${title}`),
)

/** Runs the case with this title in the calling thread. */
export function runRLockCase(title: string): void | Promise<void> {
  const [implementation = ''] = title.split(': ', 1)
  const kit = kits[implementation]
  const found = cases[title.slice(implementation.length + 2)]
  if (kit === undefined || found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
