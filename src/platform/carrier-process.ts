/** `process` as a carrier sees it: its ways of dying and of going idle, turned into callbacks. */

const reallyExit = process.exit.bind(process)

export interface CarrierEvents {
  /** `process.exit(code)` in user code, after its exit handlers; the worker ends after this. */
  exit(code: number): void
  /** An error that nobody caught: thrown in a callback, or a rejection that nobody handled. */
  uncaught(error: unknown): void
  /** The event loop has nothing left to do. */
  idle(): void
}

export function listenToProcess(events: CarrierEvents): void {
  process.exit = ((code?: number | string | null): never => {
    // last in the list: the thread has ended when its own exit handlers have run
    process.once('exit', (exitCode) => events.exit(exitCode))
    return reallyExit(code)
  }) as typeof process.exit
  process.on('uncaughtException', (error) => events.uncaught(error))
  process.on('unhandledRejection', (reason) => events.uncaught(reason))
  process.on('beforeExit', () => events.idle())
}

/** Ends this worker at once; nothing after this line runs. */
export function endWorker(): never {
  return reallyExit(0)
}
