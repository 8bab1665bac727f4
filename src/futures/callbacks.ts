/**
 * Functions that one thread wants called when a future is done: by its event loop, or at once when the thread itself
 * makes the future done. One waiter on the future's list stands for all of them.
 */
import { load } from '#atomics'
import { CANCELLED } from '../core/future.ts'
import { F_LIST, F_POOL } from '../core/futures-layout.ts'
import { enlist } from '../core/wait-list.ts'
import { inThisContext } from '../platform/async-context.ts'
import { onSignalUnheld, withdrawSignal } from '../runtime/mail.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { isMainThread } from '../threading/current.ts'
import { NO_LIMITS } from '../threading/timeout.ts'
import { complain } from '../runtime/complain.ts'
import { awaitState, hasState } from './waiting.ts'

export class Callbacks<F extends object> {
  readonly #future: F
  readonly #address: number
  #waiting: ((future: F) => unknown)[] = []
  #awaits = false

  constructor(future: F, address: number) {
    this.#future = future
    this.#address = address
  }

  add(fn: (future: F) => unknown): void {
    if (typeof fn !== 'function')
      throw new TypeError(`Expected a function to call when the future is done, got \`${String(fn)}\``)
    if (hasState(this.#address, CANCELLED)) {
      // those that were added before it come first
      this.run()
      this.#call(fn)
      return
    }
    this.#waiting.push(inThisContext(fn))
    if (this.#awaits) return
    this.#awaits = true
    if (isMainThread() && load(this.#address + F_POOL) === 0) {
      this.#listen()
      return
    }
    const future = { address: this.#address, handle: this.#future }
    void Promise.resolve(awaitState(future, CANCELLED, NO_LIMITS)).then(() => this.run())
  }

  /**
   * A future without a pool may never be done, and a program is not to wait for that: where it has nothing else to do, it
   * waits for its threads, as for all programs, and calls what they make due.
   */
  #listen(): void {
    const list = this.#address + F_LIST
    const waiter = enlist(list, self, selfIdent)
    const signalled = (): void => (hasState(this.#address, CANCELLED) ? this.run() : this.#listen())
    onSignalUnheld(list, waiter, signalled)
    // it may have come to be done before this thread stood on the list; one that can't be withdrawn is signalled
    if (hasState(this.#address, CANCELLED) && withdrawSignal(waiter, signalled)) this.run()
  }

  /** The future is done. */
  run(): void {
    for (const fn of this.#waiting.splice(0)) this.#call(fn)
  }

  #call(fn: (future: F) => unknown): void {
    try {
      fn(this.#future)
    } catch (error) {
      complain('concurrent.futures', 'error', `exception calling callback for ${String(this.#future)}`, error)
    }
  }
}
