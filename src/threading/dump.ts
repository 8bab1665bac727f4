/** Looking at all threads from within: as text, printed, or as data. */
import { writeNow } from '../runtime/whole-write.ts'
import { requestReport } from '../runtime/dump/request.ts'
import type { ThreadReport } from '../runtime/dump/report.ts'
import { textOf } from '../runtime/dump/text.ts'

/**
 * Prints all threads to stderr: name, state, daemon or not, what each holds, what it waits for and since when, and its
 * JavaScript stack, whether it is blocked, computing or in its event loop.
 *
 * The program goes on as if nothing had happened; this thread blocks for some milliseconds, and for up to half a second
 * when a thread is inside a native call and can't answer. SIGQUIT (Ctrl-\ in a terminal) prints the same, also while
 * every thread is blocked, and `nogil dump <pid>` prints it in another terminal.
 *
 * @throws Error of the system when stderr is closed.
 * @example
 * dump()
 * @see Python `faulthandler.dump_traceback`. Differs: all threads, with their waits and locks.
 */
export function dump(): void {
  writeNow(2, dumpText())
}

/** What {@link dump} prints. */
export function dumpText(): string {
  return textOf(requestReport())
}

/**
 * What {@link dump} prints, as data: one entry per live thread, oldest first.
 *
 * @example
 * const blocked = threadReports().filter((thread) => thread.state === 'waiting')
 * @see Python `sys._current_frames`. Differs: texts and not frame objects; waits and locks beside the stack.
 */
export function threadReports(): readonly ThreadReport[] {
  return requestReport().threads
}
