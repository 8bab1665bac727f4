/** Whether errors of futures that nobody looked at are reported: UNSEEN_POLICY, an index into POLICIES, written by anyone. */
import { load, store } from '#atomics'
import { UNSEEN_POLICY } from '../core/layout.ts'
import { setting } from '../platform/process.ts'

/** The first is the default. */
export const POLICIES = ['report', 'off'] as const
export type UnseenErrorPolicy = (typeof POLICIES)[number]

export function unseenErrorPolicy(): UnseenErrorPolicy {
  return POLICIES[load(UNSEEN_POLICY)] ?? 'report'
}

export function setUnseenErrorPolicy(policy: UnseenErrorPolicy): void {
  store(UNSEEN_POLICY, POLICIES.indexOf(policy))
}

/** What the environment asks for. @throws RangeError when that is none of the policies. */
export function unseenSetting(): UnseenErrorPolicy {
  const wanted = setting('NOGIL_UNSEEN_ERRORS') ?? 'report'
  const policy = POLICIES.find((known) => known === wanted)
  if (policy !== undefined) return policy
  throw new RangeError(`Expected NOGIL_UNSEEN_ERRORS to be one of ${POLICIES.join(', ')}, got \`${wanted}\``)
}
