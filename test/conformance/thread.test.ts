/** Runs the Thread suite on the real Thread, called by main and called by a worker thread. */
import test from 'node:test'
import { Thread } from 'nogil'
import { runThreadCase } from './thread-kit.ts'
import { threadLifeCases } from './thread-life.suite.ts'
import { threadLowLevelCases } from './thread-low-level.suite.ts'
import { threadCases } from './thread.suite.ts'

for (const title of [
  ...Object.keys(threadCases),
  ...Object.keys(threadLifeCases),
  ...Object.keys(threadLowLevelCases),
]) {
  test(`${title} [main]`, () => runThreadCase(title))

  test(`${title} [thread]`, async () => {
    const caller = new Thread({ target: runThreadCase, args: [title] })
    caller.start()
    await caller.resultAsync()
  })
}
