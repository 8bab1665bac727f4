/** Entry file of every carrier: the objects of this layer, and what the carrier asks of them. */
import { ThreadError, ThreadExit } from '../errors.ts'
import { workerInput } from '../platform/workers.ts'
import type { CarrierInput } from '../runtime/boot.ts'
import { serve } from '../runtime/carrier.ts'
import type { Ending } from '../runtime/carrier.ts'
import { explainWrite } from '../runtime/functions/index.ts'
import { writeThrown } from '../runtime/codec/index.ts'
import { encodeMessage, encodeWith, receiveMessage } from '../runtime/messages.ts'
import { OUTCOME_ERROR, OUTCOME_EXIT, OUTCOME_VALUE } from '../runtime/thread-block.ts'
import { reportUncaught } from './except-hook.ts'
import { threadAt } from './thread-handles.ts'
import { giveJob } from './thread.ts'
import type { Thread } from './thread.ts'
import { callJob, readJob } from './job.ts'
import './lock.ts'

/** The thread that ran last here: what comes after its end is reported in its name. */
let latest: Thread | undefined

serve(workerInput<CarrierInput>(), {
  receive(message) {
    return receiveMessage(message, readJob)
  },
  call(thread, job) {
    return callJob(thread, job, giveJob)
  },
  returned(thread, value) {
    latest = threadAt(thread) as Thread
    try {
      return { outcome: OUTCOME_VALUE, message: encodeMessage(value) }
    } catch (error) {
      return failed(
        new ThreadError(`the result of ${latest.name} can't cross to other threads`, { cause: error }),
      )
    }
  },
  threw(thread, error) {
    latest = threadAt(thread) as Thread
    if (error instanceof ThreadExit) return exited(error)
    return failed(explainWrite(error))
  },
  exited(thread, code) {
    latest = threadAt(thread) as Thread
    return exited(new ThreadExit(code))
  },
  stray(error) {
    reportUncaught(explainWrite(error), latest)
  },
})

function failed(error: unknown): Ending {
  reportUncaught(error, latest)
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
