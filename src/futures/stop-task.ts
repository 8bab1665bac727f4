/** Asking a task that runs to stop, or making it. The words are core/task-stop.ts. */
import { load, store } from '#atomics'
import { allocate } from '../core/arena.ts'
import { RUNNING, stateOf } from '../core/future.ts'
import { F_POOL } from '../core/futures-layout.ts'
import { SUPERVISOR, W_KIND, W_PAYLOAD, WAITER_BYTES } from '../core/layout.ts'
import { deliver, MAIL_STOP_TASKS } from '../core/mailbox.ts'
import { ASKED, askToStop, cancelRunning, HARD } from '../core/task-stop.ts'
import { selfIdent } from '../runtime/self.ts'

/** Options of {@link Future.cancel}. */
export interface CancelOptions {
  /** Whether a task that runs is stopped by force. Default false. */
  readonly hard?: boolean | undefined
}

/** @throws TypeError for wrong options. */
export function isHard(options: CancelOptions | undefined): boolean {
  if (options === undefined) return false
  const hard: unknown = typeof options === 'object' && options !== null ? (options.hard ?? false) : options
  if (typeof hard !== 'boolean')
    throw new TypeError(`Expected options such as { hard: true }, got \`${String(hard)}\` (${typeof hard})`)
  return hard
}

/** What its `currentTask()` says of it from here on, if it runs. */
export function askTask(future: number): void {
  if (stateOf(future) === RUNNING) askToStop(future, ASKED, selfIdent)
}

/**
 * Has the worker terminated that runs the task, unless the task ends first. A future that no pool runs has no worker.
 * @returns whether nobody will hear of the task's result.
 */
export function stopTask(future: number): boolean {
  if (stateOf(future) !== RUNNING) return false
  const ofPool = load(future + F_POOL) !== 0
  if (!askToStop(future, ofPool ? ASKED | HARD : ASKED, selfIdent) || !ofPool) return false
  const stopped = cancelRunning(future, selfIdent)
  const supervisor = load(SUPERVISOR)
  if (supervisor === 0) return stopped
  const letter = allocate(WAITER_BYTES)
  store(letter + W_KIND, MAIL_STOP_TASKS)
  store(letter + W_PAYLOAD, 0)
  deliver(supervisor, letter)
  return stopped
}
