/** `Timer`: a thread that waits, then calls a function, unless it is cancelled first. */
import { Event } from './event.ts'
import { Thread } from './thread.ts'
import { timeoutOf } from './timeout.ts'

/**
 * Calls a function after some time, on a thread of its own. One shot; `start()` begins the time.
 *
 * The program does not end before it has fired or was cancelled, unless it is made a `daemon` before the start.
 *
 * @example
 * const timer = new Timer(50, (name: string) => console.log(`hello, ${name}`), ['world'])
 * timer.start()
 * timer.join()
 * @see Python `threading.Timer`. Differs: milliseconds; `result()` gives what the function returned. Node's `setTimeout`
 *   costs no thread, but does not fire while its thread is blocked.
 */
export class Timer<A extends readonly unknown[] = readonly unknown[], R = unknown> extends Thread<A, R> {
  /** Milliseconds from the start to the call. */
  readonly interval: number
  readonly function: (...args: A) => R
  readonly args: unknown[]
  /** Set when the function has returned, or the timer was cancelled. */
  readonly finished: Event = new Event()

  /**
   * @param interval - Milliseconds, ≥ 0.
   * @param fn - Crosses to the thread as a target does; may be async.
   * @param args - Its arguments, copied to the thread at the start. Default none.
   * @throws TypeError, RangeError for a bad interval; TypeError when `fn` is not a function or `args` not iterable.
   */
  constructor(interval: number, fn: (...args: A) => R, args: A | Iterable<A[number]> = []) {
    super()
    this.interval = timeoutOf({ timeout: checkedInterval(interval) })
    if (typeof fn !== 'function')
      throw new TypeError(`Expected a function to call, got \`${String(fn)}\` (${typeof fn})`)
    this.function = fn
    this.args = [...(args as Iterable<unknown>)]
  }

  /** Keeps a timer that has not fired from firing, from any thread; afterwards it does nothing. */
  cancel(): void {
    this.finished.set()
  }

  override run(): unknown {
    if (this.finished.wait({ timeout: this.interval })) return undefined
    const result: unknown = this.function(...(this.args as unknown as A))
    if (!(result instanceof Promise)) {
      this.finished.set()
      return result
    }
    return result.then((value: unknown) => {
      this.finished.set()
      return value
    })
  }
}

function checkedInterval(interval: unknown): number {
  if (typeof interval === 'number') return interval
  throw new TypeError(
    `Expected the interval as a number ≥ 0 (milliseconds), got \`${String(interval)}\` (${typeof interval})`,
  )
}
