/** A task that its submitter runs itself, at once, because the pool is full. */
import { load } from '#atomics'
import { ERROR, finish, takeUp, VALUE } from '../core/future.ts'
import { F_TERMS } from '../core/futures-layout.ts'
import { hand } from '../core/queue-ring.ts'
import { markOver } from '../core/task-stop.ts'
import { freeBlock } from '../runtime/item.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { closeTerms, openTerms } from '../runtime/task-terms.ts'
import { nameOf } from '../runtime/thread-block.ts'
import type { CheckedCall } from './call-options.ts'
import { closeTask, CurrentTask, runAs } from './current-task.ts'
import { addressOf, futures } from './future.ts'
import type { Future } from './future.ts'
import { addTerms, obeySignal } from './put-task.ts'
import { packFailure, packResult } from './task.ts'
import type { Callable } from './task.ts'

/** @returns its future: done, unless `fn` is async. */
export function runHere(call: CheckedCall, fn: Callable, args: readonly unknown[]): Future {
  const future = futures.make((address) => addTerms(address, call))
  const address = addressOf(future)
  takeUp(address, selfIdent)
  if (load(address + F_TERMS) !== 0) openTerms(address)
  obeySignal(future, call)
  const task = new CurrentTask(address, call.name || fn)
  const succeed = (value: unknown): void => {
    try {
      packResult(value)
    } catch (error) {
      fail(error)
      return
    }
    end(future, task, VALUE)
  }
  const fail = (error: unknown): void => {
    packFailure(error, nameOf(self))
    end(future, task, ERROR)
  }
  try {
    const value = runAs(task, true, () => fn(...args))
    if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== 'function') succeed(value)
    else void Promise.resolve(value).then(succeed, fail)
  } catch (error) {
    fail(error)
  }
  return future
}

/** What it came to is in the hand. */
function end(future: Future, task: CurrentTask, outcome: number): void {
  const address = addressOf(future)
  const [kind, word, bytes] = [hand[0] as number, hand[1] as number, hand[2] as number]
  const number = hand[3] as number
  closeTask(task)
  markOver(address)
  closeTerms(address)
  hand.set([kind, word, bytes, number])
  if (!finish(address, selfIdent, outcome, hand)) freeBlock(kind, word, bytes)
}
