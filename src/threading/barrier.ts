/**
 * `Barrier`: threads that wait for each other. The algorithm is core/barrier.ts; this is the object that users hold.
 *
 * Block of BARRIER_BYTES: the header of core/objects.ts and the words B_ of core/layout.ts. The action is a function of
 * the thread that made the barrier; when the barrier first crosses to another thread it is encoded into a message,
 * B_ACTION, so that whichever thread comes last can run it.
 */
import { load } from '#atomics'
import {
  arrive,
  breakBarrier,
  BUSY,
  BY_ABORT,
  BY_CANCEL,
  BY_TIMEOUT,
  countWaiting,
  enter,
  finish,
  giveUp,
  isBroken,
  isBusy,
  RELEASED,
  reset,
  RUNS,
  WAITS,
} from '../core/barrier.ts'
import {
  B_ACTION,
  B_DOOR_LIST,
  B_LIST,
  B_PARTIES,
  B_RUNNER,
  BARRIER_BYTES,
  TAG_BARRIER,
} from '../core/layout.ts'
import { DeadlockError, ThreadError } from '../errors.ts'
import { awaitOn, awaitTicket } from '../runtime/async-wait.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { BarrierAction, releaseAction } from './barrier-action.ts'
import { brokenError } from './barrier-broken.ts'
import { checkBarrierOptions, initBarrier, ownTimeout } from './barrier-options.ts'
import type { BarrierOptions } from './barrier-options.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Barrier>({
  tag: TAG_BARRIER,
  bytes: BARRIER_BYTES,
  name: 'Barrier',
  revive: () => new Barrier(1),
  release: releaseAction,
  referents(barrier, visit) {
    const action = load(barrier + B_ACTION)
    if (action !== 0) visit.message(action)
  },
})

/**
 * A meeting point for a fixed number of threads: `wait()` blocks until as many have come, then all go on. It can be
 * used again at once, and is the same barrier in every thread it crosses to.
 *
 * A barrier *breaks* when a party's wait times out, when it is aborted, when its action throws, or when a party dies:
 * all who wait, and all who come, get a BrokenBarrierError until `reset()`.
 *
 * Memory: all that a party wrote before `wait()` is visible to all parties after it.
 *
 * @example
 * const meeting = new Barrier(2)
 * const other = new Thread({ target: () => meeting.wait() })
 * other.start()
 * meeting.wait()
 *
 * @see Python `threading.Barrier`. Differs: milliseconds; while the action runs, `abort()` and `reset()` act at once.
 */
export class Barrier {
  /** 0 once it is disposed. */
  #address: number
  readonly #action: BarrierAction
  #timeoutMs: number | undefined

  static {
    const revive = (address: number): Barrier => {
      const barrier = kind.at(address)
      barrier.#action.arrived(address)
      return barrier
    }
    registerShared(TAG_BARRIER, revive, dropObject)
  }

  /**
   * @param parties - How many have to come: an integer from 1 to 2^31 − 1.
   * @param options.action - Runs once per cycle, in the thread that came last, before anybody goes on. Synchronous; it
   *   crosses as a thread's target does, when the barrier first crosses. It must not wait for this barrier.
   * @param options.timeout - Default of `wait()`, milliseconds ≥ 0. Default `Infinity`.
   * @throws RangeError, TypeError for bad arguments. @throws ThreadError when the arena is full.
   */
  constructor(parties: number, options?: BarrierOptions) {
    checkBarrierOptions(parties, options)
    this.#action = new BarrierAction(options?.action)
    this.#address = kind.claim(this, (address) => initBarrier(address, parties, options))
  }

  /** How many have to come. */
  get parties(): number {
    return load(this.#live() + B_PARTIES)
  }

  /** How many have come and wait; all parties while the action runs, 0 when broken. */
  get nWaiting(): number {
    return countWaiting(this.#live(), selfIdent)
  }

  /** Whether the barrier is broken: nobody can wait until `reset()`. */
  get broken(): boolean {
    return isBroken(this.#live())
  }

  /**
   * Comes, and blocks this thread until all parties have.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0; when it passes, the barrier breaks. Default: the barrier's own.
   *   Once all parties have come and the action runs, it does not count any more.
   * @returns a number from 0 to parties − 1, another one for each party of the cycle, in the order of their coming.
   * @throws BrokenBarrierError when the barrier is or gets broken, or is reset. @throws what the action throws, in the
   *   thread that runs it. @throws DeadlockError when called by the action itself.
   */
  wait(options?: WaitOptions): number {
    const timeoutMs = options?.timeout === undefined ? this.#defaultTimeout(options) : timeoutOf(options)
    const code = arrive(this.#live(), self, selfIdent, timeoutMs)
    if (code === BUSY)
      throw new DeadlockError(
        `the action of ${this.#name()} waits for the barrier, which waits for the action`,
      )
    return this.#indexOf(code === RUNS ? this.#run() : code)
  }

  /**
   * As {@link wait}, without blocking the thread. An abort by `signal` breaks the barrier as a timeout does, and rejects
   * with the signal's reason; once all parties have come it does not count any more. The wait of a thread that ends
   * before is as if it had never been.
   */
  async waitAsync(options?: AsyncWaitOptions): Promise<number> {
    const { timeoutMs, signal } = limitsOf(options)
    const own = options?.timeout === undefined ? this.#defaultTimeout(undefined) : timeoutMs
    return this.#arriveAsync({ timeoutMs: own, signal })
  }

  /** Breaks the barrier: all who wait, and all who come until {@link reset}, get a BrokenBarrierError. */
  abort(): void {
    breakBarrier(this.#live(), selfIdent, BY_ABORT)
  }

  /** Makes the barrier as new; those who wait get a BrokenBarrierError. */
  reset(): void {
    reset(this.#live(), selfIdent)
  }

  /**
   * This thread lets go of the barrier now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   * @throws ThreadError when its action runs in this thread, or this thread awaits it; nothing has changed then.
   */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    if (load(this.#address + B_RUNNER) === selfIdent)
      throw new ThreadError('the action of the barrier runs in this thread just now')
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Barrier, disposed>'
    return `<${this.#name()}: ${this.broken ? 'broken' : `waiters=${this.nWaiting}/${this.parties}`}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The barrier crosses as itself. @throws CaptureError when its action can't cross. */
  [SHARED](): SharedRef {
    this.#action.encode(this.#live())
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Barrier')
  }

  async #arriveAsync(limits: Limits): Promise<number> {
    const { signal } = limits
    for (;;) {
      signal?.throwIfAborted()
      let ticket = Promise.resolve(0)
      const entered = enter(this.#live(), selfIdent, () => {
        ticket = awaitTicket(this.#live() + B_LIST, limits, this, undefined, (waiter) =>
          giveUp(this.#live(), waiter, selfIdent, signal?.aborted === true ? BY_CANCEL : BY_TIMEOUT),
        )
      })
      if (entered === BUSY) {
        const atDoor = { timeoutMs: Infinity, signal }
        await awaitOn(this.#live() + B_DOOR_LIST, () => !isBusy(this.#live()), atDoor)
        continue
      }
      const code = entered === WAITS ? await ticket : entered === RUNS ? this.#run() : entered
      if (code === BY_CANCEL) signal?.throwIfAborted()
      return this.#indexOf(code)
    }
  }

  /** Runs the action for all parties. @returns the code of the outcome, for this thread. */
  #run(): number {
    let failed = true
    let code: number
    try {
      this.#action.run(this.#live())
      failed = false
    } finally {
      code = finish(this.#live(), selfIdent, failed)
    }
    return code
  }

  #indexOf(code: number): number {
    if (code < RELEASED) throw brokenError(this.#name(), code)
    return code - RELEASED
  }

  #defaultTimeout(options: WaitOptions | undefined): number {
    timeoutOf(options)
    this.#timeoutMs ??= ownTimeout(this.#live())
    return this.#timeoutMs
  }

  #name(): string {
    return `Barrier at 0x${this.#live().toString(16)}`
  }
}
