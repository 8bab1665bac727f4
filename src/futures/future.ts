/** `Future`: the object that users hold; its states and waits are core/future.ts, its block has FUTURE_BYTES. */
import { deadlineAfter } from '../core/clock.ts'
import {
  cancel,
  CANCELLED,
  ERROR,
  finish,
  NOTIFIED,
  RUNNING,
  stateOf,
  takeUp,
  VALUE,
} from '../core/future.ts'
import { TAG_FUTURE } from '../core/layout.ts'
import { FUTURE_BYTES } from '../core/futures-layout.ts'
import { hand } from '../core/queue-ring.ts'
import { CancelledError, InvalidStateError, ThreadError, TimeoutError } from '../errors.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { disposed } from '../runtime/disposed.ts'
import { reclaimIfPressed } from '../runtime/reclaim.ts'
import { selfIdent } from '../runtime/self.ts'
import type { Batch } from '../runtime/batches.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { freeBlock, pack } from '../runtime/item.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { limitsOf, NO_LIMITS, timeoutOf } from '../threading/timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from '../threading/timeout.ts'
import { Answer } from './answer.ts'
import { Callbacks } from './callbacks.ts'
import { causeOf, causeOfAsync } from './cancel-reason.ts'
import { futureGuard, releaseFuture, visitFuture } from './future-contents.ts'
import { futureText, throwFailure, UPPER_NAMES } from './settled.ts'
import type { Settled } from './settled.ts'
import { Progress } from './progress.ts'
import { askTask, isHard, stopTask } from './stop-task.ts'
import type { CancelOptions } from './stop-task.ts'
import { packFailure } from './task.ts'
import { awaitState, blockFor, polledState } from './waiting.ts'

export const futures: ObjectKind<Future> = new ObjectKind<Future>({
  tag: TAG_FUTURE,
  bytes: FUTURE_BYTES,
  name: 'Future',
  revive: () => new Future(),
  keep: (future, batch) => keepBatch(future, batch),
  release: releaseFuture,
  referents: visitFuture,
  guard: futureGuard,
})

/** Address of a future's block, for the modules beside this one. */
export let addressOf: (future: Future<unknown>) => number
let keepBatch: (future: Future, batch: Batch) => void

/**
 * A value that will be there later: what a task comes to. The same future in every thread it crosses to.
 *
 * Any thread may wait for it, blocking or with `await`, cancel it, or say what it came to. The value is a copy for each
 * thread that asks; the same thread gets the same one again.
 *
 * Memory: all that was written before the value was set is visible to whoever has got it.
 *
 * @example
 * const future = new Future<number>()
 * new Thread({ target: () => future.setResult(42) }).start()
 * console.log(future.result())  // 42
 *
 * @see Python `concurrent.futures.Future`. Differs: milliseconds; it can be awaited; callbacks run in the thread that
 *   added them.
 */
export class Future<T = unknown> implements PromiseLike<T> {
  /** 0 once it is disposed. */
  #address: number
  #answer: Answer | undefined
  #callbacks: Callbacks<Future<T>> | undefined
  #progress: Progress | undefined
  /** Of a task's future; it must live as long as this does. */
  #batch: Batch | undefined

  /** A pending future. @throws ThreadError when the arena is full. */
  constructor() {
    this.#address = futures.claim(this as Future)
  }

  static {
    addressOf = (future) => future.#live()
    keepBatch = (future, batch) => (future.#batch = batch)
  }

  /**
   * Blocks this thread until the future is done.
   *
   * @param options.timeout - Milliseconds to wait. Default `Infinity`.
   * @returns its value. @throws what its task threw, the same error each time; CancelledError, whose `cause` is the reason
   *   of the signal that cancelled it, if one did; TimeoutError when the timeout passed first; ThreadDiedError when the
   *   worker's thread ended in the task; DeadlockError in a worker that runs that task itself.
   */
  result(options?: WaitOptions): T {
    this.#block(options)
    const settled = this.#read()
    if ('error' in settled) throwFailure(settled, this.result)
    return settled.value as T
  }

  /** As {@link result}, without blocking the thread. */
  async resultAsync(options?: AsyncWaitOptions): Promise<T> {
    const settled = await this.#settledAsync(options)
    if ('error' in settled) throwFailure(settled, this.resultAsync)
    return settled.value as T
  }

  /** `await future` gives its value, or throws what {@link result} throws. */
  // oxlint-disable-next-line unicorn/no-thenable -- a future is awaited
  then<R = T, E = never>(
    onValue?: ((value: T) => R | PromiseLike<R>) | null,
    onError?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.resultAsync().then(onValue, onError)
  }

  /**
   * Blocks as {@link result} does. @returns what the task threw, `undefined` when it returned.
   * @throws CancelledError, TimeoutError.
   */
  exception(options?: WaitOptions): unknown {
    this.#block(options)
    const settled = this.#read()
    return 'error' in settled ? settled.error : undefined
  }

  /** As {@link exception}, without blocking the thread. */
  async exceptionAsync(options?: AsyncWaitOptions): Promise<unknown> {
    const settled = await this.#settledAsync(options)
    return 'error' in settled ? settled.error : undefined
  }

  /**
   * Keeps the task from running. One that runs is asked to stop, which its `currentTask()` tells it; what it makes of
   * that, its future comes to.
   *
   * @param options.hard - Stops a task of a pool that runs, whatever it does: its worker's OS thread is terminated, and
   *   another worker takes its place. What it held is freed, with a warning on stderr for locks. Tasks beneath it fail
   *   with ThreadDiedError: those that wait for another task while their worker runs this one. The first worker of a
   *   program ends when the main thread next waits in this library or comes to its event loop. Default false.
   * @returns whether nobody will hear of a result; without `hard` false when it runs already, as in Python.
   * @throws TypeError when `hard` is not a boolean.
   */
  cancel(options?: CancelOptions): boolean {
    const hard = isHard(options)
    let cancelled = cancel(this.#live(), selfIdent)
    if (!cancelled && hard) cancelled = stopTask(this.#live())
    else if (!cancelled) askTask(this.#live())
    if (cancelled) this.#callbacks?.run()
    return cancelled
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    const state = stateOf(this.#live())
    return state === CANCELLED || state === NOTIFIED
  }

  /** Whether its task runs now. */
  running(): boolean {
    return polledState(this.#live()) === RUNNING
  }

  /** Whether it is cancelled or finished. */
  done(): boolean {
    return polledState(this.#live()) >= CANCELLED
  }

  /**
   * Has `fn` called with the future when it is done: by this thread's event loop, at once if it is done already or when
   * this thread makes it so. In the order of registration and in the asynchronous context of it (`AsyncLocalStorage`); errors
   * are logged. Keeps the event loop alive; but not main's for a future of no pool, which may never be done.
   * @throws TypeError when `fn` is not a function.
   */
  addDoneCallback(fn: (future: Future<T>) => unknown): void {
    this.#callbacks ??= new Callbacks<Future<T>>(this, this.#live())
    this.#callbacks.add(fn)
  }

  /** What the task last gave to `currentTask().report()`; undefined before the first time. A copy, as of its result. */
  get progress(): unknown {
    return (this.#progress ??= new Progress(this, this.#live())).value
  }

  /**
   * Has `fn` called with what the task reports by `currentTask().report()`: by this thread's event loop, in order, and in
   * the asynchronous context of this call (`AsyncLocalStorage`). A listener that is not fast enough gets the latest report
   * alone; the last one always, also when it comes too late for all others, and before an `await` of the future goes on.
   * Keeps the event loop alive until the future is done. Errors are logged.
   * @returns a function that ends it. @throws TypeError when `fn` is not a function; ThreadError when the arena is full.
   */
  onProgress<P = unknown>(fn: (value: P) => unknown): () => void {
    return (this.#progress ??= new Progress(this, this.#live())).add(fn)
  }

  /**
   * For executors: the task is about to run. @returns false when the future was cancelled: those who wait for several
   * futures count it as done from here on.
   * @throws ThreadError when it is neither pending nor cancelled.
   */
  setRunningOrNotifyCancel(): boolean {
    const { before, runs } = takeUp(this.#live(), selfIdent)
    if (!runs && before !== CANCELLED)
      throw new ThreadError(`Future in unexpected state: ${UPPER_NAMES[before] ?? before}`)
    return runs
  }

  /** For executors: what the task returned. @throws InvalidStateError when it is done. @throws CaptureError. */
  setResult(value: T): void {
    pack(value)
    this.#finish(VALUE, { value })
  }

  /** For executors: what the task threw. @throws InvalidStateError when it is done. */
  setException(error: unknown): void {
    packFailure(error, '')
    this.#finish(ERROR, { thread: '', error })
  }

  /** This thread lets go of it: its memory is free when nobody has it. @throws ThreadError when it awaits it. */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    futures.disposeIdle(this.#address, this.#batch)
    this.#address = 0
  }

  toString(): string {
    return this.#address === 0 ? '<Future, disposed>' : futureText(this.#address, this.#answer?.settled)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The future crosses as itself. */
  [SHARED](): SharedRef {
    this.#answer?.pack(this.#live())
    if (this.#batch !== undefined) futures.know(this.#live(), this as Future)
    return futures.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Future')
  }

  #finish(outcome: number, settled: Settled): void {
    if (!finish(this.#live(), selfIdent, outcome, hand)) {
      freeBlock(hand[0] as number, hand[1] as number, hand[2] as number)
      const name = UPPER_NAMES[stateOf(this.#live())] ?? ''
      throw new InvalidStateError(`${name}: ${this.toString()}`)
    }
    ;(this.#answer ??= new Answer()).settled = settled
    this.#callbacks?.run()
  }

  #block(options: WaitOptions | undefined): void {
    const timeoutMs = timeoutOf(options)
    reclaimIfPressed()
    if (!blockFor(this.#live(), CANCELLED, deadlineAfter(timeoutMs))) throw this.#late(timeoutMs)
    if (this.cancelled()) throw this.#cancelledError(causeOf(this.#live(), this))
  }

  /** What `await` waits for: as few promises as can be, since a program may await ten thousand futures at once. */
  #settledAsync(options: AsyncWaitOptions | undefined): Settled | Promise<Settled> {
    const limits = options === undefined ? NO_LIMITS : limitsOf(options)
    const done = awaitState({ address: this.#live(), handle: this }, CANCELLED, limits)
    if (done !== true) return done.then((inTime) => this.#settledNow(inTime, limits))
    return this.#settledNow(done, limits)
  }

  #settledNow(inTime: boolean, limits: Limits): Settled | Promise<Settled> {
    if (!inTime) throw this.#late(limits.timeoutMs)
    this.#progress?.call()
    if (this.cancelled()) return this.#throwCancelled()
    return (this.#answer ??= new Answer()).readAsync(this.#live())
  }

  async #throwCancelled(): Promise<never> {
    throw this.#cancelledError(await causeOfAsync(this.#live(), this))
  }

  #late(timeoutMs: number): TimeoutError {
    return new TimeoutError(`${this.toString()} was not done within ${timeoutMs} ms`)
  }

  #cancelledError(cause: ErrorOptions | undefined): CancelledError {
    return new CancelledError(`${this.toString()} was cancelled`, cause)
  }

  #read(): Settled {
    return (this.#answer ??= new Answer()).read(this.#live())
  }
}
