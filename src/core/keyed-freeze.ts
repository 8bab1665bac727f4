/** Freezing a map or set only if nobody is at it, for who must not wait. core/README.md, "Maps and sets" and "Cycles". */
import { load, store } from '#atomics'
import { K_MUTEX, K_SEQUENCE, K_USED, KE_LOCK } from './data-layout.ts'
import { peek } from './guarded.ts'
import { entryAt, leaveTable, thaw } from './keyed-table.ts'
import { tryAcquire } from './mutex.ts'

/** As `enterTable()` and `freeze()` in one, but never waits. @returns whether the map is frozen. */
export function tryFreeze(map: number, owner: number): boolean {
  if (!tryAcquire(map + K_MUTEX, owner)) return false
  // its holder has died
  if ((load(map + K_SEQUENCE) & 1) !== 0) thaw(map)
  store(map + K_SEQUENCE, load(map + K_SEQUENCE) + 1)
  const used = peek(map + K_USED)
  for (let number = 0; number < used; number++) {
    if (load(entryAt(map, number) + KE_LOCK) === 0) continue
    endFreeze(map)
    return false
  }
  return true
}

/** Undoes {@link tryFreeze}. */
export function endFreeze(map: number): void {
  thaw(map)
  leaveTable(map)
}
