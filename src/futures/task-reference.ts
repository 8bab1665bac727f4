/**
 * The reference that a task has to its future, from when it is made (put-task.ts) until its end. It counts for TASK, so that a
 * handle can tell whether other handles and messages are there, or only the task, which is about to let go.
 */
import { add } from '#atomics'
import { TASK } from '../core/future.ts'
import { O_REFS } from '../core/layout.ts'
import { dropObject } from '../runtime/object-kind.ts'

export function dropTask(future: number): void {
  if (add(future + O_REFS, -TASK) !== TASK) return
  // the last one: what frees an object counts ordinary ones
  add(future + O_REFS, 1)
  dropObject(future)
}
