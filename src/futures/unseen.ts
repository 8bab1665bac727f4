/**
 * Errors of futures that nobody looks at: reported on stderr, each once, and not silent as in Python. Where the future
 * is let go of while the program runs, by the thread that lets go; all others by main when the process exits.
 *
 * SEEN of F_OUTCOME is set by one atomic step, and who sets it reports, or looks: so there are no two reports.
 */
import { load } from '#atomics'
import { DIED, ERROR, FINISHED, markSeen, OUT_OF_TIME, outcomeOf } from '../core/future.ts'
import { F_STATE } from '../core/futures-layout.ts'
import { O_TAG, TAG_FUTURE } from '../core/layout.ts'
import { ThreadExit } from '../errors.ts'
import { inspectError, inspectUncaught } from '../platform/inspect.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { keepObjects } from '../runtime/collect.ts'
import { dropObject } from '../runtime/object-kind.ts'
import { whenLeaving } from '../runtime/exit.ts'
import * as policies from '../runtime/unseen-policy.ts'
import type { UnseenErrorPolicy } from '../runtime/unseen-policy.ts'
import { writeNow } from '../runtime/whole-write.ts'
import { readSettled } from './settled.ts'

export type { UnseenErrorPolicy } from '../runtime/unseen-policy.ts'

/** At exit; a program whose tasks all fail says so with these. */
const MOST_SHOWN = 20

whenLeaving(reportAll)

/**
 * What happens to the error of a future that nobody looks at, by `result()`, `exception()`, `await` or in a callback:
 * `'report'` (the default) writes it to stderr when the future is collected or the program ends, `'off'` is silent, as
 * Python is.
 */
export function unseenErrorPolicy(): UnseenErrorPolicy {
  ensureArena()
  return policies.unseenErrorPolicy()
}

/**
 * Sets {@link unseenErrorPolicy} for all threads of the process. The environment variable `NOGIL_UNSEEN_ERRORS` sets it
 * from outside.
 *
 * @throws RangeError when it is neither of the two.
 * @example
 * setUnseenErrorPolicy('off')
 */
export function setUnseenErrorPolicy(policy: UnseenErrorPolicy): void {
  if (!policies.POLICIES.includes(policy))
    throw new RangeError(`Expected one of ${policies.POLICIES.join(', ')}, got \`${String(policy)}\``)
  ensureArena()
  policies.setUnseenErrorPolicy(policy)
}

/** The future is about to be freed. */
export function reportIfUnseen(future: number): void {
  if (hasError(future) && markSeen(future)) report(future)
}

function hasError(future: number): boolean {
  // of a pool that broke, the error of the initializer was logged
  const outcome = outcomeOf(future)
  return (
    (outcome === ERROR || outcome === DIED || outcome === OUT_OF_TIME) && load(future + F_STATE) === FINISHED
  )
}

/** In main, when the process exits. */
function reportAll(): void {
  const failed = keepObjects((object) => load(object + O_TAG) === TAG_FUTURE && hasError(object))
  const unseen = failed.filter((future) => markSeen(future))
  let reported = 0
  // the oldest first
  for (const future of unseen.toReversed()) if (reported < MOST_SHOWN && report(future)) reported += 1
  for (const future of failed) dropObject(future)
  const rest = unseen.length - MOST_SHOWN
  if (rest > 0 && policies.unseenErrorPolicy() === 'report')
    writeNow(2, `Exceptions in ${rest} more tasks, which nobody has asked for\n`)
}

/** @returns whether there was anything to say. */
function report(future: number): boolean {
  if (policies.unseenErrorPolicy() === 'off') return false
  const text = describe(future)
  if (text !== undefined) writeNow(2, text)
  return text !== undefined
}

function describe(future: number): string | undefined {
  const what = 'which nobody has asked for'
  try {
    const settled = readSettled(future)
    // a task that ended itself on purpose
    if (!('error' in settled) || settled.error instanceof ThreadExit) return undefined
    const { error, thread } = settled
    if (outcomeOf(future) !== ERROR) return `Exception in a task, ${what}:\n${String(error)}\n`
    const where = thread === '' ? 'a future' : `a task of ${thread}`
    return `Exception in ${where}, ${what}:\n${inspectUncaught(error)}\n`
  } catch (failure) {
    return `Exception in a task, ${what}; it can't be shown:\n${inspectError(failure)}\n`
  }
}
