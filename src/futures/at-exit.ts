/** The end of main: from then on no pool takes tasks, and all end when theirs are done. */
import { compareExchange, load, store } from '#atomics'
import { O_TAG, POOLS_ASKED, POOLS_CLOSED, TAG_EXECUTOR } from '../core/layout.ts'
import { X_ROOM } from '../core/futures-layout.ts'
import { signalAll } from '../core/wait-list.ts'
import { shutDown } from '../core/queue.ts'
import { keepObjects } from '../runtime/collect.ts'
import { dropObject } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { registerAtexit } from '../threading/at-exit.ts'
import { isMainThread } from '../threading/current.ts'
import { endStreamsHere } from './stream.ts'

/** Name of the method that closes all pools. */
export const CLOSE: unique symbol = Symbol.for('nogil.closePools') as never

export interface Closing {
  [CLOSE](): void
}

/** Has main close the pools when it has ended. @throws ThreadError when it has. */
export function askAtExit(pool: Closing): void {
  if (load(POOLS_ASKED) !== 0 || compareExchange(POOLS_ASKED, 0, 1) !== 0) return
  try {
    if (isMainThread()) registerAtexit(closePools)
    else registerAtexit(closeBy, pool)
  } catch (error) {
    store(POOLS_ASKED, 0)
    throw error
  }
}

/** Their workers are non-daemon threads, for which the program waits. */
export function closePools(): void {
  store(POOLS_CLOSED, 1)
  endStreamsHere()
  for (const pool of keepObjects((object) => load(object + O_TAG) === TAG_EXECUTOR)) {
    shutDown(pool, selfIdent, false)
    signalAll(pool + X_ROOM, selfIdent)
    dropObject(pool)
  }
}

/** Crosses to main by its text, with a pool that brings the module along. */
function closeBy(pool: Closing): void {
  const name = Symbol.for('nogil.closePools') as never
  ;(pool[name] as Closing[typeof CLOSE]).call(pool)
}
