/**
 * A barrier: threads wait until as many as it has parties have come, then all go on together, again and again.
 *
 * Who comes takes a ticket (core/ticket.ts) and waits for it; the last of a cycle takes none and signals all tickets,
 * each with its holder's index. A ticket that has been signalled is out of the barrier's reach, so the next cycle may
 * begin at once: nobody has to have left before, and nobody can overtake.
 *
 * B_MUTEX guards B_BROKEN, B_RUNNER, B_SPOILED and who enters B_LIST: all that is decided about a cycle is decided under
 * it. It is held for a few stores, never while the action runs or a thread waits.
 *
 * How many wait is the length of B_LIST, counted where it matters: a waiter that is interrupted, or whose thread ends,
 * leaves by leaving the list.
 *
 * With an action the last one becomes B_RUNNER for its duration. The cycle is full then: timeouts no longer break it,
 * and who comes meanwhile waits at the door: B_DOOR counts the changes it waits for, which are notified. If the barrier
 * is aborted or reset during the action, B_SPOILED tells the runner.
 */
import { add, load, notify, store } from '#atomics'
import { deadlineAfter } from './clock.ts'
import {
  B_ACTS,
  B_BROKEN,
  B_DOOR,
  B_DOOR_LIST,
  B_LIST,
  B_MUTEX,
  B_PARTIES,
  B_RUNNER,
  B_SPOILED,
  W_STATE,
} from './layout.ts'
import { acquire, breakDead, release } from './mutex.ts'
import { park } from './park.ts'
import { takeTicket, waitForSignal } from './ticket.ts'
import { buryWaiters, countWaiters, signalAll, signalNumbered, WAITING } from './wait-list.ts'

/** Why a barrier is broken: B_BROKEN, B_SPOILED, and the code of a ticket whose cycle broke. */
export const BY_TIMEOUT = 1
export const BY_CANCEL = 2
export const BY_ABORT = 3
export const BY_RESET = 4
export const BY_ACTION = 5
export const BY_DEATH = 6

/** What {@link enter} found, other than a reason above: a ticket was taken. */
export const WAITS = 8
/** The caller came last and has to run the action, then call {@link finish}. */
export const RUNS = 9
/** The action of the cycle before runs: wait at the door. */
export const BUSY = 10
/** From here on: the cycle is complete, and the caller's index is the code less this. */
export const RELEASED = 16

export function isBroken(barrier: number): boolean {
  return load(barrier + B_BROKEN) !== 0
}

/** How many wait at this moment; while the action runs, all parties. */
export function countWaiting(barrier: number, owner: number): number {
  if (isBroken(barrier)) return 0
  const runs = load(barrier + B_RUNNER) !== 0 && load(barrier + B_SPOILED) === 0
  return countWaiters(barrier + B_LIST, owner) + (runs ? 1 : 0)
}

export function isBusy(barrier: number): boolean {
  return load(barrier + B_RUNNER) !== 0
}

/** Whether this thread runs the action: it can't wait for the barrier, which waits for it. */
export function isRunner(barrier: number, ident: number): boolean {
  return load(barrier + B_RUNNER) === ident
}

/**
 * One more comes.
 * @param takeTicket - puts a waiter on B_LIST; called under B_MUTEX.
 * @returns WAITS, RUNS, BUSY, RELEASED + index, or why the barrier is broken.
 */
export function enter(barrier: number, owner: number, takeTicket: () => void): number {
  return decide(barrier, owner, () => {
    const broken = load(barrier + B_BROKEN)
    if (broken !== 0) return broken
    if (load(barrier + B_RUNNER) !== 0) return BUSY
    const index = load(barrier + B_PARTIES) - 1
    if (countWaiters(barrier + B_LIST, owner) < index) {
      takeTicket()
      return WAITS
    }
    if (load(barrier + B_ACTS) !== 0) {
      store(barrier + B_RUNNER, owner)
      return RUNS
    }
    signalNumbered(barrier + B_LIST, owner, RELEASED)
    return RELEASED + index
  })
}

/**
 * Comes, and blocks until the cycle is complete.
 * @returns as {@link enter}, but WAITS; BUSY only when the caller itself runs the action.
 */
export function arrive(barrier: number, thread: number, owner: number, timeoutMs: number): number {
  for (;;) {
    const door = load(barrier + B_DOOR)
    let ticket = 0
    const entered = enter(barrier, owner, () => {
      ticket = takeTicket(barrier + B_LIST, thread, owner)
    })
    if (entered === WAITS) {
      const expire = (waiter: number): void => giveUp(barrier, waiter, owner, BY_TIMEOUT)
      const deadline = deadlineAfter(timeoutMs)
      return waitForSignal(barrier + B_LIST, ticket, owner, deadline, barrier, undefined, expire)
    }
    if (entered !== BUSY || isRunner(barrier, owner)) return entered
    park(barrier + B_DOOR, door, Infinity, barrier)
  }
}

/**
 * The action has ended: releases the cycle, or breaks it when the action failed.
 * @returns RELEASED + index of the runner, or why the cycle is broken.
 */
export function finish(barrier: number, owner: number, failed: boolean): number {
  return decide(barrier, owner, () => {
    const spoiled = load(barrier + B_SPOILED)
    store(barrier + B_RUNNER, 0)
    store(barrier + B_SPOILED, 0)
    if (spoiled === 0 && failed) breakCycle(barrier, owner, BY_ACTION)
    if (spoiled === 0 && !failed) signalNumbered(barrier + B_LIST, owner, RELEASED)
    openDoor(barrier, owner)
    if (spoiled !== 0) return spoiled
    return failed ? BY_ACTION : RELEASED + load(barrier + B_PARTIES) - 1
  })
}

/** Breaks the barrier until its reset: all who wait are told why. */
export function breakBarrier(barrier: number, owner: number, why: number): void {
  decide(barrier, owner, () => breakCycle(barrier, owner, why))
}

/** Breaks the barrier for a waiter whose time is up; not when it has been signalled, nor when it waits for the action only. */
export function giveUp(barrier: number, waiter: number, owner: number, why: number): void {
  decide(barrier, owner, () => {
    if (load(waiter + W_STATE) === WAITING && load(barrier + B_RUNNER) === 0) breakCycle(barrier, owner, why)
  })
}

/** Makes the barrier as new; who waits is told. */
export function reset(barrier: number, owner: number): void {
  decide(barrier, owner, () => {
    breakCycle(barrier, owner, BY_RESET)
    store(barrier + B_BROKEN, 0)
  })
}

/** A party has died: breaks the barrier if it waited, ran the action, or was about to change something. */
export function buryParty(barrier: number, thread: number, ident: number, owner: number): void {
  const torn = breakDead(barrier + B_MUTEX, ident)
  const waited = buryWaiters(barrier + B_LIST, thread, ident, owner) > 0
  buryWaiters(barrier + B_DOOR_LIST, thread, ident, owner)
  const ran = load(barrier + B_RUNNER) === ident
  if (ran) {
    store(barrier + B_RUNNER, 0)
    store(barrier + B_SPOILED, 0)
  }
  if (torn || waited || ran) breakBarrier(barrier, owner, BY_DEATH)
}

/** The caller holds B_MUTEX. */
function breakCycle(barrier: number, owner: number, why: number): void {
  if (load(barrier + B_BROKEN) === 0) store(barrier + B_BROKEN, why)
  if (load(barrier + B_RUNNER) !== 0) store(barrier + B_SPOILED, why)
  signalAll(barrier + B_LIST, owner, why)
  openDoor(barrier, owner)
}

function openDoor(barrier: number, owner: number): void {
  add(barrier + B_DOOR, 1)
  notify(barrier + B_DOOR, Infinity)
  signalAll(barrier + B_DOOR_LIST, owner)
}

function decide<R>(barrier: number, owner: number, decision: () => R): R {
  acquire(barrier + B_MUTEX, owner, Infinity)
  try {
    return decision()
  } finally {
    release(barrier + B_MUTEX)
  }
}
