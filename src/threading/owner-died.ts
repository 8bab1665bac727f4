/**
 * What a lock knows of an owner that died with it: L_DIED holds the block of the dead thread, written by the supervisor
 * before it frees the lock (runtime/estate.ts), cleared by whoever has put right what the lock guards.
 */
import { exchange, load } from '#atomics'
import { L_DIED } from '../core/layout.ts'
import { OwnerDiedError } from '../errors.ts'
import { nameOf } from '../runtime/thread-block.ts'

/** @param what - how the message calls the object. */
export function ownerDiedOf(address: number, what: string): OwnerDiedError | undefined {
  const thread = load(address + L_DIED)
  if (thread === 0) return undefined
  const owner = nameOf(thread)
  return new OwnerDiedError(`${owner} died holding this ${what}: what it guards may be half written`, {
    owner,
  })
}

export function forgetOwnerDied(address: number): void {
  exchange(address + L_DIED, 0)
}
