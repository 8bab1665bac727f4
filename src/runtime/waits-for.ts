/**
 * Who waits for whom: a snapshot of all live threads, and who of them can never go on.
 *
 * A thread counts as *blocked* while it sleeps, without a deadline, on a word of an object that still has the value it
 * went to sleep on. Every other thread may run, and what may run may end anything that anybody can end: set an event,
 * put, notify, release a Lock (any thread that has the lock may). Only holders can end a wait for a thread's end, for an
 * RLock or an RWLock, and for a Lock that no other thread has; only workers a wait for a task of their pool. From the threads that may run, all that they may wake is
 * found, then all that those may wake, until nothing is added; who is left is stuck.
 *
 * Nothing is locked meanwhile, so a snapshot is taken twice (*double collect*): a thread that is blocked both times with
 * the same T_WAIT_SEQ has not run in between, so the waits that were read existed all at one instant.
 */
import { load } from '#atomics'
import {
  NON_DAEMON,
  O_REFS,
  O_TAG,
  T_IDENT,
  T_STATE,
  T_WAIT_SEQ,
  T_WAIT_TIMED,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  T_WAITS_VALUE,
  TAG_FUTURE,
  TAG_GATE,
  TAG_LOCK,
  TAG_THREAD,
} from '../core/layout.ts'
import { TIMED } from '../core/park.ts'
import { holdersOf } from './describe-object.ts'
import { liveThreads } from './registry.ts'
import { drop, STATE_RUNNING } from './thread-block.ts'
import { endersOfFuture, endersOfGate } from './waited-futures.ts'

/** A thread that sleeps without a deadline. */
export interface BlockedThread {
  readonly block: number
  readonly ident: number
  /** How often it had begun to sleep: another number means that it has run since. */
  readonly seq: number
  /** Address of the object it waits for; of a thread's block when it joins. */
  readonly object: number
  /** Idents of those who alone can end the wait; none: nobody; undefined: any running thread. */
  readonly needs: readonly number[] | undefined
  /** Whether one of those is enough. */
  readonly oneIsEnough: boolean
  /** Idents of those who hold the object, or run the task of the future. */
  readonly holders: readonly number[]
}

export interface Snapshot {
  /** Blocks of all live threads: valid as names only. */
  readonly threads: readonly number[]
  /** The blocked ones by ident. */
  readonly blocked: ReadonlyMap<number, BlockedThread>
}

export function takeSnapshot(): Snapshot {
  const threads = liveThreads()
  const blocked = new Map<number, BlockedThread>()
  for (const block of threads) {
    const thread = readBlocked(block)
    if (thread !== undefined) blocked.set(thread.ident, thread)
    drop(block)
  }
  return { threads, blocked }
}

/** What the thread waits for, undefined while it may run. The caller knows that the block is a live thread's. */
export function readBlocked(block: number): BlockedThread | undefined {
  const seq = load(block + T_WAIT_SEQ)
  const word = load(block + T_WAITS_FOR)
  const object = load(block + T_WAITS_OBJECT)
  // main has failed and waits for the others' end: it will do nothing for anybody any more
  if (word === NON_DAEMON)
    return {
      block,
      ident: load(block + T_IDENT),
      seq,
      object: 0,
      needs: [],
      oneIsEnough: false,
      holders: [],
    }
  const awake = word === 0 || object === 0 || load(block + T_WAIT_TIMED) === TIMED
  if (awake || load(block + T_STATE) !== STATE_RUNNING || load(word) !== load(block + T_WAITS_VALUE))
    return undefined
  const tag = load(object + O_TAG)
  const holders = tag === TAG_THREAD ? [load(object + T_IDENT)] : endersOf(object, word)
  const onlyHolders = holders.length > 0 && (tag !== TAG_LOCK || load(object + O_REFS) === 1)
  const thread = {
    block,
    ident: load(block + T_IDENT),
    seq,
    object,
    holders,
    needs: onlyHolders ? holders : undefined,
    oneIsEnough: tag === TAG_FUTURE || tag === TAG_GATE,
  }
  // it may have gone on while this was read
  return load(block + T_WAITS_FOR) === word && load(block + T_WAIT_SEQ) === seq ? thread : undefined
}

/** Those of the blocked threads that nobody can wake any more. */
export function stuckThreads({ threads, blocked }: Snapshot): ReadonlyMap<number, BlockedThread> {
  const stuck = new Map(blocked)
  for (let before = -1; before !== stuck.size;) {
    before = stuck.size
    const anybodyRuns = stuck.size < threads.length
    for (const thread of stuck.values()) {
      if (mayGoOn(thread, anybodyRuns, (ident) => alive(ident, threads, stuck))) stuck.delete(thread.ident)
    }
  }
  return stuck
}

function mayGoOn(
  { needs, oneIsEnough }: BlockedThread,
  anybodyRuns: boolean,
  mayRun: (ident: number) => boolean,
): boolean {
  if (needs === undefined) return anybodyRuns
  return oneIsEnough ? needs.some(mayRun) : needs.length > 0 && needs.every(mayRun)
}

/** Idents of those who hold the object, or of whom one must finish a task first; empty when anybody may end the wait. */
export function endersOf(object: number, word: number): readonly number[] {
  const tag = load(object + O_TAG)
  if (tag === TAG_FUTURE) return endersOfFuture(object)
  return tag === TAG_GATE ? endersOfGate(object) : holdersOf(object, word)
}

/** Whether this thread may run. One that has ended holding something will never let go of it. */
function alive(
  ident: number,
  threads: readonly number[],
  stuck: ReadonlyMap<number, BlockedThread>,
): boolean {
  return !stuck.has(ident) && threads.some((block) => load(block + T_IDENT) === ident)
}

/** Whether the threads of `stuck` were blocked in the same waits all the while, and no thread has come since. */
export function stillStuck(stuck: ReadonlyMap<number, BlockedThread>, first: Snapshot): boolean {
  const second = takeSnapshot()
  if (second.threads.length !== first.threads.length) return false
  if (second.threads.some((block, index) => block !== first.threads[index])) return false
  const again = stuckThreads(second)
  return [...stuck.values()].every(({ ident, seq }) => again.get(ident)?.seq === seq)
}
