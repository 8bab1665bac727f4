/**
 * The deadlock detector: an endless wait that can never end throws DeadlockError instead.
 *
 * It looks before such a wait begins to sleep, and ever more rarely while it lasts (core/park.ts); a mutex that is free,
 * or comes free while its waiter spins, never gets here. The first look only walks from holder to holder: it leads
 * somewhere when the walk comes back to this thread. Then the whole graph is read (waits-for.ts), twice.
 *
 * What is reported is a *ring*: threads of which each holds what the one before waits for. In a ring of joins and RLocks
 * the wait is certain to be endless; with a Lock in it, another thread could still release that one, so it is certain
 * only when no thread that may run is left, or none else has the lock. A ring of locks that is not certain is warned of
 * after half a second: some thread may yet release one of them, but it is hardly meant. Threads that all wait for
 * events are nobody's ring: a signal handler may still set one.
 *
 * One thread of a ring throws, the one that closes it; who finds that a ring has become certain later wakes up the one
 * that began to wait last. Under
 * DEADLOCK_LOCK the victim takes its wait back before anybody else decides, so one ring has one victim.
 */
import { load, notify, store } from '#atomics'
import {
  DEADLOCK_LOCK,
  O_TAG,
  T_STATE,
  T_WAIT_SINCE,
  T_WAIT_TIMED,
  T_WAITS_FOR,
  T_WAITS_OBJECT,
  TAG_FUTURE,
  TAG_GATE,
  TAG_THREAD,
} from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { FIRM, onEndlessWait, TIMED } from '../core/park.ts'
import { deadlockPolicy } from './deadlock-policy.ts'
import type { DeadlockPolicy } from './deadlock-policy.ts'
import { deadlockError, deadlockText } from './deadlock-report.ts'
import { threadOfIdent } from './registry.ts'
import { self, selfIdent } from './self.ts'
import { STATE_DONE } from './thread-block.ts'
import { endersOf, stillStuck, stuckThreads, takeSnapshot } from './waits-for.ts'
import type { BlockedThread } from './waits-for.ts'
import { writeNow } from './whole-write.ts'

/** Longer walks from holder to holder are left to the full look. */
const LONGEST_WALK = 64

/** Looks of the wait that lasts. */
let looks = 0
/** What has been warned of, until the thread goes on to other waits. */
let warnedOf = ''

/** Called once in every thread that has objects of the program. */
export function watchForDeadlocks(): void {
  onEndlessWait(inspect)
}

function inspect(first: boolean): void {
  looks = first ? 0 : looks + 1
  if (!closesRing()) {
    warnedOf = ''
    return
  }
  const policy = deadlockPolicy()
  if (policy === 'off') return
  const snapshot = takeSnapshot()
  const stuck = stuckThreads(snapshot)
  const ring = ringFrom(stuck)
  if (ring === undefined) {
    if (looks > 1) warnOfLikely(ringFrom(snapshot.blocked))
    return
  }
  if (!isVictim(ring, first, policy, () => stillStuck(stuck, snapshot))) return
  if (policy === 'throw') throw deadlockError(ring)
  warnOnce(ring, deadlockText(ring))
}

/** Whether the walk from holder to holder, beginning with what this thread waits for, may come back to it. */
function closesRing(): boolean {
  let at = self
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const object = load(at + T_WAITS_OBJECT)
    const next = load(object + O_TAG) === TAG_THREAD ? object : soleHolder(object, load(at + T_WAITS_FOR))
    if (next === 0) return false
    if (next === self || next === UNCLEAR || load(next + T_STATE) === STATE_DONE) return true
    if (load(next + T_WAITS_FOR) === 0 || load(next + T_WAIT_TIMED) === TIMED) return false
    at = next
  }
  return true
}

const UNCLEAR = -1

/** Block of the thread that holds the object, or that word of it, 0 when nobody does, UNCLEAR when several do, or one that has ended. */
function soleHolder(object: number, word: number): number {
  const [ident, ...others] = endersOf(object, word)
  if (ident === undefined) return 0
  if (others.length === 0) return threadOfIdent(ident) || UNCLEAR
  // the first look must be cheap: mostly, one of the pool's workers is about to take the task
  const tag = load(object + O_TAG)
  return looks === 0 && (tag === TAG_FUTURE || tag === TAG_GATE) ? 0 : UNCLEAR
}

/**
 * Follows the holders from this thread to the ring it is in or leads to. A thread that waits for what one holds who is
 * not among the waiting is a ring of its own: among stuck threads, that one has ended. Undefined where nobody holds
 * what the last one waits for.
 */
function ringFrom(waiting: ReadonlyMap<number, BlockedThread>): BlockedThread[] | undefined {
  const path: BlockedThread[] = []
  for (let at = waiting.get(selfIdent); at !== undefined;) {
    const seen = path.indexOf(at)
    if (seen >= 0) return path.slice(seen)
    path.push(at)
    const held: number | undefined = at.holders.find((ident) => waiting.has(ident))
    if (held === undefined) return at.holders.length > 0 ? [at] : undefined
    at = waiting.get(held)
  }
  return undefined
}

/**
 * Decides, for one thread at a time, whether this thread is to give its wait up: it closes a ring that still stands, or
 * began to wait last in it. Otherwise the one that did is woken to look for itself.
 */
function isVictim(
  ring: readonly BlockedThread[],
  first: boolean,
  policy: DeadlockPolicy,
  stillStands: () => boolean,
): boolean {
  acquire(DEADLOCK_LOCK, selfIdent, Infinity)
  try {
    if (!stillStands()) return false
    const victim = (first ? ring.find(({ block }) => block === self) : undefined) ?? latest(ring)
    if (victim.block !== self) {
      notify(load(victim.block + T_WAITS_FOR), Infinity)
      return false
    }
    // from here on this thread runs, and the ring is none any more
    if (policy === 'throw') store(self + T_WAITS_FOR, 0)
    return true
  } finally {
    release(DEADLOCK_LOCK)
  }
}

/**
 * Who began to wait last, of those whose wait an error may end; of all where there is none such, and nobody gives up then.
 * Times are truncated to 32 bits, so they are compared by their difference.
 */
function latest(ring: readonly BlockedThread[]): BlockedThread {
  const able = ring.filter(({ block }) => load(block + T_WAIT_TIMED) !== FIRM)
  return (able.length > 0 ? able : ring).reduce((last, thread) => {
    const later = (load(thread.block + T_WAIT_SINCE) - load(last.block + T_WAIT_SINCE)) | 0
    return later > 0 || (later === 0 && thread.ident > last.ident) ? thread : last
  })
}

function warnOfLikely(ring: BlockedThread[] | undefined): void {
  if (ring === undefined || ring.length < 2 || latest(ring).block !== self) return
  if (ring.some(({ object }) => load(object + O_TAG) === TAG_THREAD)) return
  warnOnce(
    ring,
    `likely ${deadlockText(ring)}\n  (no thread of these can go on unless another one releases what they hold)`,
  )
}

function warnOnce(ring: readonly BlockedThread[], text: string): void {
  const wait = ring.map(({ ident, object }) => `${ident} ${object}`).join()
  if (warnedOf === wait) return
  warnedOf = wait
  writeNow(2, `Warning: ${text}\n`)
}
