/**
 * What an isolate that has ended had references to: its handles, and the job of the thread that it died with. The
 * supervisor gives them back, once it has the classes of the objects that end with them.
 */
import { load } from '#atomics'
import { peek } from '../core/guarded.ts'
import { H_PAGES, HP_BYTES, HP_FIRST, HP_NEXT } from '../core/holdings-layout.ts'
import { T_TAG, TAG_THREAD } from '../core/layout.ts'
import { settleHoldings } from './holdings.ts'
import { eachReference, freeMessage } from './message.ts'
import { dropObject, knowsKind } from './object-kind.ts'
import { drop } from './thread-block.ts'

/** Modules that register all kinds of objects, of higher layers: they are loaded by name, when they are needed. */
const KIND_MODULES = ['../index.js', '../queue/index.js', '../futures/index.js']

let loading: Promise<unknown> | undefined

function loadKinds(): Promise<unknown> {
  loading ??= Promise.all(KIND_MODULES.map((path) => import(new URL(path, import.meta.url).href)))
  return loading
}

/**
 * @param holdings - of the isolate, 0 for none. @param job - message that nobody will read any more, 0 for none.
 */
export async function settleLegacy(holdings: number, job: number): Promise<void> {
  if (!isKnown(holdings, job)) await loadKinds()
  if (job !== 0) freeMessage(job)
  if (holdings !== 0) settleHoldings(holdings, dropAny)
}

/** Whether this thread could free all of it. */
function isKnown(holdings: number, job: number): boolean {
  let known = true
  const look = (address: number): void => {
    known &&= isThread(address) || knowsKind(address)
  }
  if (job !== 0) eachReference(job, look)
  if (holdings === 0) return known
  for (let page = load(holdings + H_PAGES); page !== 0; page = load(page + HP_NEXT))
    for (let place = page + HP_FIRST; place < page + HP_BYTES; place += 4)
      if (peek(place) !== 0) look(peek(place))
  return known
}

/** Gives a reference to a thread or to an object back. */
export function dropAny(address: number): void {
  if (isThread(address)) drop(address)
  else dropObject(address)
}

function isThread(address: number): boolean {
  return load(address + T_TAG) === TAG_THREAD
}
