/**
 * The asynchronous context of what runs now, as Node's `AsyncLocalStorage` follows it, and the end of this run.
 *
 * Node 24 and later follow contexts at no cost. Node 20 and 22 do it with hooks on promises, from the first use on:
 * an `await` takes 0.1 µs longer then.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { nextTick } from 'node:process'

let marks: AsyncLocalStorage<number> | undefined

/** Marks can be trusted for promises made after the first call. */
export function followContexts(): void {
  if (marks !== undefined) return
  marks = new AsyncLocalStorage()
  marks.run(0, () => {})
}

/** Marks the context that runs now; what it schedules from here on inherits the mark. */
export function markContext(mark: number): void {
  marks?.enterWith(mark)
}

/** The mark of the context that runs now; `undefined` when it, and what scheduled it, has none. */
export function contextMark(): number | undefined {
  return marks?.getStore()
}

/** Calls `next` before anything that is scheduled from here on: ticks come before microtasks, or after, by where we are. */
export function beforeWhatFollows(next: () => void): void {
  nextTick(next)
  queueMicrotask(next)
}
