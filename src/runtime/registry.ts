/**
 * The live threads: a doubly linked list of their blocks, REGISTRY_HEAD, guarded by REGISTRY_LOCK.
 * A thread is on it from its start() (still in limbo) until just before its state is DONE, so that a joined thread is
 * never listed.
 *
 * IDENT_TABLE is a shortcut from an ident to the block: the slot names the thread of that ident that was enrolled last,
 * or nobody. A thread whose slot was taken over by a younger one is found on the list.
 */
import { add, load, store } from '#atomics'
import {
  ALIVE,
  IDENT_SLOTS,
  IDENT_TABLE,
  REGISTRY_HEAD,
  REGISTRY_LOCK,
  T_IDENT,
  T_NEXT,
  T_PREVIOUS,
  T_REFS,
} from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { selfIdent } from './self.ts'

/** Puts a thread on the list. */
export function enroll(block: number): void {
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  const head = load(REGISTRY_HEAD)
  store(block + T_NEXT, head)
  store(block + T_PREVIOUS, 0)
  if (head !== 0) store(head + T_PREVIOUS, block)
  store(REGISTRY_HEAD, block)
  store(slotOf(load(block + T_IDENT)), block)
  release(REGISTRY_LOCK)
}

/** Takes a thread off the list. */
export function expel(block: number): void {
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  const next = load(block + T_NEXT)
  const previous = load(block + T_PREVIOUS)
  if (next !== 0) store(next + T_PREVIOUS, previous)
  store(previous === 0 ? REGISTRY_HEAD : previous + T_NEXT, next)
  add(ALIVE, -1)
  const slot = slotOf(load(block + T_IDENT))
  if (load(slot) === block) store(slot, 0)
  release(REGISTRY_LOCK)
}

/** Blocks of all live threads, oldest first, each with a reference added that the caller owns. */
export function liveThreads(): number[] {
  const blocks: number[] = []
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  for (let at = load(REGISTRY_HEAD); at !== 0; at = load(at + T_NEXT)) {
    add(at + T_REFS, 1)
    blocks.push(at)
  }
  release(REGISTRY_LOCK)
  return blocks.reverse()
}

/**
 * Block of the live thread with this ident, 0 when there is none. No reference is added: the thread may end at any time,
 * and what its block says then means nothing.
 */
export function threadOfIdent(ident: number): number {
  const guess = load(slotOf(ident))
  if (guess !== 0 && load(guess + T_IDENT) === ident) return guess
  let found = 0
  acquire(REGISTRY_LOCK, selfIdent, Infinity)
  for (let at = load(REGISTRY_HEAD); at !== 0 && found === 0; at = load(at + T_NEXT))
    if (load(at + T_IDENT) === ident) found = at
  release(REGISTRY_LOCK)
  return found
}

function slotOf(ident: number): number {
  return IDENT_TABLE + (ident % IDENT_SLOTS) * 4
}

/** How many threads are alive, those in limbo included. */
export function aliveCount(): number {
  return load(ALIVE)
}
