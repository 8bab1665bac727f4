/**
 * `Lock`: mutual exclusion between threads. The algorithm is core/mutex.ts; this is the object that users hold.
 *
 * Block of LOCK_BYTES: the header of core/objects.ts, L_STATE (the mutex word), L_LIST (wait list of those who await
 * it), L_WAITERS (how many threads sleep on it, for reports and tests), L_DIED (the owner that died with it).
 */
import { load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { L_LIST, L_STATE, LOCK_BYTES, TAG_LOCK } from '../core/layout.ts'
import { freeLock, takeLock } from '../core/lock-block.ts'
import { CONTENDED, markContended, tryAcquire } from '../core/mutex.ts'
import { ThreadError, TimeoutError } from '../errors.ts'
import type { OwnerDiedError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { forgetSite, noteSite, notesSites } from '../runtime/lock-sites.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { guard } from './guard.ts'
import { forgetOwnerDied, ownerDiedOf } from './owner-died.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Lock>({
  tag: TAG_LOCK,
  bytes: LOCK_BYTES,
  name: 'Lock',
  revive: () => new Lock(),
})

/**
 * A lock that one thread holds at a time, the same lock in every thread it crosses to.
 *
 * Not re-entrant: a thread that acquires it twice waits for itself. Any thread may release it. A release wakes one
 * waiting thread; a running thread may take the lock before it (no fairness is promised, as in Python).
 *
 * Memory: all that the releasing thread wrote before `release()` is visible after the next `acquire()`.
 *
 * @example
 * const lock = new Lock()
 * const held = lock.hold()
 * try {
 *   // one thread at a time
 * } finally {
 *   held[Symbol.dispose]()
 * }
 *
 * @see Python `threading.Lock`. Differs: milliseconds; `tryAcquire()` instead of `acquire(blocking=False)`.
 */
export class Lock {
  /** 0 once it is disposed. */
  #address: number

  /** @throws TypeError for any argument, as in Python. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('Lock() takes no arguments')
    this.#address = kind.claim(this)
  }

  /**
   * Takes the lock; blocks this thread until it is free.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when the lock is held, false when the timeout passed first.
   * @throws RangeError, TypeError for a bad timeout; nothing has changed then.
   * @example
   * const lock = new Lock()
   * if (lock.acquire({ timeout: 500 })) lock.release()
   */
  acquire(options?: WaitOptions): boolean {
    if (tryAcquire((this.#address || disposed('Lock')) + L_STATE, selfIdent)) {
      if (options !== undefined) this.#check(options)
      return this.#took()
    }
    return takeLock(this.#live(), selfIdent, deadlineAfter(timeoutOf(options)), true) && this.#took()
  }

  /** Takes the lock if it is free; never waits. */
  tryAcquire(): boolean {
    return tryAcquire((this.#address || disposed('Lock')) + L_STATE, selfIdent) && this.#took()
  }

  /**
   * As {@link acquire}, without blocking the thread. Ownership is the thread's: two async flows of one thread exclude
   * each other too, because the lock is not re-entrant.
   */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    const limits = limitsOf(options)
    const mine = (selfIdent << 1) | CONTENDED
    if (
      limits.signal?.aborted !== true &&
      tryAcquire((this.#address || disposed('Lock')) + L_STATE, selfIdent)
    )
      return Promise.resolve(this.#took())
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    return awaitOn(
      (this.#address || disposed('Lock')) + L_LIST,
      () => markContended((this.#address || disposed('Lock')) + L_STATE, mine) === 0 && this.#took(),
      limits,
    )
  }

  /**
   * Frees the lock; any thread may do so.
   * @throws ThreadError `release unlocked lock` when nobody holds it.
   */
  release(): void {
    if (notesSites) forgetSite(this.#live())
    if (freeLock(this.#address || disposed('Lock'), selfIdent) === 0)
      throw new ThreadError('release unlocked lock')
  }

  /** Whether somebody holds the lock at this moment. */
  locked(): boolean {
    return load((this.#address || disposed('Lock')) + L_STATE) !== 0
  }

  /**
   * Takes the lock, as Python's `with lock:`; dispose of what is returned (`using _ = lock.hold()`) to free it, once.
   * @throws TimeoutError when the timeout passed first.
   */
  hold(options?: WaitOptions): Disposable {
    if (!this.acquire(options))
      throw new TimeoutError(`the lock was not free within ${timeoutOf(options)} ms`)
    return guard(() => this.release())
  }

  /** As {@link hold}, without blocking the thread: `using _ = await lock.holdAsync()`. */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    if (!(await this.acquireAsync(options))) {
      throw new TimeoutError(`the lock was not free within ${timeoutOf(options)} ms`)
    }
    return guard(() => this.release())
  }

  /**
   * Set when a thread died holding the lock: the lock was freed, and what it guards may be half written. Stays until
   * {@link forgetOwnerDied}; a lock that nobody died with says `undefined`.
   */
  get ownerDied(): OwnerDiedError | undefined {
    return ownerDiedOf(this.#live(), 'lock')
  }

  /** What the lock guards has been checked and put right: `ownerDied` is `undefined` again. */
  forgetOwnerDied(): void {
    forgetOwnerDied(this.#live())
  }

  /**
   * This thread lets go of the lock now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError. A method of its
   * own and no `Symbol.dispose`: `using` is for what {@link hold} gives.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  dispose(): void {
    if (this.#address === 0) return
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Lock, disposed>'
    return `<${this.locked() ? 'locked' : 'unlocked'} Lock at 0x${(this.#address || disposed('Lock')).toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The lock crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Lock')
  }

  #took(): true {
    if (notesSites) noteSite(this.#live())
    return true
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
}
