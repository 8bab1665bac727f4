/** Runs the cases of the Thread suite by their titles, in whichever thread calls. */
import { threadLifeCases } from './thread-life.suite.ts'
import { threadLowLevelCases } from './thread-low-level.suite.ts'
import { threadCases } from './thread.suite.ts'

export function runThreadCase(title: string): void | Promise<void> {
  const found = threadCases[title] ?? threadLifeCases[title] ?? threadLowLevelCases[title]
  if (found === undefined) throw new RangeError(`no case called ${title}`)
  return found()
}
