/**
 * Room for a task in a pool that takes only so many: X_TASKS below X_CAPACITY.
 *
 * Who waits stands on X_ROOM before it tries for the last time; who ends a task lowers X_TASKS before it looks at X_ROOM:
 * either the try succeeds, or the waiter is signalled. A signal that its waiter has no use for goes to the next.
 */
import { load } from '#atomics'
import { X_CAPACITY, X_ROOM, X_TASKS } from './futures-layout.ts'
import { admit } from './pool.ts'
import { isShutDown } from './queue.ts'
import { takeTicket, waitForSignal } from './ticket.ts'
import { signalNext, withdraw } from './wait-list.ts'

/** Blocks until there is room, and takes it. @returns false when the pool was shut down. */
export function awaitRoom(pool: number, thread: number, owner: number): boolean {
  const list = pool + X_ROOM
  for (;;) {
    if (isShutDown(pool)) return false
    const waiter = takeTicket(list, thread, owner)
    const admitted = admit(pool)
    if (!admitted && !isShutDown(pool)) {
      waitForSignal(list, waiter, owner, Infinity, pool, () => passRoomOn(pool, owner))
      if (admit(pool)) return true
      continue
    }
    // a signal that came meanwhile was not needed for this one
    if (!withdraw(list, waiter, owner)) {
      waitForSignal(list, waiter, owner, 0, pool)
      passRoomOn(pool, owner)
    }
    return admitted
  }
}

/** A signal that this waiter has no use for goes to the next, if there is room. */
export function passRoomOn(pool: number, owner: number): void {
  if (load(pool + X_TASKS) < load(pool + X_CAPACITY) || isShutDown(pool)) signalNext(pool + X_ROOM, owner)
}
