/** The real Local and Thread as the Local suite sees them. */
import { Local, Thread } from 'nogil'
import { localCases } from './local.suite.ts'
import type { LocalKit } from './local.suite.ts'

const kit: LocalKit = {
  makeLocal: <T extends object>(...args: unknown[]) => new Local<T>(...args),
  makeThread: (target) => new Thread({ target }),
}

/** Runs the case with this title in the calling thread. */
export function runLocalCase(title: string): void | Promise<void> {
  const found = localCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found(kit)
}
