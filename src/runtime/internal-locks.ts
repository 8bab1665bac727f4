/** The library's own mutexes, which a dead thread may have left held. Each guards a few stores at a time. */
import {
  ALLOCATOR_LOCK,
  DEADLOCK_LOCK,
  OBJECTS_LOCK,
  POOL_LOCK,
  PUBLISHED,
  PUBLISHED_COUNT,
  REGISTRY_LOCK,
  SITES_LOCK,
  STDIO_LOCK,
  TWINS_LOCK,
} from '../core/layout.ts'
import { HOLDINGS_LOCK } from '../core/holdings-layout.ts'
import { breakDead } from '../core/mutex.ts'
import { P_MUTEX, SLOT_BYTES } from './published-slot.ts'

/** Frees those that the thread with this ident still holds. It must be dead. */
export function breakInternalLocks(ident: number): void {
  for (const lock of [
    ALLOCATOR_LOCK,
    STDIO_LOCK,
    REGISTRY_LOCK,
    POOL_LOCK,
    TWINS_LOCK,
    OBJECTS_LOCK,
    DEADLOCK_LOCK,
    HOLDINGS_LOCK,
    SITES_LOCK,
  ])
    breakDead(lock, ident)
  for (let slot = 0; slot < PUBLISHED_COUNT; slot++) breakDead(PUBLISHED + slot * SLOT_BYTES + P_MUTEX, ident)
}
