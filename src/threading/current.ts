/** Which threads are there: the one that asks, the first one, all that live. */
import { load } from '#atomics'
import { MAIN_THREAD, T_IDENT, T_NATIVE_ID } from '../core/layout.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { aliveCount, liveThreads } from '../runtime/registry.ts'
import { self } from '../runtime/self.ts'
import { drop } from '../runtime/thread-block.ts'
import { threadAt } from './thread-handles.ts'
import type { Thread } from './thread.ts'

let current: Thread | undefined
let currentBlock = 0

/**
 * The thread that calls. In a worker that nogil did not start it is a daemon thread named `Dummy-N`.
 *
 * @example
 * console.log(currentThread().name)  // MainThread
 * @see Python `threading.current_thread`.
 */
export function currentThread(): Thread {
  ensureArena()
  if (current === undefined || currentBlock !== self) {
    current = threadAt(self) as Thread
    currentBlock = self
  }
  return current
}

/** The thread that the program began with. @see Python `threading.main_thread`. */
export function mainThread(): Thread {
  ensureArena()
  return threadAt(load(MAIN_THREAD)) as Thread
}

/** Whether the caller is the main thread; true in a program that has no threads. */
export function isMainThread(): boolean {
  ensureArena()
  return self === load(MAIN_THREAD)
}

/** All threads that have been started and have not ended, oldest first. @see Python `threading.enumerate`. */
export function enumerate(): Thread[] {
  ensureArena()
  return liveThreads().map((block) => {
    const thread = threadAt(block) as Thread
    drop(block)
    return thread
  })
}

/** How many threads are alive, as `enumerate().length`. @see Python `threading.active_count`. */
export function activeCount(): number {
  ensureArena()
  return aliveCount()
}

/** Identifies the calling thread; an integer ≥ 1. @see Python `threading.get_ident`. */
export function getIdent(): number {
  ensureArena()
  return load(self + T_IDENT)
}

/** The kernel's id of the calling OS thread (Linux; elsewhere the process id). @see Python `threading.get_native_id`. */
export function getNativeId(): number {
  ensureArena()
  return load(self + T_NATIVE_ID)
}
