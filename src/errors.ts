/**
 * Every public error class of the library: its name, its stable `code`, the facts it carries.
 *
 * `instanceof` works across duplicate installs of the package: each class marks its prototype with a
 * `Symbol.for('nogil.error.NAME')` brand and looks for that brand instead of comparing prototypes. A class derived by
 * a user carries no brand of its own, so for it `instanceof` is the ordinary walk along the prototypes.
 */

type ErrorClass = abstract new (...args: never[]) => Error

const classes = new Map<string, ErrorClass>()
const names = new WeakMap<object, string>()

function brandOf(name: string): symbol {
  return Symbol.for(`nogil.error.${name}`)
}

/** Called in the static block of each class: names it, brands it, and lets another thread find it by name. */
function declare(errorClass: ErrorClass, name: string): void {
  classes.set(name, errorClass)
  names.set(errorClass, name)
  const prototype: object = errorClass.prototype
  Object.defineProperty(prototype, 'name', { value: name, writable: true, configurable: true })
  Object.defineProperty(prototype, brandOf(name), { value: true })
}

function isInstance(errorClass: ErrorClass, value: unknown): boolean {
  const name = names.get(errorClass)
  if (name === undefined) return Function.prototype[Symbol.hasInstance].call(errorClass, value)
  return typeof value === 'object' && value !== null && brandOf(name) in value
}

/** The class of this file called `name`, or undefined: how the codec rebuilds an error in another thread. */
export function errorClassNamed(name: string): ErrorClass | undefined {
  return classes.get(name)
}

/** The name of a class of this file (not of one derived from it), or undefined. */
export function nameOfErrorClass(errorClass: object): string | undefined {
  return names.get(errorClass)
}

/**
 * A threading object was used in a way that can never work, or cannot work any more.
 *
 * @see Python `RuntimeError`, and its historic alias `threading.ThreadError`.
 */
export class ThreadError extends Error {
  readonly code: string = 'ERR_THREAD'
  static {
    declare(this, 'ThreadError')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** Waiting would never end: every thread of `cycle` waits for the next one. Python has no such check. */
export class DeadlockError extends ThreadError {
  override readonly code = 'ERR_DEADLOCK'
  /** Who waits for whom, one line per thread, in order; empty when only the fact is known. */
  readonly cycle: readonly string[]
  static {
    declare(this, 'DeadlockError')
  }
  constructor(message?: string, options?: ErrorOptions & { readonly cycle?: readonly string[] }) {
    super(message, options)
    this.cycle = options?.cycle ?? []
    // the message says it all: not a second time where the error is printed
    Object.defineProperty(this, 'cycle', { enumerable: false })
  }
}

/** The thread that held this object died without releasing it, so what the object guards may be half written. */
export class OwnerDiedError extends ThreadError {
  override readonly code = 'ERR_OWNER_DIED'
  /** Name of the thread that died, where it is known. */
  readonly owner: string | undefined
  static {
    declare(this, 'OwnerDiedError')
  }
  constructor(message?: string, options?: ErrorOptions & { readonly owner?: string | undefined }) {
    super(message, options)
    this.owner = options?.owner
  }
}

/** Why the OS thread under a thread ended: `'out of memory'`, `'terminated'`, `'boot failure'`, or what was seen. */
export type DeathReason = 'out of memory' | 'terminated' | 'boot failure' | (string & {})

/** A thread ended without returning or throwing: its OS thread is gone. Whoever waits for its result gets this. */
export class ThreadDiedError extends ThreadError {
  override readonly code = 'ERR_THREAD_DIED'
  readonly reason: DeathReason
  /** Name of the thread that died, where it is known. */
  readonly thread: string | undefined
  static {
    declare(this, 'ThreadDiedError')
  }
  constructor(
    message?: string,
    options?: ErrorOptions & { readonly reason?: DeathReason; readonly thread?: string | undefined },
  ) {
    super(message, options)
    this.reason = options?.reason ?? 'terminated'
    this.thread = options?.thread
  }
}

/** A barrier was aborted or reset, or a party's wait timed out. @see Python `threading.BrokenBarrierError`. */
export class BrokenBarrierError extends ThreadError {
  override readonly code = 'ERR_BROKEN_BARRIER'
  static {
    declare(this, 'BrokenBarrierError')
  }
}

/** An executor can run no more tasks: a worker or its initializer failed. @see Python `BrokenExecutor`. */
export class BrokenExecutor extends ThreadError {
  override readonly code: string = 'ERR_BROKEN_EXECUTOR'
  static {
    declare(this, 'BrokenExecutor')
  }
}

/** A thread pool whose initializer failed: it runs no more tasks. @see Python `concurrent.futures.thread.BrokenThreadPool`. */
export class BrokenThreadPool extends BrokenExecutor {
  override readonly code = 'ERR_BROKEN_THREAD_POOL'
  static {
    declare(this, 'BrokenThreadPool')
  }
}

/** A value or function cannot cross to another thread; `path` says where in the message it was found. */
export class CaptureError extends TypeError {
  readonly code: string = 'ERR_CAPTURE'
  /** From the outermost value inwards, as in `'argument 0 -> .conn -> .sock'`. */
  readonly path: string
  static {
    declare(this, 'CaptureError')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
  constructor(message?: string, options?: ErrorOptions & { readonly path?: string }) {
    super(message, options)
    this.path = options?.path ?? ''
  }
}

/** `get` found no item in time. @see Python `queue.Empty`. */
export class Empty extends Error {
  readonly code: string = 'ERR_EMPTY'
  static {
    declare(this, 'Empty')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** `put` found no room in time. @see Python `queue.Full`. */
export class Full extends Error {
  readonly code: string = 'ERR_FULL'
  static {
    declare(this, 'Full')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** The queue was shut down. @see Python `queue.ShutDown`. */
export class ShutDown extends Error {
  readonly code: string = 'ERR_SHUT_DOWN'
  static {
    declare(this, 'ShutDown')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** The future was cancelled. @see Python `concurrent.futures.CancelledError`. */
export class CancelledError extends Error {
  readonly code: string = 'ERR_CANCELLED'
  static {
    declare(this, 'CancelledError')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** The future is in a state that forbids this. @see Python `concurrent.futures.InvalidStateError`. */
export class InvalidStateError extends Error {
  readonly code: string = 'ERR_INVALID_STATE'
  static {
    declare(this, 'InvalidStateError')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** A wait for a result took longer than its `timeout`. @see Python `TimeoutError`. */
export class TimeoutError extends Error {
  readonly code: string = 'ERR_TIMEOUT'
  static {
    declare(this, 'TimeoutError')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/**
 * Ctrl-C, or `interruptMain()`, has ended a wait of the main thread; the object that was waited for is as before. Not a
 * `ThreadError`: nothing was wrong with the wait. Uncaught, it ends the program as the signal SIGINT does.
 *
 * @see Python `KeyboardInterrupt`.
 */
export class KeyboardInterrupt extends Error {
  readonly code: string = 'ERR_KEYBOARD_INTERRUPT'
  static {
    declare(this, 'KeyboardInterrupt')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
}

/** Ends the thread that throws it, quietly. @see Python `SystemExit`. */
export class ThreadExit extends Error {
  readonly code: string = 'ERR_THREAD_EXIT'
  /** As `process.exit(code)` was given it; a string is a message for stderr, undefined means 0. */
  readonly exitCode: number | string | undefined
  static {
    declare(this, 'ThreadExit')
  }
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value)
  }
  constructor(exitCode?: number | string, options?: ErrorOptions) {
    super(typeof exitCode === 'string' ? exitCode : `exit ${exitCode ?? 0}`, options)
    this.exitCode = exitCode
  }
}
