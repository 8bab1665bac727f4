/**
 * What an isolate that has ended had references to: its handles, and the job of the thread that it died with. The
 * supervisor gives them back: it has the classes of all objects that may end with them (worker.ts).
 */
import { load } from '#atomics'
import { T_TAG, TAG_THREAD } from '../core/layout.ts'
import { settleHoldings } from './holdings.ts'
import { freeMessage } from './message.ts'
import { dropObject } from './object-kind.ts'
import { drop } from './thread-block.ts'

/**
 * @param holdings - of the isolate, 0 for none. @param job - message that nobody will read any more, 0 for none.
 */
export function settleLegacy(holdings: number, job: number): void {
  if (job !== 0) freeMessage(job)
  if (holdings !== 0) settleHoldings(holdings, dropAny)
}

/** Gives a reference to a thread or to an object back. */
export function dropAny(address: number): void {
  if (isThread(address)) drop(address)
  else dropObject(address)
}

function isThread(address: number): boolean {
  return load(address + T_TAG) === TAG_THREAD
}
