/** How a thread ended, for those who ask: the value it returned, or the error it threw. */
import { load } from '#atomics'
import { T_OUTCOME, T_RESULT } from '../core/layout.ts'
import { appendCallerStack } from '../runtime/codec/index.ts'
import { decodeMessage } from '../runtime/messages.ts'
import { nameOf, OUTCOME_NONE, OUTCOME_VALUE } from '../runtime/thread-block.ts'

/** Decoded once per handle and thread: each caller gets the same value, or the same error, again. */
const settled = new WeakMap<object, { readonly value: unknown } | { readonly error: unknown }>()

/**
 * The thread at `block` has ended.
 * @param asker - the public method that asks: the caller's frames begin above it.
 * @returns its value. @throws what it threw.
 */
export function outcomeOf(block: number, handle: object, asker: Function): unknown {
  let outcome = settled.get(handle)
  if (outcome === undefined) {
    const decoded = decodeMessage(load(block + T_RESULT))
    const kind = load(block + T_OUTCOME)
    outcome = kind === OUTCOME_VALUE || kind === OUTCOME_NONE ? { value: decoded } : { error: decoded }
    settled.set(handle, outcome)
  }
  if ('error' in outcome) throw appendCallerStack(outcome.error, nameOf(block), asker)
  return outcome.value
}
