/**
 * `Condition`: waiting, under a lock, until another thread says that something has changed. The algorithm is
 * core/condition.ts; this is the object that users hold.
 *
 * Block of CONDITION_BYTES: the header of core/objects.ts, CV_LOCK (address of the lock's block, with a reference,
 * written once), CV_LIST (those who wait, blocked or awaiting, in the order of their coming).
 */
import { load, store } from '#atomics'
import { deadlineAfter, remaining } from '../core/clock.ts'
import { notifyWaiters, waitForNotify } from '../core/condition.ts'
import { CONDITION_BYTES, CV_LIST, CV_LOCK, O_TAG, TAG_CONDITION } from '../core/layout.ts'
import { TIMED_OUT } from '../core/ticket.ts'
import { countWaiters } from '../core/wait-list.ts'
import { ThreadError } from '../errors.ts'
import { awaitTicket } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { reviveShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { isHeld, letGo } from './held-lock.ts'
import { Lock } from './lock.ts'
import { RLock } from './rlock.ts'
import { noPromise } from './synchronous.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Condition>({
  tag: TAG_CONDITION,
  bytes: CONDITION_BYTES,
  name: 'Condition',
  revive: () => new Condition(),
  release: (condition) => dropObject(load(condition + CV_LOCK)),
  referents: (condition, visit) => visit.object(load(condition + CV_LOCK)),
})

/**
 * A condition variable: threads wait until another one notifies them. It has a lock, which guards what they talk about;
 * whoever waits or notifies holds it.
 *
 * Waiters are notified in the order of their coming, each by a signal of its own: `notify(n)` wakes n of those that
 * wait, and nobody wakes without one. What they waited for may have changed again by the time they have the lock back,
 * so wait in a loop, or with {@link waitFor}.
 *
 * Memory: as the lock. All that the notifying thread wrote before it released the lock is visible after the wait.
 *
 * @example
 * const condition = new Condition()
 * let ready = false
 * const held = condition.hold()
 * try {
 *   console.log(condition.waitFor(() => ready, { timeout: 10 })) // false
 * } finally {
 *   held[Symbol.dispose]()
 * }
 *
 * @see Python `threading.Condition`. Differs: milliseconds; async forms; a waiter whose time is up in the moment in which
 *   it is notified returns true, where CPython may return False although the notify was spent.
 */
export class Condition {
  /** 0 once it is disposed. */
  #address: number
  readonly #lock: Lock | RLock
  readonly #lockAddress: number

  /**
   * @param lock - Guards what the condition is about; several conditions may share it. Default: a new RLock.
   * @throws TypeError when it is neither a Lock nor an RLock. @throws ThreadError when the arena is full.
   */
  constructor(lock?: Lock | RLock) {
    this.#address = kind.adopting ? kind.claim(this) : claimWith(this, lock)
    this.#lockAddress = load(this.#live() + CV_LOCK)
    this.#lock = reviveShared(load(this.#lockAddress + O_TAG), this.#lockAddress) as Lock | RLock
  }

  /** The lock of this condition: the one it was made with, the same object wherever that lock has crossed by itself. */
  get lock(): Lock | RLock {
    return this.#liveLock()
  }

  /** As the lock's: {@link RLock.acquire}. */
  acquire(options?: WaitOptions): boolean {
    return this.#liveLock().acquire(options)
  }

  /** As the lock's: {@link RLock.tryAcquire}. */
  tryAcquire(): boolean {
    return this.#liveLock().tryAcquire()
  }

  /** As the lock's: {@link RLock.acquireAsync}. */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return this.#liveLock().acquireAsync(options)
  }

  /** As the lock's: {@link RLock.release}. */
  release(): void {
    this.#liveLock().release()
  }

  /** As the lock's: {@link RLock.locked}. */
  locked(): boolean {
    return this.#liveLock().locked()
  }

  /** As the lock's: {@link RLock.hold}. */
  hold(options?: WaitOptions): Disposable {
    return this.#liveLock().hold(options)
  }

  /** As the lock's: {@link RLock.holdAsync}. */
  holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.#liveLock().holdAsync(options)
  }

  /**
   * Whether the caller may wait and notify: the calling thread holds the RLock, or anybody the Lock.
   * @see Python `Condition._is_owned`.
   */
  isOwned(): boolean {
    return isHeld(this.#liveLock(), this.#lockAddress)
  }

  /**
   * Releases the lock, blocks this thread until it is notified, and takes the lock back. An RLock is released on all
   * its levels, and held as deep again afterwards.
   *
   * @param options.timeout - Milliseconds to wait for the notify, ≥ 0. Default `Infinity`. Taking the lock back comes
   *   on top and has no limit.
   * @returns true when notified, false when the timeout passed first. The lock is held in either case, also when the
   *   wait throws because it was interrupted.
   * @throws ThreadError `cannot wait on un-acquired lock`. @throws RangeError, TypeError for a bad timeout.
   */
  wait(options?: WaitOptions): boolean {
    const timeoutMs = timeoutOf(options)
    this.#requireHeld('cannot wait on un-acquired lock')
    return this.#waitUntil(deadlineAfter(timeoutMs))
  }

  /**
   * As {@link wait}, without blocking the thread: the lock is free for others, flows of this thread among them, until
   * the promise settles. It rejects with the reason of `signal` when that aborts first; the lock is held then, too.
   */
  async waitAsync(options?: AsyncWaitOptions): Promise<boolean> {
    const limits = limitsOf(options)
    this.#requireHeld('cannot wait on un-acquired lock')
    limits.signal?.throwIfAborted()
    const signalled = awaitTicket(this.#live() + CV_LIST, limits, this, (code) => this.#passOn(code))
    const lock = letGo(this.#liveLock(), this.#lockAddress)
    const thread = selfIdent
    let code = TIMED_OUT
    try {
      code = await signalled
      return code !== TIMED_OUT
    } finally {
      if (thread === selfIdent) await lock.awaiting()
      else await this.#outlived(code)
    }
  }

  /**
   * Waits until the predicate holds. It is called with the lock held, at once and after each notify.
   *
   * @param predicate - anything truthy ends the wait.
   * @param options.timeout - Milliseconds for all of it, ≥ 0. Default `Infinity`.
   * @returns what the predicate returned last: falsy means that the timeout has passed.
   * @throws what {@link wait} throws, but only when it has to wait; what the predicate throws; TypeError when it
   *   returns a promise.
   */
  waitFor<T>(predicate: () => T, options?: WaitOptions): T {
    const deadlineMs = deadlineAfter(timeoutOf(options))
    let result = noPromise(checked(predicate)())
    for (let first = true; !result && (first || remaining(deadlineMs) > 0); first = false) {
      this.#requireHeld('cannot wait on un-acquired lock')
      this.#waitUntil(deadlineMs)
      result = noPromise(predicate())
    }
    return result
  }

  /** As {@link waitFor}, without blocking the thread. The predicate may return a promise; the lock is held meanwhile. */
  async waitForAsync<T>(predicate: () => T | PromiseLike<T>, options?: AsyncWaitOptions): Promise<T> {
    const { timeoutMs, signal } = limitsOf(options)
    const deadlineMs = deadlineAfter(timeoutMs)
    let result = await checked(predicate)()
    for (let first = true; !result && (first || remaining(deadlineMs) > 0); first = false) {
      await this.waitAsync({ timeout: remaining(deadlineMs), signal })
      result = await predicate()
    }
    return result
  }

  /**
   * Wakes those that have waited longest. They go on when they have the lock, so not before the caller releases it.
   *
   * @param n - How many at most, an integer. Default 1. Fewer when fewer wait; none when it is 0 or less.
   * @throws ThreadError `cannot notify on un-acquired lock`. @throws TypeError, RangeError for a bad `n`.
   */
  notify(n = 1): void {
    if (typeof n !== 'number') throw new TypeError(`Expected \`n\` to be a number, got \`${String(n)}\``)
    if (!Number.isInteger(n) && n !== Infinity)
      throw new RangeError(`Expected \`n\` to be an integer, got \`${n}\``)
    this.#requireHeld('cannot notify on un-acquired lock')
    notifyWaiters(this.#live(), selfIdent, n, this.#lock instanceof RLock)
  }

  /** Wakes all that wait. @throws ThreadError `cannot notify on un-acquired lock`. */
  notifyAll(): void {
    this.notify(Infinity)
  }

  /**
   * This thread lets go of the condition now, instead of when its handle is collected as garbage: the memory is free when no
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
    if (this.#address === 0) return '<Condition, disposed>'
    return `<Condition(${this.#liveLock().toString()}, ${countWaiters(this.#live() + CV_LIST, selfIdent)})>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The condition crosses as itself, and its lock with it. A condition that has crossed is not reclaimed. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #liveLock(): Lock | RLock {
    this.#live()
    return this.#lock
  }

  #live(): number {
    return this.#address || disposed('Condition')
  }

  #requireHeld(otherwise: string): void {
    if (!this.isOwned()) throw new ThreadError(otherwise)
  }

  /** This thread ends before it has seen its signal: the next waiter gets it. */
  #passOn(code: number): void {
    if (code !== TIMED_OUT) notifyWaiters(this.#live(), selfIdent, 1, false)
  }

  /** The thread has ended between the signal and this microtask: nobody would release a lock taken in its carrier's name. */
  #outlived(code: number): Promise<never> {
    this.#passOn(code)
    return new Promise(() => {})
  }

  /** The lock is held. */
  #waitUntil(deadlineMs: number): boolean {
    return waitForNotify(
      this.#live(),
      self,
      selfIdent,
      deadlineMs,
      () => letGo(this.#liveLock(), this.#lockAddress).blocking,
    )
  }
}

/** The block of a new condition. A twin at module level exists already, and has the lock it was made with. */
function claimWith(condition: Condition, given: Lock | RLock | undefined): number {
  const lock = given === undefined ? new RLock() : given
  if (!(lock instanceof Lock) && !(lock instanceof RLock))
    throw new TypeError(
      `Expected \`lock\` to be a Lock or an RLock, got \`${String(lock)}\` (${typeof lock})`,
    )
  const { address } = lock[SHARED]()
  let taken = false
  try {
    return kind.claim(condition, (block) => {
      store(block + CV_LOCK, address)
      taken = true
    })
  } finally {
    if (!taken) dropObject(address)
  }
}

function checked<F>(predicate: F): F {
  if (typeof predicate !== 'function')
    throw new TypeError(`Expected \`predicate\` to be a function, got \`${String(predicate)}\``)
  return predicate
}
