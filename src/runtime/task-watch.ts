/**
 * The supervisor's part in the life of tasks: it ends their time, and the workers of those that are stopped by force.
 *
 * What it does with a future it does under OBJECTS_LOCK, where none is freed, after a look that says that the task still
 * runs (TT_FUTURE, or the worker's place in its pool): it has no reference of its own, which it could not give back, for
 * it knows none of the classes that a result may hold.
 */
import { add, load } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { O_TAG, OBJECTS_LOCK, TAG_EXECUTOR } from '../core/layout.ts'
import { TT_FUTURE, TT_HARD, TT_TIMEOUT, X_STOPPED, XP_THREAD } from '../core/futures-layout.ts'
import { MAIL_STOP_TASKS, MAIL_TASK_TIME } from '../core/mailbox.ts'
import { acquire, release } from '../core/mutex.ts'
import { eachObject } from '../core/objects.ts'
import { placesOf, tasksAt } from '../core/pool.ts'
import { ASKED, askToStop, doom, finishLate, HARD, LATE } from '../core/task-stop.ts'
import { whenCalm } from './doomed.ts'
import { onMessage } from './mail.ts'
import { selfIdent } from './self.ts'
import { dropTerms } from './task-terms.ts'
import { retain } from './thread-block.ts'

/** How long the terms of a task that has ended in time may be kept. */
const SWEEP_MS = 1000
const PATIENCE_MS = 2

const clocks = new Map<number, NodeJS.Timeout>()
let sweeper: NodeJS.Timeout | undefined

/** @param end - terminates the worker that runs the thread, if it still does; gives back the reference to the thread. */
export function watchTasks(end: (thread: number) => void): void {
  onMessage(MAIL_STOP_TASKS, () => whenCalm(() => stopDoomed(end)))
  onMessage(MAIL_TASK_TIME, (terms) => {
    clocks.set(
      terms,
      setTimeout(() => whenCalm(() => timeIsUp(terms, end)), load(terms + TT_TIMEOUT)),
    )
    sweeper ??= setInterval(sweep, SWEEP_MS)
  })
}

function timeIsUp(terms: number, end: (thread: number) => void): void {
  // it was put off, and the task has ended meanwhile
  if (!clocks.has(terms)) return
  const hard = load(terms + TT_HARD) !== 0
  if (!acquire(OBJECTS_LOCK, selfIdent, deadlineAfter(PATIENCE_MS))) {
    // its holder may have died, which this thread has to see to
    clocks.set(
      terms,
      setTimeout(() => timeIsUp(terms, end), PATIENCE_MS),
    )
    return
  }
  const future = load(terms + TT_FUTURE)
  if (future !== 0) {
    // first: a task that returns because it is asked to would be done in time
    finishLate(future, selfIdent)
    askToStop(future, hard ? ASKED | LATE | HARD : ASKED | LATE, selfIdent)
  }
  release(OBJECTS_LOCK)
  forget(terms)
  if (hard && future !== 0) stopDoomed(end)
}

/** Ends the workers of all tasks that are to be stopped by force and have not ended. */
function stopDoomed(end: (thread: number) => void): void {
  const doomed: number[] = []
  eachObject(selfIdent, (object) => {
    if (load(object + O_TAG) !== TAG_EXECUTOR) return
    for (const place of placesOf(object)) {
      const tasks = tasksAt(place)
      const thread = load(place + XP_THREAD)
      if (thread === 0 || !tasks.some((future) => doom(future))) continue
      retain(thread)
      doomed.push(thread)
      add(object + X_STOPPED, 1)
    }
  })
  for (const thread of doomed) end(thread)
}

function sweep(): void {
  for (const terms of clocks.keys()) if (load(terms + TT_FUTURE) === 0) forget(terms)
  if (clocks.size > 0) return
  clearInterval(sweeper)
  sweeper = undefined
}

function forget(terms: number): void {
  clearTimeout(clocks.get(terms))
  clocks.delete(terms)
  dropTerms(terms)
}
