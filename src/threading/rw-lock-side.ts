/** One side of an `RWLock`: the lock that readers, or that writers take. The algorithm is core/rw-lock.ts. */
import { load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { RW_HOLDS, RW_WRITER, TAG_RW_READ, TAG_RW_WRITE } from '../core/layout.ts'
import { enter, enterOrQueue, leave, leaveQueue, READ, tryEnter, WAITS_FOR_ITSELF } from '../core/rw-lock.ts'
import type { Side } from '../core/rw-lock.ts'
import { TIMED_OUT } from '../core/ticket.ts'
import { DeadlockError, ThreadError, TimeoutError } from '../errors.ts'
import { disposed } from '../runtime/disposed.ts'
import { awaitEnlisted, reasonOf } from '../runtime/async-wait.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { retainObject } from '../runtime/object-kind.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { nameOf } from '../runtime/thread-block.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

/** The RWLock has been disposed of by this thread. */
export let closeSide: (side: RWLockSide) => void

/** `readLock` and `writeLock` of an `RWLock`; not to be constructed. */
export class RWLockSide {
  /** Keeps the block from being reclaimed. */
  readonly #lock: object
  /** 0 once the RWLock is disposed. */
  #address: number
  readonly #side: Side

  static {
    closeSide = (side) => {
      side.#address = 0
    }
  }

  constructor(lock: object, address: number, side: Side) {
    this.#lock = lock
    this.#address = address
    this.#side = side
  }

  /**
   * Takes the lock; blocks this thread until its turn comes.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when the lock is held, false when the timeout passed first.
   * @throws DeadlockError when this thread itself holds what it would wait for; nothing has changed then.
   * @throws RangeError, TypeError for a bad timeout.
   */
  acquire(options?: WaitOptions): boolean {
    const timeoutMs = options === undefined ? Infinity : timeoutOf(options)
    if (tryEnter(this.#side, this.#live(), selfIdent, false)) return true
    const code = enter(this.#side, this.#live(), self, selfIdent, deadlineAfter(timeoutMs))
    if (code === WAITS_FOR_ITSELF) throw this.#waitsForItself()
    return code !== TIMED_OUT
  }

  /** Takes the lock if that needs no waiting: nobody is in the way, and nobody is to come first. */
  tryAcquire(): boolean {
    return tryEnter(this.#side, this.#live(), selfIdent, false)
  }

  /** As {@link acquire}, without blocking the thread; the hold is the calling flow's. */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    const limits = limitsOf(options)
    if (limits.signal?.aborted === true) return Promise.reject(reasonOf(limits.signal))
    if (limits.timeoutMs === 0) return Promise.resolve(tryEnter(this.#side, this.#live(), selfIdent, true))
    const waiter = enterOrQueue(this.#side, this.#live(), self, selfIdent)
    return waiter === 0 ? Promise.resolve(true) : this.#turnOf(waiter, limits)
  }

  /**
   * Gives one hold of this thread back.
   * @throws ThreadError `cannot release un-acquired read lock` (`write lock`) when this thread has none.
   */
  release(): void {
    if (!leave(this.#side, this.#live(), selfIdent))
      throw new ThreadError(`cannot release un-acquired ${this.#name}`)
  }

  /** Whether anybody reads (writes) at this moment. */
  locked(): boolean {
    return load(this.#live() + (this.#side === READ ? RW_HOLDS : RW_WRITER)) !== 0
  }

  /**
   * Takes the lock; dispose of what is returned (`using _ = lock.readLock.hold()`) to give it back.
   * @throws TimeoutError when the timeout passed first; else as {@link acquire}.
   */
  hold(options?: WaitOptions): Disposable {
    if (!this.acquire(options)) throw this.#tooLate(options)
    return this.#guard()
  }

  /** As {@link hold}, without blocking the thread: `using _ = await lock.readLock.holdAsync()`. */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    if (!(await this.acquireAsync(options))) throw this.#tooLate(options)
    return this.#guard()
  }

  toString(): string {
    return `<${this.#name} of ${String(this.#lock)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The side of a lock crosses as itself. */
  [SHARED](): SharedRef {
    retainObject(this.#live())
    return { tag: this.#side === READ ? TAG_RW_READ : TAG_RW_WRITE, address: this.#live() }
  }

  #live(): number {
    return this.#address || disposed('RWLock')
  }

  get #name(): string {
    return this.#side === READ ? 'read lock' : 'write lock'
  }

  async #turnOf(waiter: number, limits: Limits): Promise<boolean> {
    const side = this.#side
    const address = this.#live()
    const gaveUp = (): void => leaveQueue(side, address, selfIdent)
    let code = TIMED_OUT
    try {
      code = await awaitEnlisted(address + side.list, waiter, limits, this, (handed) => {
        if (handed === TIMED_OUT) gaveUp()
        else leave(side, address, selfIdent)
      })
    } finally {
      if (code === TIMED_OUT) gaveUp()
    }
    return code !== TIMED_OUT
  }

  #waitsForItself(): DeadlockError {
    const thread = `Thread "${nameOf(self)}"`
    const holds = load(this.#live() + RW_WRITER) === selfIdent ? 'write lock' : 'read lock'
    const line = `${thread} waits for the ${this.#name} of ${String(this.#lock)}, whose ${holds} it holds itself`
    return new DeadlockError(`${line}; release that first`, { cycle: [line] })
  }

  #tooLate(options: WaitOptions | undefined): TimeoutError {
    return new TimeoutError(`the ${this.#name} was not free within ${timeoutOf(options)} ms`)
  }

  #guard(): Disposable {
    return { [Symbol.dispose]: () => this.release() }
  }
}
