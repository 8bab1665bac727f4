/**
 * Functions that one thread wants called when a future is done: by its event loop, or at once when the thread itself
 * makes the future done. One waiter on the future's list stands for all of them.
 */
import { CANCELLED } from '../core/future.ts'
import { inThisContext } from '../platform/async-context.ts'
import { complain } from '../runtime/complain.ts'
import { awaitState, hasState } from './waiting.ts'

const NO_LIMITS = { timeoutMs: Infinity, signal: undefined }

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
    const future = { address: this.#address, handle: this.#future }
    void awaitState(future, CANCELLED, NO_LIMITS).then(() => this.run())
  }

  /** The future is done. */
  run(): void {
    for (const fn of this.#waiting.splice(0)) this.#call(fn)
  }

  #call(fn: (future: F) => unknown): void {
    try {
      fn(this.#future)
    } catch (error) {
      void complain(
        'concurrent.futures',
        'error',
        `exception calling callback for ${String(this.#future)}`,
        error,
      )
    }
  }
}
