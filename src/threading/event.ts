/**
 * `Event`: a flag that threads wait for. The algorithm is core/event.ts; this is the object that users hold.
 *
 * Block of EVENT_BYTES: the header of core/objects.ts, E_STATE (flag and generation), E_SLEEPERS, E_LIST.
 */
import { deadlineAfter } from '../core/clock.ts'
import { clear, isSet, look, set, setSince, waitForSet } from '../core/event.ts'
import { E_LIST, EVENT_BYTES, TAG_EVENT } from '../core/layout.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Event>({
  tag: TAG_EVENT,
  bytes: EVENT_BYTES,
  name: 'Event',
  revive: () => new Event(),
})

/**
 * A flag, clear at first, the same in every thread it crosses to. `set()` wakes all who wait, blocked or awaiting.
 *
 * Memory: all that the setting thread wrote before `set()` is visible to whoever finds the flag set, or has waited.
 *
 * @example
 * const ready = new Event()
 * const thread = new Thread({ target: () => ready.wait() })
 * thread.start()
 * ready.set()
 * console.log(thread.result()) // true
 *
 * @see Python `threading.Event`. Differs: milliseconds. Not the DOM's class of that name.
 */
export class Event {
  /** 0 once it is disposed. */
  #address: number

  /** @throws TypeError for any argument, as in Python. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('Event() takes no arguments')
    this.#address = kind.claim(this)
  }

  /** Whether the flag is set at this moment. */
  isSet(): boolean {
    return isSet(this.#live())
  }

  /** Sets the flag; all who wait go on, and so does everybody who waits before {@link clear}. */
  set(): void {
    set(this.#live(), selfIdent)
  }

  /** Clears the flag. Who was waiting when it was set goes on all the same. */
  clear(): void {
    clear(this.#live())
  }

  /**
   * Blocks this thread until the flag is set; returns at once when it is.
   *
   * @param options.timeout - Milliseconds to wait, ≥ 0. Default `Infinity`.
   * @returns true when the flag was set, though it may have been cleared since; false when the timeout passed first.
   * @throws RangeError, TypeError for a bad timeout.
   */
  wait(options?: WaitOptions): boolean {
    return waitForSet(this.#live(), deadlineAfter(timeoutOf(options)))
  }

  /** As {@link wait}, without blocking the thread. */
  waitAsync(options?: AsyncWaitOptions): Promise<boolean> {
    const limits = limitsOf(options)
    const seen = look(this.#live())
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    return awaitOn(this.#live() + E_LIST, () => setSince(this.#live(), seen), limits)
  }

  /**
   * This thread lets go of the event now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   * @throws ThreadError when this thread awaits it; nothing has changed then.
   */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Event, disposed>'
    return `<Event at 0x${this.#live().toString(16)}: ${this.isSet() ? 'set' : 'unset'}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The event crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Event')
  }
}
