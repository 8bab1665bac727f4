/** `ThreadPoolExecutor`: the object that users hold; the tasks' queue and the workers' table are core/pool.ts. */
import { load, store } from '#atomics'
import { ObjectKind } from '../runtime/object-kind.ts'
import { O_TAG, TAG_EXECUTOR } from '../core/layout.ts'
import { EXECUTOR_BYTES, X_ROOM, X_SHUT } from '../core/futures-layout.ts'
import { needsWorker } from '../core/pool.ts'
import { signalAll } from '../core/wait-list.ts'
import { DONE, shutDown, tryGet } from '../core/queue.ts'
import { hand } from '../core/queue-ring.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { NO_OPTIONS } from './call-options.ts'
import type { CallOptions } from './call-options.ts'
import { CLOSE, closePools } from './at-exit.ts'
import type { Executor } from './executor.ts'
import type { Future } from './future.ts'
import { Intake } from './intake.ts'
import type { Submitted } from './intake.ts'
import { CONTENTS, fillPool } from './pool-block.ts'
import { checkedOptions } from './pool-options.ts'
import type { ThreadPoolOptions } from './pool-options.ts'
import { PoolView } from './pool-view.ts'
import { cancelTask } from './run-task.ts'
import type { Callable } from './task.ts'
import { mapWith } from './map.ts'
import type { MapArguments, Mapped } from './map.ts'
import { openStream, splitCall } from './open-stream.ts'
import type { StreamFunction, StreamOptions } from './open-stream.ts'
import { whileUnread } from './stream.ts'
import type { Stream } from './stream.ts'
import { checkedShutdown } from './shutdown-options.ts'
import type { ShutdownOptions } from './shutdown-options.ts'
import { statsOf } from './stats.ts'
import type { PoolStats } from './stats.ts'
import { useStarter, work } from './worker.ts'
import { joinWorkers, joinWorkersAsync, WORK, noteWorker } from './workers.ts'

const kind: ObjectKind<ThreadPoolExecutor> = new ObjectKind<ThreadPoolExecutor>({
  tag: TAG_EXECUTOR,
  bytes: EXECUTOR_BYTES,
  name: 'ThreadPoolExecutor',
  revive: () => new ThreadPoolExecutor(),
  ...CONTENTS,
})

/**
 * A pool of threads that run functions: `submit()` one, get a {@link Future} of what it returns.
 *
 * The same pool in every thread it crosses to: any thread may submit, and any thread may wait. Threads are started when
 * there is work for them, at most `maxWorkers`, and end after {@link shutdown}. When main has ended, the program runs all
 * tasks that were submitted before it ends.
 *
 * A worker that waits for a future of its own pool runs other tasks of the pool meanwhile.
 *
 * @example
 * const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
 * const future = pool.submit((x: number, y: number) => x ** y, 2, 10)
 * console.log(future.result())  // 1024
 * pool.shutdown()
 *
 * @see Python `concurrent.futures.ThreadPoolExecutor`. Differs: the threads run in parallel; arguments and results are
 *   copied unless they are shared objects.
 */
export class ThreadPoolExecutor implements Executor {
  readonly #address: number
  readonly #intake: Intake

  /**
   * @throws RangeError `maxWorkers must be greater than 0`. @throws TypeError for other wrong options.
   * @throws CaptureError when the initializer or an argument of it can't cross.
   * @throws ThreadError when main has ended, or the arena is full.
   */
  constructor(options: ThreadPoolOptions = {}) {
    if (kind.adopting) {
      this.#address = kind.claim(this)
      this.#intake = new Intake(this, this.#address, undefined)
      return
    }
    const checked = checkedOptions(options)
    this.#address = kind.claim(this, (pool) => fillPool(pool, checked, options))
    this.#intake = new Intake(this, this.#address, checked.storages)
  }

  /**
   * Has `fn` called with `args` by a worker; never waits for one that is busy.
   *
   * `fn` and `args` cross to the worker as a thread's target and arguments do. `fn` may be async.
   *
   * @throws ThreadError `cannot schedule new futures after shutdown`, and when no thread can be started.
   * @throws BrokenThreadPool when an initializer has failed. @throws CaptureError naming what can't cross; nothing is
   *   queued then. @throws TypeError when `fn` is not a function.
   */
  submit<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    return this.#intake.submit(NO_OPTIONS, fn as unknown as Callable, args) as Future<Awaited<R>>
  }

  /**
   * As {@link submit}, for a pool with `maxQueue`: where that would block until there is room, the event loop goes on.
   * `fn` and `args` are copied at once.
   *
   * @returns a promise of `{ future }`, settled when the task is queued. In an object, because a promise of a future would
   *   be one of its result. It rejects with what {@link submit} throws.
   * @example
   * const pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 1 })
   * const { future } = await pool.submitAsync((n: number) => n * n, 12)
   * console.log(await future)  // 144
   */
  async submitAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Promise<Submitted<Awaited<R>>> {
    return this.#intake.submitAsync(NO_OPTIONS, fn as unknown as Callable, args) as Promise<
      Submitted<Awaited<R>>
    >
  }

  /**
   * Calls `fn` with the first elements of all `iterables`, with the second ones, and so on, in the workers.
   *
   * All inputs are read and submitted at once, unless `buffersize` says how many at most may be on their way.
   *
   * @param rest - the iterables, and after them perhaps { timeout, chunksize, buffersize }.
   * @returns the results in the order of the inputs, for `for` (blocking) and `for await`.
   */
  map<A extends readonly unknown[], R>(fn: (...args: A) => R, ...rest: MapArguments<A>): Mapped<Awaited<R>> {
    return mapWith(this, fn as unknown as (...args: never[]) => R, rest as readonly unknown[])
  }

  /**
   * Has a worker run `fn`, a generator or anything else that returns something to iterate over, sync or async, and gives
   * what it yields, item by item, as it comes.
   *
   * The option `buffer` says how many items the task may be ahead of the reader: an integer ≥ 1, by default 16.
   *
   * @returns a stream for `for` (blocking) and for `for await`; see {@link Stream}.
   * @throws TypeError, RangeError for a wrong option, and what {@link submit} throws.
   */
  stream<A extends readonly unknown[], T, R>(fn: StreamFunction<A, T, R>, ...args: A): Stream<T, R>
  stream<A extends readonly unknown[], T, R>(
    options: StreamOptions,
    fn: StreamFunction<A, T, R>,
    ...args: A
  ): Stream<T, R>
  stream(...call: readonly unknown[]): Stream<unknown> {
    const { options, fn, args } = splitCall(call)
    return openStream(this.#address, options, (prepare) =>
      this.#intake.submit(NO_OPTIONS, fn as Callable, args, prepare),
    )
  }

  /**
   * The pool with terms for each task: a time limit, a signal that cancels it, a priority, a name, buffers that move.
   *
   * @example
   * const slow = pool.options({ timeout: 20, name: 'slow' }).submit(() => sleep(1000))
   * console.log(String(slow.exception()))  // TimeoutError: task "slow" was not done within 20 ms of its start
   *
   * @throws TypeError, RangeError for wrong options.
   */
  options(options: CallOptions): PoolView {
    return new PoolView(options, this.#intake)
  }

  /**
   * Has `fn` called once by each worker, beside what they do: for what each thread has to load, change or tell. All workers
   * that there may be are started for it. Those that take the place of one that ends later do not call it: what every
   * worker needs from its start on belongs into `initializer`.
   *
   * @returns a future for each worker. @throws as {@link submit}.
   * @example
   * const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
   * const names = pool.runOnAll(() => currentThread().name)
   * console.log(names.map((name) => name.result()).length)  // 2
   */
  runOnAll<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>>[] {
    return this.#intake.runOnAll(NO_OPTIONS, fn as unknown as Callable, args) as Future<Awaited<R>>[]
  }

  /** What the pool is doing and has done so far, from any thread. */
  stats(): PoolStats {
    return statsOf(this.#address)
  }

  /**
   * No tasks are taken from here on; those that were are run, and then the workers end. May be called again.
   *
   * @param options.wait - Blocks until all that is done. Default true.
   * @param options.cancelFutures - Cancels the tasks that no worker has begun. Default false.
   */
  shutdown(options: ShutdownOptions = {}): void {
    if (this.#close(options)) whileUnread(this.#address, () => joinWorkers(this.#address))
  }

  /** As {@link shutdown}, without blocking the thread. */
  async shutdownAsync(options: ShutdownOptions = {}): Promise<void> {
    if (this.#close(options)) await joinWorkersAsync(this.#address)
  }

  /** As Python's `with`: {@link shutdown}, which waits. */
  [Symbol.dispose](): void {
    this.shutdown()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdownAsync()
  }

  toString(): string {
    return `<ThreadPoolExecutor at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The pool crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#address)
  }

  /** What each worker's thread calls. */
  [WORK](place: number): Promise<void> {
    noteWorker(place)
    return work(this.#address, place)
  }

  [CLOSE](): void {
    closePools()
  }

  static {
    useStarter((pool) => {
      if (load(pool + O_TAG) === TAG_EXECUTOR && needsWorker(pool)) kind.at(pool).#intake.startWorkers()
    })
  }

  /** @returns whether to wait for the end of all. */
  #close(options: ShutdownOptions): boolean {
    const { wait, cancelFutures } = checkedShutdown(options)
    const pool = this.#address
    store(pool + X_SHUT, 1)
    shutDown(pool, selfIdent, false)
    signalAll(pool + X_ROOM, selfIdent)
    while (cancelFutures && tryGet(pool, selfIdent) === DONE) cancelTask(hand[0] as number, hand[1] as number)
    return wait
  }
}
