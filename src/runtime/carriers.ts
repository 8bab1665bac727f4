/**
 * Carriers: workers that run one thread after another. This file is how a thread gets one; `carrier.ts` is the carrier.
 *
 * Under POOL_LOCK: the stack of idle carriers (IDLE_HEAD, linked by C_NEXT, IDLE counts them), the queue of threads that
 * found none (PENDING_HEAD/TAIL, linked by T_PENDING_NEXT, PENDING counts them), BOOTING and CARRIERS.
 * A start pops an idle carrier and stores the thread into its C_THREAD, which the carrier sleeps on, both under the
 * lock: a carrier that retires sees there the thread it was given last; or the start appends the thread to the queue
 * and, when no carrier has come free for it soon, rings the supervisor, which boots one. A carrier that has nothing to
 * do takes from the queue before it lists itself as idle, under the same lock: so there is never an idle carrier beside a
 * queued thread.
 *
 * C_BOOTED and C_RETIRED: set once by the carrier. C_THREAD: 0 or the thread it runs; stored by the starter while the
 * carrier is idle, by the carrier otherwise. C_ASLEEP: raised by an idle carrier before its last look at C_THREAD, so a
 * starter that reads 0 after its store need not notify. C_DOOMED: set once under the lock, by the supervisor that is about
 * to terminate the worker, or by the carrier's own thread; the carrier retires after that thread.
 */
import { add, load, notify, store } from '#atomics'
import {
  BOOTING,
  C_ASLEEP,
  C_BOOTED,
  C_DOOMED,
  C_NATIVE_ID,
  C_NEXT,
  C_RETIRED,
  C_THREAD,
  C_WORKER,
  CARRIERS,
  IDLE,
  IDLE_HEAD,
  PENDING,
  PENDING_HEAD,
  PENDING_TAIL,
  POOL_LOCK,
  SUPERVISOR,
  T_CARRIER,
  T_JOINERS,
  T_NATIVE_ID,
  T_PENDING_NEXT,
  T_STATE,
  T_WORKER,
} from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import { acquire, release } from '../core/mutex.ts'
import { selfIdent } from './self.ts'
import { STATE_LIMBO, STATE_STARTING } from './thread-block.ts'

/** Gives the thread to an idle carrier, or queues it. @returns whether it has its carrier. */
export function dispatch(thread: number): boolean {
  acquire(POOL_LOCK, selfIdent, Infinity)
  const carrier = giveOrQueue(thread)
  release(POOL_LOCK)
  if (carrier === 0) return false
  wakeCarrier(carrier)
  return true
}

/** Has the supervisor boot a carrier if there are too few for the queue. */
export function askForCarrier(): void {
  ring(load(SUPERVISOR))
}

/** The carrier's side: the next queued thread, 0 after it has been listed as idle or has retired. */
export function nextOrIdle(carrier: number): number {
  acquire(POOL_LOCK, selfIdent, Infinity)
  if (load(carrier + C_DOOMED) !== 0) {
    store(carrier + C_THREAD, 0)
    markRetired(carrier)
    release(POOL_LOCK)
    return 0
  }
  const thread = dequeue()
  store(carrier + C_THREAD, thread)
  if (thread === 0) {
    store(carrier + C_NEXT, load(IDLE_HEAD))
    store(IDLE_HEAD, carrier)
    add(IDLE, 1)
  } else {
    assign(carrier, thread)
  }
  release(POOL_LOCK)
  return thread
}

/** The carrier that runs `thread` runs no other after it. @returns its address; 0 when the thread has ended. */
export function doomCarrier(thread: number): number {
  acquire(POOL_LOCK, selfIdent, Infinity)
  let carrier = load(thread + T_CARRIER)
  if (carrier !== 0 && load(carrier + C_THREAD) === thread) store(carrier + C_DOOMED, 1)
  else carrier = 0
  release(POOL_LOCK)
  return carrier
}

/** A booted carrier reports for duty. */
export function enterService(carrier: number): void {
  acquire(POOL_LOCK, selfIdent, Infinity)
  store(carrier + C_BOOTED, 1)
  add(BOOTING, -1)
  add(CARRIERS, 1)
  release(POOL_LOCK)
}

/**
 * An idle carrier retires when more than `keep` are idle.
 * @returns false when it is needed or has just got a thread.
 */
export function retireIfSpare(carrier: number, keep: number): boolean {
  acquire(POOL_LOCK, selfIdent, Infinity)
  const leave = load(IDLE) > keep && unlistIdle(carrier)
  if (leave) markRetired(carrier)
  release(POOL_LOCK)
  return leave
}

/**
 * A carrier that must not run another thread retires; a thread that it was given meanwhile goes to another idle
 * one, or back to the queue.
 */
export function retire(carrier: number): void {
  acquire(POOL_LOCK, selfIdent, Infinity)
  unlistIdle(carrier)
  markRetired(carrier)
  const thread = load(carrier + C_THREAD)
  store(carrier + C_THREAD, 0)
  if (thread !== 0) store(thread + T_STATE, STATE_LIMBO)
  const other = thread === 0 ? 0 : giveOrQueue(thread)
  release(POOL_LOCK)
  if (other !== 0) wakeCarrier(other)
  else if (thread !== 0) ring(load(SUPERVISOR))
}

/** A carrier's worker has ended: unlist it. @returns the thread it was running, or 0. */
export function forgetCarrier(carrier: number): number {
  acquire(POOL_LOCK, selfIdent, Infinity)
  unlistIdle(carrier)
  if (load(carrier + C_BOOTED) === 0) add(BOOTING, -1)
  else if (load(carrier + C_RETIRED) === 0) add(CARRIERS, -1)
  release(POOL_LOCK)
  return load(carrier + C_THREAD)
}

/** Takes the oldest thread off the queue when more are queued than carriers are booting. @returns 0 when not. */
export function takeHopeless(): number {
  acquire(POOL_LOCK, selfIdent, Infinity)
  const thread = load(PENDING) > load(BOOTING) ? dequeue() : 0
  release(POOL_LOCK)
  return thread
}

/** Takes `thread` off the queue, if it is still there. */
export function abandon(thread: number): boolean {
  acquire(POOL_LOCK, selfIdent, Infinity)
  let before = 0
  let at = load(PENDING_HEAD)
  while (at !== 0 && at !== thread) {
    before = at
    at = load(at + T_PENDING_NEXT)
  }
  if (at !== 0) {
    const next = load(at + T_PENDING_NEXT)
    store(before === 0 ? PENDING_HEAD : before + T_PENDING_NEXT, next)
    if (next === 0) store(PENDING_TAIL, before)
    add(PENDING, -1)
  }
  release(POOL_LOCK)
  return at !== 0
}

function markRetired(carrier: number): void {
  store(carrier + C_RETIRED, 1)
  add(CARRIERS, -1)
}

/** Under POOL_LOCK. @returns the carrier that has it now, to be woken after the release; 0 when the thread is queued. */
function giveOrQueue(thread: number): number {
  const carrier = load(IDLE_HEAD)
  if (carrier === 0) {
    enqueue(thread)
    return 0
  }
  popIdle(carrier)
  assign(carrier, thread)
  store(carrier + C_THREAD, thread)
  return carrier
}

function wakeCarrier(carrier: number): void {
  if (load(carrier + C_ASLEEP) !== 0) notify(carrier + C_THREAD, 1)
}

function assign(carrier: number, thread: number): void {
  store(thread + T_CARRIER, carrier)
  store(thread + T_NATIVE_ID, load(carrier + C_NATIVE_ID))
  store(thread + T_WORKER, load(carrier + C_WORKER))
  store(thread + T_STATE, STATE_STARTING)
  // its starter sleeps on the state while it is in limbo
  if (load(thread + T_JOINERS) !== 0) notify(thread + T_STATE, Infinity)
}

function popIdle(carrier: number): void {
  store(IDLE_HEAD, load(carrier + C_NEXT))
  add(IDLE, -1)
}

function unlistIdle(carrier: number): boolean {
  let before = 0
  for (let at = load(IDLE_HEAD); at !== 0; at = load(at + C_NEXT)) {
    if (at === carrier) {
      store(before === 0 ? IDLE_HEAD : before + C_NEXT, load(at + C_NEXT))
      add(IDLE, -1)
      return true
    }
    before = at
  }
  return false
}

function enqueue(thread: number): void {
  store(thread + T_PENDING_NEXT, 0)
  const tail = load(PENDING_TAIL)
  store(tail === 0 ? PENDING_HEAD : tail + T_PENDING_NEXT, thread)
  store(PENDING_TAIL, thread)
  add(PENDING, 1)
}

function dequeue(): number {
  const thread = load(PENDING_HEAD)
  if (thread === 0) return 0
  const next = load(thread + T_PENDING_NEXT)
  store(PENDING_HEAD, next)
  if (next === 0) store(PENDING_TAIL, 0)
  add(PENDING, -1)
  return thread
}
