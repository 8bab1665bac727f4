/**
 * What happens to an error that escapes a thread: `excepthook`, which prints it unless the program sets another.
 *
 * A hook that the program sets crosses to the threads like any function and runs in the thread that failed, so it works
 * while the main thread is blocked.
 */
import { Published } from '../runtime/published.ts'
import { SLOT_EXCEPTHOOK } from '../runtime/published-slot.ts'
import { writeWhole } from '../runtime/stdio.ts'
import { inspectError, inspectUncaught } from '../platform/inspect.ts'
import { ThreadExit } from '../errors.ts'
import type { Thread } from './thread.ts'

/** What a hook is told. @see Python `threading.ExceptHookArgs`. */
export interface ExceptHookArgs {
  /** Class of the error; `undefined` when something else than an object was thrown. */
  readonly excType: unknown
  readonly excValue: unknown
  /** The stack, as text. */
  readonly excTraceback: string | undefined
  readonly thread: Thread | undefined
}

export type ExceptHook = (args: ExceptHookArgs) => void

const published = new Published<ExceptHook | null>(SLOT_EXCEPTHOOK)

/**
 * Handles an error that nobody caught: calls the hook that was set, or prints `Exception in thread NAME:` and the error
 * on stderr. Silent for `ThreadExit`.
 *
 * @see Python `threading.excepthook`. Differs: set it with {@link setExcepthook}; module exports can't be assigned.
 */
export function excepthook(args: ExceptHookArgs): void {
  const hook = published.read()
  if (typeof hook === 'function') hook(args)
  else printUncaught(args)
}

/** The hook in force, for restoring it later; `null` when it is the built-in one. */
export function getExcepthook(): ExceptHook | null {
  return published.read() ?? null
}

/**
 * Sets the hook for all threads, running ones too; `null` restores the built-in one.
 * @throws TypeError when it is neither. @throws CaptureError when the function can't cross to other threads.
 */
export function setExcepthook(hook: ExceptHook | null): void {
  if (hook !== null && typeof hook !== 'function') {
    throw new TypeError(
      `Expected the excepthook to be a function or null, got \`${String(hook)}\` (${typeof hook})`,
    )
  }
  published.update(() => hook)
}

/** Reports `error` of `thread` through the hook; a hook that fails is reported as well. Never throws. */
export function reportUncaught(error: unknown, thread: Thread | undefined): void {
  const args: ExceptHookArgs = {
    excType: (error as { constructor?: unknown } | null | undefined)?.constructor,
    excValue: error,
    excTraceback: error instanceof Error ? error.stack : undefined,
    thread,
  }
  try {
    excepthook(args)
  } catch (failure) {
    writeWhole(2, `Exception in threading.excepthook:\n${inspectError(failure)}\n`)
    printUncaught(args)
  }
}

function printUncaught({ excValue, thread }: ExceptHookArgs): void {
  if (excValue instanceof ThreadExit) return
  writeWhole(2, `Exception in thread ${thread?.name ?? '?'}:\n${inspectUncaught(excValue)}\n`)
}
