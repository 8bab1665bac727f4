/**
 * `Thread`: the object that users hold; its block in shared memory is runtime/thread-block.ts.
 *
 * Before `start()` everything is in this object; `start()` makes the block, encodes the job and hands both over. Other
 * threads, and the thread itself, have handles on the same block.
 */
import { add, load } from '#atomics'
import { deadlineAfter, remaining } from '../core/clock.ts'
import {
  NEXT_NUMBER,
  T_IDENT,
  T_JOIN_LIST,
  T_JOINERS,
  T_NAME_VERSION,
  T_NATIVE_ID,
  T_STATE,
  TAG_THREAD,
} from '../core/layout.ts'
import { park } from '../core/park.ts'
import { CaptureError, ThreadError, TimeoutError } from '../errors.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { awaitOn } from '../runtime/async-wait.ts'
import { giveScope } from '../runtime/functions/index.ts'
import { drainMail } from '../runtime/mail.ts'
import { reclaimIfPressed } from '../runtime/reclaim.ts'
import { self } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { FLAG_DAEMON, flag, nameOf, retain, setName, STATE_DONE } from '../runtime/thread-block.ts'
import { adoptedBlock, rememberThread, useThreadClass } from './thread-handles.ts'
import { launch } from './launch.ts'
import { outcomeOf } from './outcome.ts'
import { checkedDaemon, checkedOptions } from './thread-options.ts'
import type { ThreadOptions } from './thread-options.ts'
import { limitsOf, timeoutOf } from './timeout.ts'
import type { AsyncWaitOptions, WaitOptions } from './timeout.ts'

/** Gives a subclass's handle in its carrier the target and arguments that its `run()` may use. */
export let giveJob: (handle: object) => (target: Thread['run'] | undefined, args: unknown[]) => void

/**
 * A thread of execution: a function that runs on its own OS thread.
 *
 * @example
 * const thread = new Thread({ target: (n: number) => n * 2, args: [21] })
 * thread.start()
 * thread.join()
 * console.log(thread.result())  // 42
 *
 * @see Python `threading.Thread`. Differs: one options object; `result()`, `joinAsync()`; timeouts in milliseconds.
 */
export class Thread<A extends readonly unknown[] = readonly unknown[], R = unknown> {
  #block = 0
  #target: ((...args: A) => R) | undefined
  #args: readonly unknown[]
  #name: string
  /** T_NAME_VERSION of the block when #name was read from it. */
  #nameVersion = 0
  #daemon: boolean

  /**
   * @throws TypeError when `target` is not a function, `args` not iterable, `daemon` not a boolean, or an option
   *   is unknown.
   */
  constructor(options: ThreadOptions<A, R> = {}) {
    this.#block = adoptedBlock()
    if (this.#block !== 0) {
      this.#args = []
      this.#name = ''
      this.#daemon = flag(this.#block, FLAG_DAEMON)
      return
    }
    ensureArena()
    const { target, args, name, daemon } = checkedOptions(options)
    this.#target = target ?? undefined
    if (target && options.scope !== undefined) giveScope(target, options.scope)
    this.#args = args === undefined ? [] : [...args]
    this.#daemon = daemon ?? flag(self, FLAG_DAEMON)
    this.#name = name === undefined || name === '' ? defaultName(this.#target) : String(name)
  }

  /**
   * Starts the thread. When no carrier is idle this blocks until one has booted (some 30 ms).
   *
   * @throws ThreadError `threads can only be started once`; `can't start new thread` when the system refuses one.
   * @throws CaptureError when the target or an argument can't cross to another thread; nothing has started then.
   */
  start(): void {
    if (this.#block !== 0) throw new ThreadError('threads can only be started once')
    const own = this.run === Thread.prototype.run ? undefined : this
    const job = { self: own, target: this.#target, args: this.#args, name: this.#name, daemon: this.#daemon }
    try {
      launch(job, (block) => {
        this.#block = block
        if (block !== 0) rememberThread(block, this)
      })
    } catch (error) {
      if (error instanceof Error) Error.captureStackTrace(error, this.start)
      throw error
    }
    this.#target = undefined
    this.#args = []
  }

  static {
    useThreadClass(this)
    giveJob = (handle) => (target, args) => {
      const thread = handle as Thread
      thread.#target = target
      thread.#args = args
    }
  }

  /** What the thread does: calls the target. Override it in a subclass; called directly, it runs in the caller. */
  run(): unknown {
    return this.#target?.(...(this.#args as unknown as A))
  }

  /**
   * Blocks this thread until the thread has ended.
   *
   * @param options.timeout - Milliseconds to wait. Default `Infinity`.
   * @returns true when the thread has ended, false when the timeout passed first.
   * @throws ThreadError `cannot join current thread`, `cannot join thread before it is started`.
   */
  join(options?: WaitOptions): boolean {
    const timeoutMs = timeoutOf(options)
    reclaimIfPressed()
    const block = this.#joinable()
    if (load(block + T_STATE) === STATE_DONE) return true
    const deadlineMs = deadlineAfter(timeoutMs)
    add(block + T_JOINERS, 1)
    try {
      for (;;) {
        const state = load(block + T_STATE)
        if (state === STATE_DONE) return true
        if (remaining(deadlineMs) === 0) return false
        park(block + T_STATE, state, deadlineMs, block)
      }
    } finally {
      // by way of `this`, which keeps the block while handlers of signals run in the wait
      add(this.#block + T_JOINERS, -1)
    }
  }

  /** As {@link join}, without blocking the thread. */
  async joinAsync(options?: AsyncWaitOptions): Promise<boolean> {
    const limits = limitsOf(options)
    const list = this.#joinable() + T_JOIN_LIST
    // by way of `this`: the promise keeps the handle, and so the block, for as long as it waits
    const ended = await awaitOn(list, () => load(this.#block + T_STATE) === STATE_DONE, limits)
    // what the thread sent to this one before its end is handled before its end is known here
    if (ended) drainMail()
    return ended
  }

  /**
   * Joins the thread and gives what its target returned, or throws what it threw.
   *
   * @throws TimeoutError when it has not ended in time; what the target threw; ThreadExit after `exit()`;
   *   ThreadDiedError when the OS thread under it died.
   */
  result(options?: WaitOptions): Awaited<R> {
    if (!this.join(options))
      throw new TimeoutError(`${this.toString()} has not ended within ${timeoutOf(options)} ms`)
    return outcomeOf(this.#block, this, this.result) as Awaited<R>
  }

  /** As {@link result}, without blocking the thread. */
  async resultAsync(options?: AsyncWaitOptions): Promise<Awaited<R>> {
    if (!(await this.joinAsync(options))) {
      throw new TimeoutError(`${this.toString()} has not ended within ${timeoutOf(options)} ms`)
    }
    return outcomeOf(this.#block, this, this.resultAsync) as Awaited<R>
  }

  /** Whether the thread has been started and has not ended. */
  isAlive(): boolean {
    return this.#block !== 0 && load(this.#block + T_STATE) !== STATE_DONE
  }

  /** Any string; need not be unique. Writable from any thread. */
  get name(): string {
    const block = this.#block
    if (block === 0) return this.#name
    // Log records ask for it each time: reading it takes a lock that all threads share, comparing versions does not.
    const version = load(block + T_NAME_VERSION)
    if (version !== this.#nameVersion) {
      this.#name = nameOf(block)
      this.#nameVersion = version
    }
    return this.#name
  }
  set name(name: string) {
    if (this.#block === 0) this.#name = String(name)
    else setName(this.#block, String(name))
  }

  /** Identifies the thread within the process; an integer ≥ 1. `undefined` before `start()`. */
  get ident(): number | undefined {
    return this.#block === 0 ? undefined : load(this.#block + T_IDENT)
  }

  /** The kernel's id of the OS thread (Linux; elsewhere the process id). `undefined` before `start()`. */
  get nativeId(): number | undefined {
    return this.#block === 0 ? undefined : load(this.#block + T_NATIVE_ID)
  }

  /**
   * Whether the program may end while this thread runs.
   * @throws ThreadError `cannot set daemon status of active thread` when set after `start()`.
   */
  get daemon(): boolean {
    return this.#daemon
  }
  set daemon(daemon: boolean) {
    if (this.#block !== 0) throw new ThreadError('cannot set daemon status of active thread')
    this.#daemon = checkedDaemon(daemon) ?? false
  }

  toString(): string {
    const state = this.#block === 0 ? 'initial' : this.isAlive() ? 'started' : 'stopped'
    const daemon = this.#daemon ? ' daemon' : ''
    const ident = this.ident === undefined ? '' : ` ${this.ident}`
    return `<${this.constructor.name}(${this.name}, ${state}${daemon}${ident})>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** A started thread crosses as itself. */
  [SHARED](): SharedRef {
    if (this.#block === 0) {
      throw new CaptureError(
        `cannot send ${this.toString()} to another thread before it is started; start it first`,
      )
    }
    retain(this.#block)
    return { tag: TAG_THREAD, address: this.#block }
  }

  #joinable(): number {
    const block = this.#block
    if (block === 0) {
      throw new ThreadError('cannot join thread before it is started')
    }
    if (block === self) throw new ThreadError('cannot join current thread')
    return block
  }
}

function defaultName(target: Function | undefined): string {
  const number = add(NEXT_NUMBER, 1) + 1
  const name = target?.name
  return name ? `Thread-${number} (${name})` : `Thread-${number}`
}
