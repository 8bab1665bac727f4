/** The real Lock and Thread as the Lock suites see them. */
import { Lock, Thread } from 'nogil'
import { asyncLockCases } from './lock-async.suite.ts'
import { lockCases } from './lock.suite.ts'
import type { LockKit } from './lock.suite.ts'

const kit: LockKit = {
  makeLock: (...args) => Reflect.construct(Lock, args) as Lock,
  makeThread: (target) => new Thread({ target }),
}

/** Runs the case with this title in the calling thread. */
export function runLockCase(title: string): void | Promise<void> {
  const found = lockCases[title] ?? asyncLockCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
