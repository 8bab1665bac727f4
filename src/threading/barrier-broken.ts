/** Why a barrier is broken, as an error for those who wait or come. */
import { BY_ABORT, BY_ACTION, BY_CANCEL, BY_DEATH, BY_RESET, BY_TIMEOUT } from '../core/barrier.ts'
import { BrokenBarrierError } from '../errors.ts'

const REASONS: Readonly<Record<number, string>> = {
  [BY_TIMEOUT]: "a party's wait timed out",
  [BY_CANCEL]: "a party's wait was aborted by its signal",
  [BY_ABORT]: 'abort() was called',
  [BY_RESET]: 'reset() was called while parties waited',
  [BY_ACTION]: 'its action failed',
  [BY_DEATH]: 'a party has died',
}

/** @param name - how the message calls the barrier. @param why - one of the BY_ codes. */
export function brokenError(name: string, why: number): BrokenBarrierError {
  return new BrokenBarrierError(
    `${name}: ${REASONS[why] ?? `broken (${why})`}${why === BY_RESET ? '' : '; reset() makes it usable again'}`,
  )
}
