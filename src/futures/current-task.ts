/**
 * `currentTask()`: what a task of a pool can know of itself.
 *
 * While a task's function is on the stack, it is the current one. What it goes on with after an `await` is told by the
 * asynchronous context only where several tasks are under way in one thread: a worker that waits for a future runs
 * another task meanwhile. The one beneath needs no context, which in Node 20 and 22 would make every promise slower.
 */
import { load } from '#atomics'
import { F_ASKED, F_LIST, F_STATE } from '../core/futures-layout.ts'
import { CANCELLED } from '../core/future.ts'
import { LATE, OVER } from '../core/task-stop.ts'
import { enlist } from '../core/wait-list.ts'
import { CancelledError, TimeoutError } from '../errors.ts'
import { contextTask, runInContext } from '../platform/async-context.ts'
import { onSignal, withdrawSignal } from '../runtime/mail.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { isEndedInTime, timeOf } from '../runtime/task-terms.ts'
import { causeOf } from './cancel-reason.ts'
import { reportProgress } from './progress.ts'
import { followSignal } from './stop-signal.ts'
import type { StopSignal } from './stop-signal.ts'
import type { Callable } from './task.ts'

/** The task whose function is on the stack, the innermost one. */
let onStack: CurrentTask | undefined
/** The task under way that has no context of its own. */
let bottom: CurrentTask | undefined

/** Calls the task's function. @param guest - whether code that is no task of a pool runs in this thread too. */
export function runAs<R>(task: CurrentTask, guest: boolean, call: () => R): R {
  const outer = onStack
  onStack = task
  try {
    if (guest || bottom !== undefined || contextTask() !== undefined) return runInContext(task, call)
    bottom = task
    return call()
  } finally {
    onStack = outer
  }
}

/** The task has ended; its future may be gone after this. */
export let closeTask: (task: CurrentTask) => void

/**
 * Keeps the event loop going until the task has ended or its time is up, though nothing may be left to do in it: a thread
 * whose loop has nothing to do ends, and its tasks with it.
 */
export let awaitItsTime: (task: CurrentTask) => void

/**
 * A task of a pool while it runs: what {@link currentTask} gives.
 *
 * @example
 * const future = pool.submit(() => {
 *   const task = currentTask()
 *   let rounds = 0
 *   while (!task?.cancelled()) rounds += 1
 *   return rounds
 * })
 * future.cancel()  // false: it runs; but it is asked to stop
 * console.log(future.result() >= 0)  // true
 */
export class CurrentTask {
  #name: string | Callable
  /** Address of its future, 0 once it has ended. */
  #future: number
  /** What F_ASKED was at its end. */
  #asked = 0
  #signal: StopSignal | undefined
  #waiter = 0
  /** Whether the end of its time is listened for. */
  #isTimed = false
  #heard: (() => void) | undefined

  /** @param name - or the function, whose name it has. */
  constructor(future: number, name: string | Callable) {
    this.#future = future
    this.#name = name
  }

  /** The name that `options({ name })` gave it, else its function's. */
  get name(): string {
    if (typeof this.#name === 'function') this.#name = this.#name.name || '(anonymous)'
    return this.#name
  }

  /**
   * Whether somebody wants the task to stop: `future.cancel()` was called, an `options({ signal })` was aborted, or the
   * `timeout` has passed. One load of shared memory, some nanoseconds: for the tightest loop. Once true, it stays true.
   */
  cancelled(): boolean {
    const future = this.#future
    return future === 0 ? this.#asked !== 0 : load(future + F_ASKED) !== 0
  }

  /**
   * As an `AbortSignal`, to hand on to `fetch()`, `setTimeout()` of `node:timers/promises` and the like. Its event comes when
   * the event loop of the worker turns; `aborted`, `reason` and `throwIfAborted()` know at once. The reason is a
   * CancelledError, whose `cause` is the reason of the signal that was aborted, if one was; or, of a task whose time is up, a
   * TimeoutError. Once asked for, it keeps the worker's event loop alive until the task ends.
   */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#signal = followSignal(
        () => this.cancelled(),
        () => this.#reason(),
      )
      if (this.#waiter !== 0) this.#signal.look()
      else if (this.#future !== 0) this.#listen()
    }
    return this.#signal.signal
  }

  /**
   * Tells those who listen with `future.onProgress()`, in whatever thread, and is `future.progress` from here on. Any value
   * that crosses, as a result would. Only the latest one is kept: report as often as it suits the task. Does nothing once
   * the future is done.
   *
   * @throws CaptureError naming what can't cross; the report before it stays.
   * @example
   * const future = pool.submit(() => {
   *   for (let done = 1; done <= 100; done++) currentTask()?.report(done)
   * })
   * future.result()
   * console.log(future.progress)  // 100
   */
  report(value: unknown): void {
    if (this.#future !== 0) reportProgress(this.#future, value)
  }

  static {
    closeTask = (task) => {
      if (bottom === task) bottom = undefined
      task.#close()
    }
    awaitItsTime = (task) => {
      task.#isTimed = true
      if (task.#waiter === 0) task.#listen()
    }
  }

  /** Stands on the future's list before the look: see core/task-stop.ts. */
  #listen(): void {
    this.#waiter = enlist(this.#future + F_LIST, self, selfIdent)
    this.#heard ??= () => {
      this.#waiter = 0
      if (this.#future !== 0) this.#listen()
    }
    onSignal(this.#future + F_LIST, this.#waiter, this.#heard)
    const isAborted = this.#signal?.look() ?? true
    if (isAborted && !this.#mayBeEnded()) this.#stopListening()
  }

  /** Whether somebody is still to say that its time is up, or to terminate the worker then. */
  #mayBeEnded(): boolean {
    return this.#isTimed && (isEndedInTime(this.#future) || load(this.#future + F_STATE) < CANCELLED)
  }

  #stopListening(): void {
    const waiter = this.#waiter
    this.#waiter = 0
    // one that has been signalled already is handled, and finds that there is nothing to do
    if (waiter !== 0 && this.#heard !== undefined) withdrawSignal(waiter, this.#heard)
  }

  #close(): void {
    const future = this.#future
    this.#stopListening()
    this.#asked = load(future + F_ASKED) & ~OVER
    this.#signal?.look()
    this.#future = 0
  }

  #reason(): Error {
    const asked = this.#future === 0 ? this.#asked : load(this.#future + F_ASKED)
    if ((asked & LATE) === 0) {
      const cause = this.#future === 0 ? undefined : causeOf(this.#future)
      return new CancelledError(`task ${JSON.stringify(this.name)} was asked to stop`, cause)
    }
    const limit = this.#future === 0 ? 'its time' : `its ${timeOf(this.#future)} ms`
    return new TimeoutError(`task ${JSON.stringify(this.name)} has run for more than ${limit}`)
  }
}

/**
 * The task of a pool that the calling code belongs to, in its function and in what that goes on with after an `await`.
 * @returns undefined outside of tasks: the same function may run in both.
 */
export function currentTask(): CurrentTask | undefined {
  return onStack ?? (contextTask() as CurrentTask | undefined) ?? bottom
}
