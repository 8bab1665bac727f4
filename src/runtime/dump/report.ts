/** What a dump says, as data: the same for `threadReports()`, for the text, and on the way between threads. */

/**
 * What a thread is doing:
 *
 * - `'starting'`: it waits for its carrier, or loads its function
 * - `'running'`: it computes, or is in a call of Node or the system
 * - `'sleeping'`: in `sleep()`
 * - `'waiting'`: it is blocked in this library; `waitsFor` says on what
 * - `'idle'`: it is in its event loop; `awaits` says for what, as far as that is an object of this library
 * - `'ended'`: main has come to its end, and the program waits for its non-daemon threads
 */
export type ThreadState = 'starting' | 'running' | 'sleeping' | 'waiting' | 'idle' | 'ended'

/** One thread at one moment. */
export interface ThreadReport {
  readonly name: string
  readonly ident: number
  /** The kernel's number of its OS thread; 0 while it has none. */
  readonly nativeId: number
  readonly daemon: boolean
  readonly state: ThreadState
  /** What it is blocked on, as in `Lock at 0x1040, held by "Thread-1 (f)"`; undefined unless it is waiting. */
  readonly waitsFor: string | undefined
  /** Milliseconds it has been blocked; undefined unless it is waiting or sleeping. */
  readonly waitingMs: number | undefined
  /** Whether a timeout ends that wait. */
  readonly timed: boolean
  /** Whether nothing ends that wait: all threads that could are stuck themselves, or have ended. */
  readonly deadlocked: boolean
  /** The objects it holds, as in `Lock at 0x1040`; with NOGIL_LOCK_SITES=1 also where it took them. */
  readonly holds: readonly string[]
  /** The objects its promises wait for. */
  readonly awaits: readonly string[]
  /** Names that `pool.options({ name })` gave to the tasks it runs, innermost first. */
  readonly tasks: readonly string[]
  /** Frames of the program, innermost first, as `name (path:line:column)`; empty for a thread in its event loop. */
  readonly stack: readonly string[]
  /** Why there is no stack; undefined when there is one, be it empty. */
  readonly stackMissing: string | undefined
}

/** Threads of which each waits for the next one, and the last one for the first. */
export interface Circle {
  /** False where a thread that is not of them may still release a lock. */
  readonly certain: boolean
  /** Who waits for what, one line per thread. */
  readonly lines: readonly string[]
}

/** All threads of a process at one moment. */
export interface ProcessReport {
  readonly pid: number
  /** Wall-clock milliseconds since 1970. */
  readonly time: number
  /** Version of Node, as in `v24.21.0`. */
  readonly node: string
  /** Oldest first; main is the first. */
  readonly threads: readonly ThreadReport[]
  readonly circles: readonly Circle[]
}
