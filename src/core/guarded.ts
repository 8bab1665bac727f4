/**
 * Plain access to words that a mutex guards: who holds it may call these, and what it wrote is visible to the next holder
 * (core/README.md, "Memory guarantees"). Ten times as fast as `load` and `store`, which are for words that others touch
 * meanwhile. Also for words that are written once, before anybody else has the block's address; for those that the running
 * thread alone writes; and for looks that are only a hint.
 *
 * Where several words must change together even if the thread is ended from outside, assign to `i32` itself in a row:
 * V8 stops code only at calls and where it loops.
 */
import { i32 } from './memory.ts'

export function peek(address: number): number {
  return i32[address >>> 2] as number
}

export function poke(address: number, value: number): void {
  i32[address >>> 2] = value
}
