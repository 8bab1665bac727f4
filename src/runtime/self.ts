/**
 * Who runs here: the block and the ident of the thread that this isolate is executing now.
 *
 * A carrier runs one thread after another, so these are variables; the rest of the library asks here and nowhere else.
 */
import { load } from '#atomics'
import { setAllocatingThread } from '../core/arena.ts'
import { T_IDENT } from '../core/layout.ts'
import { setParkingThread } from '../core/park.ts'

/** Address of the running thread's block; 0 until this isolate has the arena. */
export let self = 0
/** Its ident: what lock words hold, ≥ 1. */
export let selfIdent = 0

let hook: () => void = () => {}

/** Called whenever this isolate has become another thread. */
export function onBecome(action: () => void): void {
  hook = action
}

/** From here on this isolate runs the thread of `block`. */
export function become(block: number): void {
  self = block
  selfIdent = load(block + T_IDENT)
  setParkingThread(block)
  setAllocatingThread(selfIdent)
  hook()
}
