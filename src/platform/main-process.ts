/** The main thread's process: how the program ends. */
import { inspect } from 'node:util'

export interface MainEnd {
  /** The event loop has run dry. */
  loopEmpty(): void
  /** Whether threads have to be waited for, or anything is to be done before that. */
  workLeft(): boolean
  /** An uncaught error has ended main: prints `report` and blocks until the process may exit. */
  crashed(report: string): void
  /** The process exits after this. */
  leaving(): void
  /** Whether an uncaught error stands for Ctrl-C. */
  isInterrupt(error: unknown): boolean
  /** Such an error has ended main, and the program's exit handlers have run: ends the process as Ctrl-C does. */
  interrupted(): void
}

export function onMainEnd(end: MainEnd): void {
  process.on('beforeExit', () => end.loopEmpty())
  process.on('exit', () => end.leaving())
  process.on('uncaughtExceptionMonitor', (error) => {
    // a handler of the program's own keeps it alive
    if (process.listenerCount('uncaughtException') > 0) return
    const interrupt = end.isInterrupt(error)
    if (!interrupt && !end.workLeft()) return
    // Before the program's own exit handlers, as Python's atexit functions run after the threads have ended; the exit()
    // after them skips Node's late report.
    process.prependListener('exit', () => {
      end.crashed(`Uncaught ${inspect(error)}\n`)
    })
    process.on('exit', (code) => {
      if (interrupt) end.interrupted()
      process.exit(code || 1)
    })
  })
}

/** Ends the process; exit handlers run. */
export function exitProcess(code: number): never {
  return process.exit(code)
}

/** Ends the process at once: no exit handlers, no flushing. Main thread only. */
export function leaveProcess(code: number): never {
  return (process as unknown as { reallyExit(code: number): never }).reallyExit(code)
}

/** Makes the main thread evaluate `expression`, whatever it is doing. */
export function interruptMain(expression: string): void {
  const { Session } = process.getBuiltinModule('inspector')
  const session = new Session()
  session.connectToMainThread()
  session.post('Runtime.evaluate', { expression })
}
