/** What conformance suites do in another thread, and how long a timed wait may have taken. */
import assert from 'node:assert/strict'
import type { WaitOptions } from 'nogil'
import type { JoinableThread } from './bunch.ts'

export type MakeThread = (target: () => unknown) => JoinableThread

/** Long enough that only a wait can have passed it, on a loaded machine too. Milliseconds. */
export const TIMEOUT = 150

/** Runs `target` in another thread and waits for it; its error is this thread's. */
export function elsewhere(makeThread: MakeThread, target: () => unknown): unknown {
  const thread = makeThread(target) as JoinableThread & { result(options?: WaitOptions): unknown }
  thread.start()
  return thread.result({ timeout: 10_000 })
}

/** CPython accepts 0.6 to 10 times the timeout; three times that on a loaded machine. */
export function assertTimeout(ms: number): void {
  assert.ok(ms >= TIMEOUT * 0.6 && ms < TIMEOUT * 30, `waited ${ms} ms instead of ${TIMEOUT}`)
}

/** What `body` throws, as `name: message`; `'nothing'` when it throws nothing. */
export function thrownBy(body: () => unknown): string {
  try {
    body()
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}
