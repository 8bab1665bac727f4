/** The real Barrier and Thread as the Barrier suites see them. */
import { Barrier, Thread } from 'nogil'
import { asyncBarrierCases } from './barrier-async.suite.ts'
import { barrierCases } from './barrier.suite.ts'
import type { BarrierKit } from './barrier.suite.ts'

const kit: BarrierKit = {
  makeBarrier: (...args) => Reflect.construct(Barrier, args) as Barrier,
  makeThread: (target) => new Thread({ target }),
}

/** Runs the case with this title in the calling thread. */
export function runBarrierCase(title: string): void | Promise<void> {
  const found = barrierCases[title] ?? asyncBarrierCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
