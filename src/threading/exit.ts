/** Ending on purpose: a thread, or the program. */
import { ThreadExit } from '../errors.ts'
import { exitProcess } from '../platform/main-process.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { blockUntilThreadsEnd, endMain, endProcess } from '../runtime/exit.ts'
import { isMainThread } from './current.ts'

/**
 * Ends the calling thread. In the main thread: waits for all non-daemon threads, then ends the program with `code`. In
 * another thread: throws {@link ThreadExit}, which runs `finally` blocks and ends that thread silently.
 *
 * @param code - exit code of the program, 0…255. Default 0.
 * @see Python `sys.exit`. `process.exit()` in the main thread ends the program at once, as `os._exit()` does, but runs
 *   exit handlers; in another thread it ends that thread without running its `finally` blocks.
 */
export function exit(code = 0): never {
  checkCode(code)
  if (!isMainThread()) throw new ThreadExit(code)
  endMain()
  blockUntilThreadsEnd()
  return exitProcess(code)
}

/**
 * Ends the whole process at once, from any thread: no `finally`, no exit handlers, nobody is waited for.
 *
 * @param code - 0…255.
 * @see Python `os._exit`.
 */
export function _exit(code: number): never {
  checkCode(code)
  ensureArena()
  return endProcess(code)
}

function checkCode(code: number): void {
  if (Number.isInteger(code) && code >= 0 && code <= 255) return
  throw new RangeError(`Expected an exit code from 0 to 255, got \`${String(code)}\``)
}
