/** What a carrier is for: the objects of this layer, and what the carrier asks of them. */
import { ThreadError, ThreadExit } from '../errors.ts'
import { workerInput } from '../platform/workers.ts'
import type { CarrierInput } from '../runtime/boot.ts'
import { serve } from '../runtime/carrier.ts'
import type { Ending } from '../runtime/carrier.ts'
import { explainWrite } from '../runtime/functions/index.ts'
import { writeThrown } from '../runtime/codec/index.ts'
import { encodeMessage, encodeWith, receiveMessage } from '../runtime/messages.ts'
import { drop, nameOf, OUTCOME_ERROR, OUTCOME_EXIT, OUTCOME_VALUE, retain } from '../runtime/thread-block.ts'
import { reportUncaught } from './except-hook.ts'
import { threadAt } from './thread-handles.ts'
import { giveJob } from './thread.ts'
import type { Thread } from './thread.ts'
import { callJob, readJob } from './job.ts'
import './condition.ts'
import './barrier.ts'
import './count-down-latch.ts'
import './deadlock.ts'
import './event.ts'
import './local.ts'
import './lock.ts'
import './rlock.ts'
import './once.ts'
import './semaphore.ts'
import './rw-lock.ts'

/**
 * Block of the thread that ended last here, with a reference: what comes after its end is reported in its name. Not a
 * handle, which would cost every thread a weak reference and a finalizer.
 */
let latest = 0

/** Runs threads in this worker. */
export function carry(): void {
  serve(workerInput<CarrierInput>(), {
    receive(message) {
      return receiveMessage(message, readJob)
    },
    call(thread, job) {
      return callJob(thread, job, giveJob)
    },
    returned(thread, value) {
      keep(thread)
      try {
        return { outcome: OUTCOME_VALUE, message: encodeMessage(value) }
      } catch (error) {
        return failed(
          new ThreadError(`the result of ${nameOf(thread)} can't cross to other threads`, { cause: error }),
        )
      }
    },
    threw(thread, error) {
      keep(thread)
      if (error instanceof ThreadExit) return exited(error)
      return failed(explainWrite(error))
    },
    exited(thread, code) {
      keep(thread)
      return exited(new ThreadExit(code))
    },
    stray(error) {
      reportUncaught(explainWrite(error), latestThread())
    },
  })
}

function keep(thread: number): void {
  retain(thread)
  if (latest !== 0) drop(latest)
  latest = thread
}

function latestThread(): Thread | undefined {
  return latest === 0 ? undefined : (threadAt(latest) as Thread)
}

function failed(error: unknown): Ending {
  reportUncaught(error, latestThread())
  return { outcome: OUTCOME_ERROR, message: encodeError(error) }
}

function exited(error: ThreadExit): Ending {
  return { outcome: OUTCOME_EXIT, message: encodeMessage(error) }
}

/** Whatever was thrown, something of it crosses. */
function encodeError(error: unknown): number {
  try {
    return encodeWith((to) => writeThrown(error, to))
  } catch (refusal) {
    return encodeMessage(
      new ThreadError(`threw a value that can't cross to other threads: ${String(error)}`, {
        cause: refusal,
      }),
    )
  }
}
