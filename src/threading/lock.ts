/**
 * `Lock`: mutual exclusion between threads. The algorithm is core/mutex.ts; this is the object that users hold.
 *
 * Block of LOCK_BYTES: L_TAG, L_STATE (the mutex word), L_WAITERS (how many threads sleep on it, for reports and
 * tests), L_LIST (wait list of those who await it), L_REFS (handles, one per thread that has the object).
 */
import { add, load, store } from '#atomics'
import { allocateZeroed, free } from '../core/arena.ts'
import { deadlineAfter } from '../core/clock.ts'
import { L_LIST, L_REFS, L_STATE, L_TAG, L_WAITERS, LOCK_BYTES, TAG_FREED, TAG_LOCK } from '../core/layout.ts'
import { acquire, CONTENDED, markContended, release, tryAcquire } from '../core/mutex.ts'
import { signalEachThread } from '../core/wait-list.ts'
import { ThreadError, TimeoutError } from '../errors.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { HandleTable } from '../runtime/handles.ts'
import { selfIdent } from '../runtime/self.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { twinOr } from '../runtime/twins.ts'
import { timeoutOf } from './timeout.ts'
import type { WaitOptions } from './timeout.ts'

const handles = new HandleTable<Lock>((address) => {
  if (add(address + L_REFS, -1) !== 1) return
  store(address + L_TAG, TAG_FREED)
  free(address, LOCK_BYTES)
})
/** Set while a handle of an existing lock is being made. */
let adopted = 0

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
  readonly #address: number

  /** @throws TypeError for any argument, as in Python. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('Lock() takes no arguments')
    if (adopted !== 0) {
      this.#address = adopted
      return
    }
    ensureArena()
    this.#address = twinOr(TAG_LOCK, newBlock)
    add(this.#address + L_REFS, 1)
    handles.remember(this.#address, this)
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
    if (tryAcquire(this.#address + L_STATE, selfIdent)) {
      if (options !== undefined) this.#check(options)
      return true
    }
    return this.#acquireSlow(timeoutOf(options))
  }

  /** Takes the lock if it is free; never waits. */
  tryAcquire(): boolean {
    return tryAcquire(this.#address + L_STATE, selfIdent)
  }

  /**
   * As {@link acquire}, without blocking the thread. Ownership is the thread's: two async flows of one thread exclude
   * each other too, because the lock is not re-entrant.
   */
  acquireAsync(options?: WaitOptions): Promise<boolean> {
    const timeoutMs = timeoutOf(options)
    const mine = (selfIdent << 1) | CONTENDED
    if (tryAcquire(this.#address + L_STATE, selfIdent)) return Promise.resolve(true)
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    return awaitOn(
      this.#address + L_LIST,
      () => markContended(this.#address + L_STATE, mine) === 0,
      timeoutMs,
    )
  }

  /**
   * Frees the lock; any thread may do so.
   * @throws ThreadError `release unlocked lock` when nobody holds it.
   */
  release(): void {
    const word = release(this.#address + L_STATE)
    if (word === 0) throw new ThreadError('release unlocked lock')
    if ((word & CONTENDED) !== 0) signalEachThread(this.#address + L_LIST, selfIdent)
  }

  /** Whether somebody holds the lock at this moment. */
  locked(): boolean {
    return load(this.#address + L_STATE) !== 0
  }

  /**
   * Takes the lock, as Python's `with lock:`; dispose of what is returned (`using _ = lock.hold()`) to free it.
   * @throws TimeoutError when the timeout passed first.
   */
  hold(options?: WaitOptions): Disposable {
    if (!this.acquire(options))
      throw new TimeoutError(`the lock was not free within ${timeoutOf(options)} ms`)
    return this.#guard()
  }

  /** As {@link hold}, without blocking the thread: `using _ = await lock.holdAsync()`. */
  async holdAsync(options?: WaitOptions): Promise<Disposable> {
    if (!(await this.acquireAsync(options))) {
      throw new TimeoutError(`the lock was not free within ${timeoutOf(options)} ms`)
    }
    return this.#guard()
  }

  toString(): string {
    return `<${this.locked() ? 'locked' : 'unlocked'} Lock at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The lock crosses as itself. A lock that has crossed is not reclaimed. */
  [SHARED](): SharedRef {
    add(this.#address + L_REFS, 1)
    return { tag: TAG_LOCK, address: this.#address }
  }

  #acquireSlow(timeoutMs: number): boolean {
    add(this.#address + L_WAITERS, 1)
    try {
      return acquire(this.#address + L_STATE, selfIdent, deadlineAfter(timeoutMs))
    } finally {
      add(this.#address + L_WAITERS, -1)
    }
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

  #guard(): Disposable {
    return { [Symbol.dispose]: () => this.release() }
  }
}

function newBlock(): number {
  const address = allocateZeroed(LOCK_BYTES)
  store(address + L_TAG, TAG_LOCK)
  return address
}

registerShared(TAG_LOCK, (address) =>
  handles.get(address, () => {
    if (load(address + L_TAG) !== TAG_LOCK)
      throw new ThreadError(`no lock at 0x${address.toString(16)}: it has been freed`)
    add(address + L_REFS, 1)
    adopted = address
    try {
      return new Lock()
    } finally {
      adopted = 0
    }
  }),
)
