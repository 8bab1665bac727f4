/**
 * `Once`: something that one thread does, once, while the others wait. The algorithm is core/once.ts.
 *
 * Block of ONCE_BYTES: the header of core/objects.ts, ONCE_LOCK (a mutex), ONCE_LIST, ONCE_DONE.
 */
import { deadlineAfter } from '../core/clock.ts'
import { ONCE_BYTES, ONCE_LIST, TAG_ONCE } from '../core/layout.ts'
import { enter, isDoing, isDone, leave, RUN, TOO_LATE, tryEnter } from '../core/once.ts'
import { DeadlockError, ThreadError, TimeoutError } from '../errors.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { disposed } from '../runtime/disposed.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { checkSynchronous, refusePromise } from './synchronous.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

const kind = new ObjectKind<Once>({
  tag: TAG_ONCE,
  bytes: ONCE_BYTES,
  name: 'Once',
  revive: () => new Once(),
})

/**
 * Runs a function exactly once over all threads: the first caller runs the one it has brought, others wait until it has
 * ended and go on. A function that throws has not done it: the error is its caller's, and the next caller tries again.
 *
 * Nothing is returned, because results belong to the thread that made them: put them where all threads see them.
 *
 * Memory: all that the function wrote is visible to every caller when `do()` returns.
 *
 * @example
 * const prepared = new Once()
 * const work = () => prepared.do(() => mkdirSync('/tmp/cache', { recursive: true }))
 *
 * @see C++ `std::call_once`, Go `sync.Once`. Python has none.
 */
export class Once {
  /** 0 once it is disposed. */
  #address: number

  /** @throws TypeError for any argument. @throws ThreadError when the arena is full. */
  constructor(...nothing: []) {
    if ((nothing as unknown[]).length > 0) throw new TypeError('Once() takes no arguments')
    this.#address = kind.claim(this)
  }

  /** Whether it has been done. */
  get done(): boolean {
    return isDone(this.#live())
  }

  /**
   * Runs `action` unless it has been done; blocks this thread while another one is at it.
   *
   * @param action - Synchronous: for others use {@link doAsync}.
   * @param options.timeout - Milliseconds to wait for another thread, ≥ 0. Default `Infinity`.
   * @throws what `action` throws. @throws TimeoutError when the timeout passed first. @throws DeadlockError when this
   *   thread is at it already. @throws TypeError for an async function.
   */
  do(action: () => unknown, options?: WaitOptions): void {
    checkSynchronous(action, '`action`')
    const timeoutMs = timeoutOf(options)
    if (isDone(this.#live())) return
    if (isDoing(this.#live(), selfIdent))
      throw new DeadlockError(`${this.#name()} is being done by this thread: do() would wait for itself`)
    const found = enter(this.#live(), selfIdent, deadlineAfter(timeoutMs))
    if (found === TOO_LATE) throw this.#tooLate(timeoutMs)
    if (found !== RUN) return
    let done = false
    try {
      refusePromise(action(), 'the function of do()')
      done = true
    } finally {
      leave(this.#live(), selfIdent, done)
    }
  }

  /**
   * As {@link do}, without blocking the thread; `action` may be async, and is awaited. Two flows of one thread exclude
   * each other too; an action that awaits its own Once waits for ever.
   *
   * @throws what `signal` was aborted with while another one was at it; `action`, once begun, is not interrupted.
   */
  async doAsync(action: () => unknown, options?: AsyncWaitOptions): Promise<void> {
    if (typeof action !== 'function')
      throw new TypeError(
        `Expected \`action\` to be a function, got \`${String(action)}\` (${typeof action})`,
      )
    const limits = limitsOf(options)
    let found = 0
    const attempt = (): boolean => (found = tryEnter(this.#live(), selfIdent)) !== 0
    if (!(await awaitOn(this.#live() + ONCE_LIST, attempt, limits))) throw this.#tooLate(limits.timeoutMs)
    if (found !== RUN) return
    const ident = selfIdent
    let done = false
    try {
      await action()
      done = true
    } finally {
      leave(this.#live(), ident, done)
    }
  }

  /**
   * This thread lets go of the object now, instead of when its handle is collected as garbage: the memory is free when no
   * other thread has a handle and no message carries one. Any later use of this handle throws ThreadError.
   * @throws ThreadError when it is being done by this thread, or this thread awaits it; nothing has changed then.
   */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    if (isDoing(this.#address, selfIdent)) throw new ThreadError('this thread is doing it just now')
    kind.disposeIdle(this.#address)
    this.#address = 0
  }

  toString(): string {
    if (this.#address === 0) return '<Once, disposed>'
    return `<${this.#name()}: ${this.done ? 'done' : 'not done'}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The Once crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('Once')
  }

  #tooLate(timeoutMs: number): TimeoutError {
    return new TimeoutError(`${this.#name()} was not done within ${timeoutMs} ms: another caller is at it`)
  }

  #name(): string {
    return `Once at 0x${this.#live().toString(16)}`
  }
}
