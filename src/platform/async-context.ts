/**
 * The asynchronous context of what runs now, as Node's `AsyncLocalStorage` follows it, and the end of this run.
 *
 * Node 24 and later follow contexts at no cost. Node 20 and 22 do it with hooks on promises, from the first use on:
 * an `await` takes 0.1 µs longer then.
 */
import { AsyncLocalStorage, AsyncResource, executionAsyncId, executionAsyncResource } from 'node:async_hooks'
import { nextTick } from 'node:process'

const PROBE = -1

let marks: AsyncLocalStorage<number> | undefined
/** Each piece of a flow has an id of its own: so it is where Node follows contexts with hooks on promises. */
let piecesHaveIds = false

/** Marks can be trusted for promises made after the first call. */
export function followContexts(): void {
  if (marks !== undefined) return
  marks = new AsyncLocalStorage()
  marks.run(PROBE, () => {
    // with hooks the store is kept on the resource that runs now, under a symbol of its own
    const resource = executionAsyncResource() as Record<symbol, unknown>
    piecesHaveIds = Object.getOwnPropertySymbols(resource).some((name) => resource[name] === PROBE)
  })
}

/**
 * A number for the piece of code that runs now, in a nanosecond: as long as it stays the same and the turn does not end,
 * {@link contextMark} stays the same. `NaN`, which equals nothing, where Node gives no such numbers.
 */
export function pieceId(): number {
  return piecesHaveIds ? executionAsyncId() : NaN
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

/** `fn`, to be called in the context that runs now, whoever calls it: what `AsyncLocalStorage` has here, it has there. */
export function inThisContext<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const here = new AsyncResource('nogil.callback')
  return (...args) => here.runInAsyncScope(fn, undefined, ...args)
}

/** A storage of this thread, an `AsyncLocalStorage`. */
export interface ContextStorage {
  getStore(): unknown
}

export function isStorage(value: unknown): value is ContextStorage {
  return value instanceof AsyncLocalStorage
}

/** Calls `call` with this store in each of the storages, in it and in all that it schedules. */
export function runWithStores<R>(
  storages: readonly ContextStorage[],
  stores: readonly unknown[],
  call: () => R,
  from = 0,
): R {
  const storage = storages[from] as AsyncLocalStorage<unknown> | undefined
  if (storage === undefined) return call()
  return storage.run(stores[from], () => runWithStores(storages, stores, call, from + 1))
}

let tasks: AsyncLocalStorage<object> | undefined

/** Calls `call`; {@link contextTask} gives `task` in it, and in all that it schedules. */
export function runInContext<R>(task: object, call: () => R): R {
  tasks ??= new AsyncLocalStorage()
  return tasks.run(task, call)
}

export function contextTask(): object | undefined {
  return tasks?.getStore()
}
