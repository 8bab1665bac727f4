/**
 * Giving back what a thread has dropped while it blocks, without coming to its next turn.
 *
 * Finalizers run between two turns of the event loop, and a thread may block for as long as it lives: what it has dropped
 * would fill the arena. So a thread that is about to wait, or to make more, and finds the arena fuller than it was by a
 * quarter of what was free, collects garbage there and asks its WeakRefs what is gone. The same is then not given back
 * again by the finalizers.
 *
 * Only tables of `reclaimable()` are asked, and only where a call of the program begins: a method that is under way
 * elsewhere on the stack may use the block of a handle that the engine, which knows nothing of blocks, takes for
 * unused. The methods of futures and threads use their handle after all that may run code of the program.
 */
import { load } from '#atomics'
import { peek } from '../core/guarded.ts'
import { ARENA_BYTES_16, USED_16 } from '../core/layout.ts'
import { collectGarbage, forgetKept } from '../platform/garbage.ts'
import { age } from './handles.ts'

/** What has handles that may be lost in mid-turn. */
export interface Reclaimable {
  /** Holds none of them strongly from here on. */
  loosen(): void
  /** Gives back those that have been collected. */
  giveBackLost(): void
}

const tables: Reclaimable[] = []
/** The least that was in use since this thread looked last; in units of 16 bytes. */
let floor = 0
/** When so much is in use, this thread looks again; below 0 when it has not asked yet. */
let limit = -1
let underWay = false

export function reclaimable(...added: readonly Reclaimable[]): void {
  tables.push(...added)
}

/** To be called where the program calls a method, before that has taken anything. */
export function reclaimIfPressed(): void {
  const used = peek(USED_16)
  if (used < floor || limit < 0) setFloor(Math.min(used, floor))
  if (used <= limit || underWay) return
  underWay = true
  try {
    reclaim()
  } finally {
    underWay = false
    setFloor(load(USED_16))
  }
}

function setFloor(used: number): void {
  floor = used
  limit = used + (load(ARENA_BYTES_16) - used) / 4
}

function reclaim(): void {
  age()
  for (const table of tables) table.loosen()
  forgetKept()
  collectGarbage()
  for (const table of tables) table.giveBackLost()
}
