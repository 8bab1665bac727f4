/**
 * `RWLock`: many readers or one writer. The algorithm is core/rw-lock.ts; its two sides are rw-lock-side.ts.
 *
 * Block of RW_LOCK_BYTES, see core/layout.ts. The two sides cross as themselves: their tags lead to the RWLock's handle.
 */
import { load } from '#atomics'
import { RW_HOLDS, RW_LOCK_BYTES, RW_WRITER, TAG_RW_LOCK, TAG_RW_READ, TAG_RW_WRITE } from '../core/layout.ts'
import { freePages, readersOf } from '../core/read-holds.ts'
import { READ, WRITE } from '../core/rw-lock.ts'
import type { OwnerDiedError } from '../errors.ts'
import { disposed } from '../runtime/disposed.ts'
import { dropObject, ObjectKind } from '../runtime/object-kind.ts'
import { registerShared, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { forgetOwnerDied, ownerDiedOf } from './owner-died.ts'
import { closeSide, RWLockSide } from './rw-lock-side.ts'

const kind = new ObjectKind<RWLock>({
  tag: TAG_RW_LOCK,
  bytes: RW_LOCK_BYTES,
  name: 'RWLock',
  revive: () => new RWLock(),
  release: freePages,
})

/**
 * A lock that many threads hold for reading, or one for writing.
 *
 * Writers come first, and readers are not starved: who wants to read waits while a writer waits; a writer that leaves
 * admits all readers that wait at that moment, and the last of them admits the next writer. Writers go in the order of
 * their coming.
 *
 * Holds belong to the thread. A thread that reads may read again, also behind a waiting writer, and one that writes may
 * read, and so keep reading when it ends to write; each hold is released for itself. To write twice, or while one reads,
 * would be to wait for oneself: `DeadlockError`. A write hold taken with `acquireAsync()` is one flow's: it keeps the
 * other flows of its thread out, and a flow that asks again waits for itself, which nothing reports.
 *
 * Memory: all that a writer wrote before its release is visible to whoever holds the lock next.
 *
 * @example
 * const lock = new RWLock()
 * const held = lock.readLock.hold()
 * try {
 *   // with other readers, but no writer
 * } finally {
 *   held[Symbol.dispose]()
 * }
 *
 * @see Java `ReentrantReadWriteLock`; Python has none.
 */
export class RWLock {
  /** 0 once it is disposed. */
  #address: number
  /** For those who look: held together with other readers. */
  readonly readLock: RWLockSide
  /** For those who change: held alone. */
  readonly writeLock: RWLockSide

  /** @throws TypeError for any argument. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('RWLock() takes no arguments')
    this.#address = kind.claim(this)
    this.readLock = new RWLockSide(this, this.#live(), READ)
    this.writeLock = new RWLockSide(this, this.#live(), WRITE)
  }

  /**
   * Set when a thread died writing: the lock was freed, and what it guards may be half written. Stays until
   * {@link forgetOwnerDied}. A thread that dies reading leaves nothing behind.
   */
  get ownerDied(): OwnerDiedError | undefined {
    return ownerDiedOf(this.#live(), 'write lock')
  }

  /** What the lock guards has been checked and put right: `ownerDied` is `undefined` again. */
  forgetOwnerDied(): void {
    forgetOwnerDied(this.#live())
  }

  /** As `<unlocked RWLock at 0x…>`, `<RWLock read by 2 at 0x…>`, `<RWLock written by 7 at 0x…>` (a thread's ident). */
  /**
   * This thread lets go of the lock now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError. A method of its
   * own and no `Symbol.dispose`: `using` is for what `hold()` gives.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  dispose(): void {
    if (this.#address === 0) return
    kind.disposeIdle(this.#address)
    this.#address = 0
    closeSide(this.readLock)
    closeSide(this.writeLock)
  }

  toString(): string {
    if (this.#address === 0) return '<RWLock, disposed>'
    const writer = load(this.#live() + RW_WRITER)
    const at = `at 0x${this.#live().toString(16)}`
    if (writer !== 0) return `<write-locked RWLock owner=${writer} ${at}>`
    if (load(this.#live() + RW_HOLDS) === 0) return `<unlocked RWLock ${at}>`
    return `<read-locked RWLock readers=${readersOf(this.#live()).length} ${at}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The lock crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('RWLock')
  }
}

registerShared(TAG_RW_READ, (address) => kind.at(address).readLock, dropObject)
registerShared(TAG_RW_WRITE, (address) => kind.at(address).writeLock, dropObject)
