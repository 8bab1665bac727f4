/**
 * Mutexes of the library that a dead thread holds, and that the supervisor itself wants.
 *
 * The supervisor frees what a dead thread held when it hears of the end, which is an event. One that sleeps for such a mutex
 * hears of nothing, and all others would wait for it. It takes none while a worker that it terminates is on its way out
 * (doomed.ts), but main terminates the first carrier, whenever it comes to that, and a heap may be full at any moment. So
 * in its sleep it looks whether the holder's OS thread is still there.
 */
import { load } from '#atomics'
import { C_BLOCK, C_NATIVE_ID, IDENT_SLOTS, IDENT_TABLE, T_IDENT, T_NATIVE_ID } from '../core/layout.ts'
import { breakDead } from '../core/mutex.ts'
import { onFirmWait } from '../core/park.ts'
import { isKernelThreadGone } from '../platform/process.ts'
import { livingCarriers } from './doomed.ts'

/** Called once, in the supervisor. */
export function lookAtHolders(): void {
  onFirmWait((address, value) => {
    const ident = value >>> 1
    const nativeId = nativeIdOf(ident)
    if (nativeId !== 0 && isKernelThreadGone(nativeId)) breakDead(address, ident)
  })
}

/** Takes no mutex: the dead thread may hold any. @returns 0 when it is not known. */
function nativeIdOf(ident: number): number {
  const thread = load(IDENT_TABLE + (ident % IDENT_SLOTS) * 4)
  if (thread !== 0 && load(thread + T_IDENT) === ident) return load(thread + T_NATIVE_ID)
  // between two threads a carrier acts in a name of its own
  for (const carrier of livingCarriers())
    if (load(load(carrier + C_BLOCK) + T_IDENT) === ident) return load(carrier + C_NATIVE_ID)
  return 0
}
