/** What a thread does that finds itself in a deadlock: DEADLOCK_POLICY, an index into POLICIES, written by anyone. */
import { load, store } from '#atomics'
import { DEADLOCK_POLICY } from '../core/layout.ts'
import { setting } from '../platform/process.ts'

/** The first is the default. */
export const POLICIES = ['throw', 'warn', 'off'] as const
export type DeadlockPolicy = (typeof POLICIES)[number]

export function deadlockPolicy(): DeadlockPolicy {
  return POLICIES[load(DEADLOCK_POLICY)] ?? 'throw'
}

export function setDeadlockPolicy(policy: DeadlockPolicy): void {
  store(DEADLOCK_POLICY, POLICIES.indexOf(policy))
}

/** What the environment asks for. @throws RangeError when that is none of the policies. */
export function policySetting(): DeadlockPolicy {
  const wanted = setting('NOGIL_DEADLOCK') ?? 'throw'
  const policy = POLICIES.find((known) => known === wanted)
  if (policy !== undefined) return policy
  throw new RangeError(`Expected NOGIL_DEADLOCK to be one of ${POLICIES.join(', ')}, got \`${wanted}\``)
}
