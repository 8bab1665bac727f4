/** From a `Thread` object to a running thread: encode the job, make the block, find a carrier. */
import { add, load, store } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { CARRIERS, T_JOB, T_JOINERS, T_OUTCOME, T_RESULT, T_STATE } from '../core/layout.ts'
import { park } from '../core/park.ts'
import { ThreadError } from '../errors.ts'
import { ensureFirstCarrier, ensureSupervisor } from '../runtime/boot.ts'
import { abandon, askForCarrier, dispatch } from '../runtime/carriers.ts'
import { announce, conclude } from '../runtime/finish.ts'
import { rememberStart } from '../runtime/head-start.ts'
import { preparePlace } from '../runtime/holdings.ts'
import { loadingForThread } from '../runtime/loading.ts'
import { freeMessage } from '../runtime/message.ts'
import { decodeMessage } from '../runtime/messages.ts'
import { newThread } from '../runtime/new-thread.ts'
import { drop, OUTCOME_REFUSED, STATE_LIMBO } from '../runtime/thread-block.ts'
import { publishTwins } from '../runtime/twins.ts'
import { encodeJob } from './job.ts'
import type { Job } from './job.ts'
import { encodeObject } from './thread-object.ts'

/** A carrier that has not booted by then never will. */
const BOOT_LIMIT_MS = 60_000
/**
 * How long a start waits for a running thread to end before it asks for another carrier. A boot takes 30 ms of a core,
 * so a burst of short threads that made the supervisor boot one at each start slowed itself down.
 */
const PATIENCE_MS = 1
/**
 * The first carrier boots alone for so long; the supervisor, which boots beside it, would slow it down on two cores. Only
 * if the carrier is late may it have died, which the supervisor finds out.
 */
const FIRST_BOOT_MS = 80

/**
 * @param started - told the block as soon as the thread is registered, and 0 when the start failed after that.
 * @throws CaptureError, ThreadError; no thread is left behind then, only a carrier ready for the next.
 */
export function launch(job: Job, started: (block: number) => void): void {
  if (loadingForThread()) {
    throw new ThreadError(
      'a thread was started at the top level of a module while a thread imports that module; start threads in a function, or in the entry file, which is never imported again',
    )
  }
  publishTwins()
  // what could fail fails before anything is registered
  preparePlace()
  whileBooting(() => launchEncoded(job, encodeJob(job), started))
}

/**
 * Does `work`, which encodes something and starts a thread for it: the first encoding of a program takes 20 ms (the inspector
 * opens), in which the first carrier boots.
 */
export function whileBooting<R>(work: () => R): R {
  ensureFirstCarrier()
  try {
    return work()
  } finally {
    ensureSupervisor()
  }
}

function launchEncoded(job: Job, message: number, started: (block: number) => void): void {
  const object = encodeObject(job.self)
  let block: number
  try {
    block = newThread(job.name, job.daemon, message, object)
  } catch (error) {
    freeMessage(message)
    if (object !== 0) freeMessage(object)
    throw error
  }
  started(block)
  if (!dispatch(block)) waitForCarrier(block, started)
  rememberStart(block)
}

/** No carrier was idle: one comes free, or one boots. Python's start() blocks in the same place until the OS thread is there. */
function waitForCarrier(block: number, started: (block: number) => void): void {
  const deadlineMs = deadlineAfter(BOOT_LIMIT_MS)
  add(block + T_JOINERS, 1)
  const patienceMs = load(CARRIERS) > 0 ? PATIENCE_MS : FIRST_BOOT_MS
  park(block + T_STATE, STATE_LIMBO, deadlineAfter(patienceMs))
  // by the word and not by what park() says: it may return early for nothing, and nobody else would ask
  if (load(block + T_STATE) === STATE_LIMBO) {
    ensureSupervisor()
    askForCarrier()
  }
  while (load(block + T_STATE) === STATE_LIMBO) {
    if (!park(block + T_STATE, STATE_LIMBO, deadlineMs) && abandon(block)) {
      conclude(block, OUTCOME_REFUSED, 0)
      announce(block)
      drop(block)
    }
  }
  add(block + T_JOINERS, -1)
  if (load(block + T_OUTCOME) !== OUTCOME_REFUSED) return
  const cause = refusalOf(block)
  freeMessage(load(block + T_JOB))
  store(block + T_JOB, 0)
  started(0)
  throw new ThreadError(`can't start new thread: ${cause.message}`, { cause })
}

function refusalOf(block: number): Error {
  const message = load(block + T_RESULT)
  if (message === 0) return new ThreadError(`no carrier has booted within ${BOOT_LIMIT_MS / 1000} s`)
  return decodeMessage(message) as Error
}
