/** Asking a task that runs to stop, or making it. The words are core/task-stop.ts. */
import { load, store } from '#atomics'
import { allocate } from '../core/arena.ts'
import { RUNNING, stateOf } from '../core/future.ts'
import { F_ASKED, F_POOL } from '../core/futures-layout.ts'
import { SUPERVISOR, W_KIND, W_PAYLOAD, WAITER_BYTES } from '../core/layout.ts'
import { deliver, MAIL_STOP_TASKS } from '../core/mailbox.ts'
import { ASKED, askToStop, cancelRunning, HARD } from '../core/task-stop.ts'
import { optionsOf } from '../runtime/known-options.ts'
import { selfIdent } from '../runtime/self.ts'

/** Options of {@link Future.cancel}. */
export interface CancelOptions {
  /** Whether a task that runs is stopped by force. Default false. */
  readonly hard?: boolean | undefined
}

const checkOptions = optionsOf<CancelOptions>('future.cancel()', { hard: true })

/** @throws TypeError for wrong options. */
export function isHard(options: CancelOptions | undefined): boolean {
  if (options === undefined) return false
  if (typeof options === 'object' && options !== null) checkOptions(options)
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
  tellSupervisor()
  return stopped
}

/**
 * For the worker that has just entered the task at its place: who stopped the task before that has told the supervisor of a
 * task that was at no place yet. Either the supervisor sees it there, or the worker sees HARD.
 */
export function stopIfAsked(future: number): void {
  if ((load(future + F_ASKED) & HARD) !== 0) tellSupervisor()
}

/** Tells it to look for tasks that are to be stopped by force. */
function tellSupervisor(): void {
  const supervisor = load(SUPERVISOR)
  if (supervisor === 0) return
  const letter = allocate(WAITER_BYTES)
  store(letter + W_KIND, MAIL_STOP_TASKS)
  store(letter + W_PAYLOAD, 0)
  deliver(supervisor, letter)
}
