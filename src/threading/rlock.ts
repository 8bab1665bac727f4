/**
 * `RLock`: a lock that its owner may acquire again. The hold is threading/rlock-hold.ts, this is the object that users
 * have.
 *
 * Block of RLOCK_BYTES: a Lock's words, R_DEPTH (acquisitions beyond the first), R_FLOW (1: held by an async flow).
 */
import { load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { L_STATE, RLOCK_BYTES, TAG_RLOCK } from '../core/layout.ts'
import { rlockState } from '../core/lock-block.ts'
import { sleepUntil } from '../core/park.ts'
import { DeadlockError, ThreadError, TimeoutError } from '../errors.ts'
import type { OwnerDiedError } from '../errors.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { guard } from './guard.ts'
import { forgetOwnerDied, ownerDiedOf } from './owner-died.ts'
import { RLockHold } from './rlock-hold.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<RLock>({
  tag: TAG_RLOCK,
  bytes: RLOCK_BYTES,
  name: 'RLock',
  revive: () => new RLock(),
})

/** This thread's side of the lock, for conditions (threading/held-lock.ts). */
export let holdOf: (lock: RLock) => RLockHold

/**
 * A lock that its owner may acquire again, and must release as often.
 *
 * `acquire()` belongs to the thread: code that holds the lock may call code that acquires it again, in one run of the
 * thread, without the event loop in between. `acquireAsync()` belongs to the flow that awaits it, and is never
 * re-entrant: other flows of the same thread wait, and a blocking `acquire()` of this thread throws meanwhile. Only the
 * owning thread may release.
 *
 * Memory: all that the releasing thread wrote before the last `release()` is visible after the next `acquire()`.
 *
 * @example
 * const lock = new RLock()
 * lock.acquire()
 * lock.acquire()
 * console.log(lock.recursionCount()) // 2
 * lock.release()
 * lock.release()
 *
 * @see Python `threading.RLock`. Differs: milliseconds; `tryAcquire()`; async flows, which Python does not have.
 */
export class RLock {
  /** 0 once it is disposed. */
  #address: number
  /** `undefined` once it is disposed. */
  #hold: RLockHold | undefined

  static {
    holdOf = (lock) => lock.#hold ?? disposed('RLock')
  }

  /** @throws TypeError for any argument. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('RLock() takes no arguments')
    this.#address = kind.claim(this)
    this.#hold = new RLockHold(this.#address)
  }

  /**
   * Takes the lock; blocks this thread until it is free. The owner gets it again at once.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when the lock is held, false when the timeout passed first.
   * @throws RangeError, TypeError for a bad timeout; nothing has changed then.
   * @throws DeadlockError when an async flow of this thread holds the lock, and no timeout ends the wait.
   * @throws ThreadError when this thread has held the lock since an earlier turn of its event loop.
   * @example
   * const lock = new RLock()
   * if (lock.acquire({ timeout: 500 })) lock.release()
   */
  acquire(options?: WaitOptions): boolean {
    const hold = this.#hold ?? disposed('RLock')
    if (hold.isOwned()) return this.#acquireAgain(timeoutOf(options))
    if (!hold.tryTake()) return hold.take(deadlineAfter(timeoutOf(options)))
    if (options !== undefined) this.#check(options)
    return true
  }

  /** Takes the lock if it is free, or if this run of the owner holds it already; never waits, never throws. */
  tryAcquire(): boolean {
    const hold = this.#hold ?? disposed('RLock')
    return hold.isOwned() ? hold.deepen() : hold.tryTake()
  }

  /**
   * Takes the lock for the flow that awaits this promise, without blocking the thread. Not re-entrant: whoever holds
   * the lock, this flow itself included, has to release it first.
   *
   * @returns a promise of true, of false when the timeout passed first; it rejects with the reason of `signal`.
   */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return this.#mine().takeAsync(limitsOf(options))
  }

  /**
   * Undoes one acquisition of this thread; the last one frees the lock.
   * @throws ThreadError `cannot release un-acquired lock` when this thread does not hold it.
   */
  release(): void {
    this.#mine().leave()
  }

  /** Whether somebody holds the lock at this moment. */
  locked(): boolean {
    return load(this.#mine().lock + L_STATE) !== 0
  }

  /** Whether the calling thread holds the lock, one of its async flows included. @see Python `RLock._is_owned`. */
  isOwned(): boolean {
    return this.#mine().isOwned()
  }

  /** How often the calling thread has to release the lock; 0 when it does not hold it. @see Python `RLock._recursion_count`. */
  recursionCount(): number {
    return this.isOwned() ? this.#mine().extra + 1 : 0
  }

  /**
   * Takes the lock, as Python's `with lock:`; dispose of what is returned (`using _ = lock.hold()`) to undo that, once.
   * @throws TimeoutError when the timeout passed first; what {@link acquire} throws.
   */
  hold(options?: WaitOptions): Disposable {
    if (!this.acquire(options)) throw this.#notFree(timeoutOf(options))
    return guard(() => this.release())
  }

  /**
   * As {@link hold}, for the flow that awaits it: `using _ = await lock.holdAsync()`. What is returned releases this
   * hold and no other: it throws ThreadError when the hold has been released already by `release()`.
   */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    const limits = limitsOf(options)
    let mine = 0
    if (!(await this.#mine().takeAsync(limits, (run) => (mine = run)))) throw this.#notFree(limits.timeoutMs)
    return guard(() => {
      if (this.#mine().run !== mine) throw new ThreadError('cannot release un-acquired lock')
      this.release()
    })
  }

  /**
   * Set when a thread died holding the lock: the lock was freed, and what it guards may be half written. Stays until
   * {@link forgetOwnerDied}; a lock that nobody died with says `undefined`.
   */
  get ownerDied(): OwnerDiedError | undefined {
    return ownerDiedOf(this.#mine().lock, 'lock')
  }

  /** What the lock guards has been checked and put right: `ownerDied` is `undefined` again. */
  forgetOwnerDied(): void {
    forgetOwnerDied(this.#mine().lock)
  }

  /**
   * This thread lets go of the lock now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError. A method of its
   * own and no `Symbol.dispose`: `using` is for what {@link hold} gives.
   * @throws ThreadError when this thread holds the lock, or awaits it; nothing has changed then.
   */
  dispose(): void {
    if (this.#hold === undefined) return
    if (this.#hold.isOwned())
      throw new ThreadError('this thread holds the RLock: release it before dispose()')
    kind.disposeIdle(this.#address)
    this.#address = 0
    this.#hold = undefined
  }

  toString(): string {
    if (this.#hold === undefined) return '<RLock, disposed>'
    const { owner, count } = rlockState(this.#address)
    return `<${owner === 0 ? 'unlocked' : 'locked'} RLock owner=${owner} count=${count} at ${this.#place()}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The lock crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#mine().lock)
  }

  #mine(): RLockHold {
    return this.#hold ?? disposed('RLock')
  }

  /** This thread holds the lock. If it is other code of it that does, that could not free the lock while the thread waits. */
  #acquireAgain(timeoutMs: number): boolean {
    if (this.#mine().deepen()) return true
    if (this.#mine().run < 0) {
      if (timeoutMs === Infinity) throw new DeadlockError(this.#heldBy('an async flow of it'))
      sleepUntil(deadlineAfter(timeoutMs))
      return false
    }
    if (timeoutMs === 0) return false
    throw new ThreadError(this.#heldBy('code of an earlier turn of its event loop'))
  }

  #heldBy(whom: string): string {
    return (
      `this thread can't block for the RLock at ${this.#place()}: it is held by ${whom}, which could not release it ` +
      'meanwhile; use acquireAsync() or holdAsync() where a hold lasts over an await'
    )
  }

  /** The lock was free, but the options may be wrong all the same: then it is as it was. */
  #check(options: WaitOptions): void {
    try {
      timeoutOf(options)
    } catch (error) {
      this.release()
      throw error
    }
  }

  #place(): string {
    return `0x${this.#address.toString(16)}`
  }

  #notFree(timeoutMs: number): TimeoutError {
    return new TimeoutError(`the lock was not free within ${timeoutMs} ms`)
  }
}
