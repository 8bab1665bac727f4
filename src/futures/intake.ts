/** How tasks come into a pool: the checks, the room for them, the workers that they need. */
import { load } from '#atomics'
import { POOLS_CLOSED, SUPERVISOR } from '../core/layout.ts'
import { X_BROKEN, X_CONTEXT, X_LIVE, X_SHUT, X_STARTED } from '../core/futures-layout.ts'
import { needsWorker, placesOf } from '../core/pool.ts'
import { peek } from '../core/guarded.ts'
import { isShutDown } from '../core/queue.ts'
import { BrokenThreadPool, ThreadError } from '../errors.ts'
import { reclaimIfPressed } from '../runtime/reclaim.ts'
import { whileBooting } from '../threading/launch.ts'
import { askAtExit } from './at-exit.ts'
import type { Closing } from './at-exit.ts'
import type { CheckedCall } from './call-options.ts'
import { runHere } from './caller-runs.ts'
import type { Future } from './future.ts'
import {
  cancelledFuture,
  discardTask,
  makeTask,
  obeySignal,
  postTask,
  putCounted,
  putMade,
} from './put-task.ts'
import { awaitRoomFor, countNow, countTask, fullError } from './room.ts'
import type { Counted } from './room.ts'
import { runOnAll } from './run-on-all.ts'
import { BROKEN_TEXT } from './settled.ts'
import type { Callable } from './task.ts'
import { readStorages, storesOf } from './task-context.ts'
import type { Storages } from './task-context.ts'
import { startWorker } from './workers.ts'
import type { Workplace } from './workers.ts'

/** What `submitAsync()` gives. In an object, because a promise of a future would be one of its result. */
export interface Submitted<T = unknown> {
  readonly future: Future<T>
}

/** Told the address of a new future before anybody else knows it. */
export type Prepare = (future: number) => void

export class Intake {
  readonly address: number
  readonly #pool: Workplace & Closing
  /** Of a pool with `context`, once this thread has submitted to it. */
  #storages: Storages | undefined

  constructor(pool: Workplace & Closing, address: number, storages: Storages | undefined) {
    this.#pool = pool
    this.address = address
    this.#storages = storages
  }

  /** @throws TypeError, ThreadError, BrokenThreadPool, Full, CaptureError; nothing is queued then. */
  submit(call: CheckedCall, fn: Callable, args: readonly unknown[], prepare?: Prepare): Future {
    this.#checkOpen(fn)
    reclaimIfPressed()
    if (call.signal?.aborted) return cancelledFuture(call, prepare)
    if (load(SUPERVISOR) === 0) return whileBooting(() => this.#admit(call, fn, args, prepare))
    return this.#admit(call, fn, args, prepare)
  }

  /** As {@link submit}; where that would block for room, the event loop goes on. */
  async submitAsync(call: CheckedCall, fn: Callable, args: readonly unknown[]): Promise<Submitted> {
    this.#checkOpen(fn)
    reclaimIfPressed()
    if (call.signal?.aborted) return { future: cancelledFuture(call) }
    const pool = this.address
    const counted = countNow(pool, false)
    if (counted !== 'full') return { future: this.#take(counted, call, fn, args, undefined) }
    const task = makeTask(pool, this.#inContext(call), fn, args)
    const put = (): boolean => putMade(pool, task, call.priority)
    const outcome = await awaitRoomFor(pool, this.#pool, put, call.signal).catch((error: unknown) => {
      discardTask(task, call)
      throw error
    })
    if (outcome === 'put') return { future: this.#seeTo(task.future, call) }
    discardTask(task, call)
    if (outcome === 'closed') throw this.#closed()
    return { future: task.future }
  }

  runOnAll(call: CheckedCall, fn: Callable, args: readonly unknown[]): Future[] {
    const pool = this.address
    this.#checkOpen(fn)
    if (call.signal?.aborted) return placesOf(pool).map(() => cancelledFuture(call))
    askAtExit(this.#pool)
    const withStores = this.#inContext(call)
    return runOnAll(this.#pool, pool, (place) => postTask(pool, place, withStores, fn, args))
  }

  /** As many as there are tasks without one, and as there may be. */
  startWorkers(): void {
    while (needsWorker(this.address) && startWorker(this.#pool, this.address));
  }

  #admit(call: CheckedCall, fn: Callable, args: readonly unknown[], prepare: Prepare | undefined): Future {
    return this.#take(countTask(this.address, prepare !== undefined), call, fn, args, prepare)
  }

  #take(
    counted: Counted,
    call: CheckedCall,
    fn: Callable,
    args: readonly unknown[],
    prepare: Prepare | undefined,
  ): Future {
    if (counted === 'callerRuns') return runHere(call, fn, args)
    if (counted !== 'counted') throw counted === 'closed' ? this.#closed() : fullError(this.address)
    const future = putCounted(this.address, this.#inContext(call), fn, args, prepare)
    if (future === undefined) throw this.#closed()
    return this.#seeTo(future, call)
  }

  /** The task is queued: it has a worker, or is to have one. */
  #seeTo(future: Future, call: CheckedCall): Future {
    if (needsWorker(this.address)) {
      try {
        askAtExit(this.#pool)
        this.startWorkers()
      } catch (error) {
        if (error instanceof Error && future.cancel()) throw error
      }
    }
    obeySignal(future, call)
    return future
  }

  /** With the stores that go with the task. */
  #inContext(call: CheckedCall): CheckedCall {
    if (peek(this.address + X_CONTEXT) === 0) return call
    return { ...call, stores: storesOf((this.#storages ??= readStorages(this.address))) }
  }

  #checkOpen(fn: unknown): void {
    if (typeof fn !== 'function')
      throw new TypeError(`Expected a function to run, got \`${String(fn)}\` (${typeof fn})`)
    if (isShutDown(this.address) || load(POOLS_CLOSED) !== 0) throw this.#closed()
  }

  /** In Python's words: workers that end with the program mark their pool as one that was shut down. */
  #closed(): Error {
    const pool = this.address
    if (load(pool + X_BROKEN) !== 0) return new BrokenThreadPool(BROKEN_TEXT)
    const isShut = load(pool + X_SHUT) !== 0 || (load(pool + X_STARTED) > 0 && load(pool + X_LIVE) === 0)
    return new ThreadError(
      `cannot schedule new futures after ${isShut ? 'shutdown' : 'interpreter shutdown'}`,
    )
  }
}
