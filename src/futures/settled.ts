/** What a finished future came to, decoded for the thread that asks. */
import { load } from '#atomics'
import { BROKEN, DIED, FINISHED, OUT_OF_TIME, outcomeOf, stateOf, VALUE } from '../core/future.ts'
import { F_VALUE } from '../core/futures-layout.ts'
import { hand } from '../core/queue-ring.ts'
import { BrokenThreadPool, ThreadDiedError, TimeoutError } from '../errors.ts'
import { appendCallerStack } from '../runtime/codec/index.ts'
import type { Decoder } from '../runtime/codec/index.ts'
import { decodeMessage, decodeWith, receiveMessage } from '../runtime/messages.ts'
import { messageInHand, valueInHand } from '../runtime/item.ts'
import { givenName, timeOf } from '../runtime/task-terms.ts'
import { readFailure } from './task.ts'
import type { Failure } from './task.ts'

export type Settled = { readonly value: unknown } | Failure

/** Of each state, for texts and for errors. */
const NAMES = ['pending', 'running', 'running', 'cancelled', 'cancelled', 'finished']
export const UPPER_NAMES = [
  'PENDING',
  'RUNNING',
  'RUNNING',
  'CANCELLED',
  'CANCELLED_AND_NOTIFIED',
  'FINISHED',
]

/** What every future of a pool whose initializer failed comes to. */
export const BROKEN_TEXT = 'A thread initializer failed, the thread pool is not usable anymore'

/** The future is finished. Modules that its value needs are loaded at once, or this fails. */
export function readSettled(future: number): Settled {
  const simple = readSimple(future)
  if (simple !== undefined) return simple
  if (outcomeOf(future) === VALUE) return { value: decodeMessage(load(future + F_VALUE + 4)) }
  return decodeWith(load(future + F_VALUE + 4), readFailure)
}

/** As {@link readSettled}, where modules can be waited for: a promise when there are any. */
export function readSettledAsync(future: number): Settled | Promise<Settled> {
  const simple = readSimple(future)
  if (simple !== undefined) return simple
  const read =
    outcomeOf(future) === VALUE ? (from: Decoder): Settled => ({ value: from.value() }) : readFailure
  return receiveMessage(load(future + F_VALUE + 4), read)
}

/** What needs no message. */
function readSimple(future: number): Settled | undefined {
  const outcome = outcomeOf(future)
  if (outcome === BROKEN) return { thread: '', error: new BrokenThreadPool(BROKEN_TEXT) }
  if (outcome === DIED) {
    const text = `the thread that ran ${taskText(future)} has died: its function never returned`
    return { thread: '', error: new ThreadDiedError(text) }
  }
  if (outcome === OUT_OF_TIME) {
    const text = `${taskText(future)} was not done within ${timeOf(future)} ms of its start`
    return { thread: '', error: new TimeoutError(text) }
  }
  if (outcome !== VALUE) return undefined
  for (let n = 0; n < 4; n++) hand[n] = load(future + F_VALUE + n * 4)
  return messageInHand() === 0 ? { value: valueInHand() } : undefined
}

/** As a part of messages. */
function taskText(future: number): string {
  const name = givenName(future)
  return name === '' ? 'the task' : `task ${JSON.stringify(name)}`
}

/** @param asker - the public method that asks: the caller's frames begin above it. */
export function throwFailure({ thread, error }: Failure, asker: Function): never {
  throw thread === '' ? error : appendCallerStack(error, thread, asker)
}

/** For `toString()`. @param settled - what it came to, as far as that is known here. */
export function futureText(future: number, settled: Settled | undefined): string {
  const state = stateOf(future)
  return `<Future at 0x${future.toString(16)} state=${NAMES[state] ?? state}${outcomeText(future, settled)}>`
}

function outcomeText(future: number, settled: Settled | undefined): string {
  if (stateOf(future) !== FINISHED) return ''
  if (outcomeOf(future) === VALUE)
    return settled !== undefined && 'value' in settled ? ` returned ${kindOf(settled.value)}` : ' returned'
  return settled !== undefined && 'error' in settled ? ` raised ${kindOf(settled.error)}` : ' raised'
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  return (value.constructor as { name?: string } | undefined)?.name ?? 'object'
}
