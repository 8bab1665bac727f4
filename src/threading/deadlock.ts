/** What the program decides about deadlocks; the detector is runtime/deadlock.ts. */
import { ensureArena } from '../runtime/arena-boot.ts'
import * as policies from '../runtime/deadlock-policy.ts'
import type { DeadlockPolicy } from '../runtime/deadlock-policy.ts'
import { watchForDeadlocks } from '../runtime/deadlock.ts'

export type { DeadlockPolicy } from '../runtime/deadlock-policy.ts'

watchForDeadlocks()

/**
 * What happens when threads are found to wait for each other for ever: `'throw'` (the default) ends one of the waits with
 * a DeadlockError, `'warn'` writes the report to stderr and waits on, `'off'` does not look.
 */
export function deadlockPolicy(): DeadlockPolicy {
  ensureArena()
  return policies.deadlockPolicy()
}

/**
 * Sets {@link deadlockPolicy} for all threads of the process. The environment variable `NOGIL_DEADLOCK` sets it from
 * outside.
 *
 * @throws RangeError when it is none of the three.
 * @example
 * setDeadlockPolicy('warn')
 */
export function setDeadlockPolicy(policy: DeadlockPolicy): void {
  if (!policies.POLICIES.includes(policy)) {
    throw new RangeError(`Expected one of ${policies.POLICIES.join(', ')}, got \`${String(policy)}\``)
  }
  ensureArena()
  policies.setDeadlockPolicy(policy)
}
