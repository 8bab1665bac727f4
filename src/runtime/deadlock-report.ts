/**
 * A deadlock in words: who waits for what, who holds it, and where in the program each of them waits.
 *
 * The stacks of the others are asked for while they still wait (dump/request.ts): some milliseconds, once, in a thread
 * that had nothing else to do for ever.
 */
import { load } from '#atomics'
import { O_TAG, TAG_FUTURE, TAG_GATE, TAG_THREAD } from '../core/layout.ts'
import { DeadlockError } from '../errors.ts'
import { captureStack, programStack } from '../platform/stack.ts'
import { describeObject } from './describe-object.ts'
import { requestReport } from './dump/request.ts'
import { siteOf } from './lock-sites.ts'
import { threadOfIdent } from './registry.ts'
import { drop, nameOf, retain } from './thread-block.ts'
import { selfIdent } from './self.ts'
import type { BlockedThread } from './waits-for.ts'

/** Innermost frames shown of each thread. */
const FRAMES = 4

/** Its stack begins at the program's own call, so the message shows only where that is. */
export function deadlockError(ring: readonly BlockedThread[]): DeadlockError {
  const error = new DeadlockError(deadlockText(ring, 1), { cycle: ring.map(describeWaiter) })
  const frames = ownFrames().map((frame) => `\n    at ${frame}`)
  error.stack = `DeadlockError: ${error.message}${frames.join('')}`
  return error
}

/** @param ownDepth - how many frames of the calling thread are shown. */
export function deadlockText(ring: readonly BlockedThread[], ownDepth = FRAMES): string {
  const places = placesOf(ring)
  const lines = ring.flatMap((thread) => [
    `\n  ${describeWaiter(thread)}`,
    ...(places.get(thread.ident) ?? [])
      .slice(0, thread.ident === selfIdent ? ownDepth : FRAMES)
      .map((frame) => `\n      at ${frame}`),
  ])
  return `deadlock: ${summary(ring)}${lines.join('')}`
}

function placesOf(ring: readonly BlockedThread[]): Map<number, readonly string[]> {
  const places = new Map<number, readonly string[]>([[selfIdent, ownFrames()]])
  if (ring.every(({ ident }) => ident === selfIdent)) return places
  for (const { ident, stack } of requestReport().threads) if (ident !== selfIdent) places.set(ident, stack)
  return places
}

function ownFrames(): readonly string[] {
  return programStack(captureStack().stack ?? '').frames
}

function summary(ring: readonly BlockedThread[]): string {
  const [first] = ring
  if (ring.length > 1) return `${ring.length} threads wait for each other`
  const itself = first !== undefined && first.holders.includes(first.ident)
  return itself ? 'a thread waits for itself' : 'a thread waits for one that has ended'
}

function describeWaiter({ object, holders, ident }: BlockedThread): string {
  const waiter = nameOfIdent(ident)
  if (load(object + O_TAG) === TAG_THREAD) return `${waiter} waits for the end of ${nameOf(object)}`
  const names = holders.map((holder) => (holder === ident ? 'itself' : nameOfIdent(holder)))
  if (load(object + O_TAG) === TAG_FUTURE || load(object + O_TAG) === TAG_GATE)
    return `${waiter} waits for ${describeObject(object)}, tasks of ${names.join(', ')}`
  const site = siteOf(object)
  const since = site === undefined ? '' : ` since ${site}`
  return `${waiter} waits for ${describeObject(object)}, held by ${names.join(', ')}${since}`
}

function nameOfIdent(ident: number): string {
  const block = threadOfIdent(ident)
  if (block === 0) return `thread ${ident}, which has ended`
  retain(block)
  try {
    return nameOf(block)
  } finally {
    drop(block)
  }
}
