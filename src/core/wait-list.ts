/**
 * Wait lists: who waits for an object, in the order of coming.
 *
 * A list is three words inside the object it belongs to: { mutex, head, tail }. An entry, a *waiter*, is a block of its
 * own; it stands for one pending promise of one thread, or for one blocked thread. Whoever signals a waiter takes it
 * off the list for good and hands it a code ≥ 1: a signal is a ticket in one waiter's hands, so a thread whose event
 * loop is busy can delay only itself, and a waiter that has given up can never swallow it.
 *
 * W_STATE: WAITING while on the list, the signal's code when taken off; written under the list's mutex only, so a
 * signal and a timeout can't both win. W_KIND says how the signal arrives:
 *   PARKED       the thread sleeps on W_STATE; it frees the waiter itself
 *   GATED        as PARKED, but the thread sleeps on the word at W_PAYLOAD, which stands for several waiters and rises by
 *                1 with each signal; all of it under the list's mutex, so a thread that has left the list may free it
 *   MAIL_SIGNAL  the waiter goes into its thread's mailbox (core/mailbox.ts) and belongs to it from then on
 * A withdrawn waiter is freed at once.
 *
 * A delivery happens under the list's mutex too: whoever has failed to withdraw a waiter knows that it lies in the
 * mailbox, so a thread that has withdrawn or collected all its waiters is out of reach and its block may be freed.
 * A parked waiter may be gone as soon as W_STATE is stored; the notify after it wakes nobody then, or somebody who
 * looks and sleeps on.
 */
import { add, load, notify, store } from '#atomics'
import { allocate, free } from './arena.ts'
import { W_KIND, W_MAIL_NEXT, W_NEXT, W_PAYLOAD, W_STATE, W_THREAD, WAITER_BYTES } from './layout.ts'
import { deliver, MAIL_SIGNAL } from './mailbox.ts'
import { acquire, breakDead, release } from './mutex.ts'
import { oweWake } from './owed-wakes.ts'

/** W_STATE of a waiter that nobody has signalled. */
export const WAITING = 0
/** The signal of lists that need only one. */
export const SIGNALED = 1
/** W_KIND of a waiter whose thread sleeps; the other kinds are those of mail. */
export const PARKED = 16
/** W_KIND of a waiter whose thread sleeps for several of them. */
export const GATED = 17

/** Offsets inside the list. */
const MUTEX = 0
const HEAD = 4
const TAIL = 8

/** Appends a new waiter of the thread whose block is `thread`. @returns the waiter's address. */
export function enlist(
  list: number,
  thread: number,
  owner: number,
  kind: number = MAIL_SIGNAL,
  gate: number = 0,
): number {
  const waiter = allocate(WAITER_BYTES)
  store(waiter + W_NEXT, 0)
  store(waiter + W_STATE, WAITING)
  store(waiter + W_THREAD, thread)
  store(waiter + W_MAIL_NEXT, 0)
  store(waiter + W_KIND, kind)
  store(waiter + W_PAYLOAD, gate)
  acquire(list + MUTEX, owner, Infinity)
  const tail = load(list + TAIL)
  store(tail === 0 ? list + HEAD : tail + W_NEXT, waiter)
  store(list + TAIL, waiter)
  release(list + MUTEX)
  return waiter
}

/**
 * The waiter gives up. @returns false when it has been signalled already: the signal is its own then, and the waiter
 * lies in its thread's mailbox, or is the parked thread's to free.
 */
export function withdraw(list: number, waiter: number, owner: number): boolean {
  acquire(list + MUTEX, owner, Infinity)
  const waiting = load(waiter + W_STATE) === WAITING
  if (waiting) unlink(list, waiter)
  release(list + MUTEX)
  if (waiting) free(waiter, WAITER_BYTES)
  return waiting
}

/** Is anybody on the list? Exact under the list's mutex; else only for a reader that made its own change known first. */
export function hasWaiters(list: number): boolean {
  return load(list + HEAD) !== 0
}

/** How many are on the list at this moment. */
export function countWaiters(list: number, owner: number): number {
  if (!hasWaiters(list)) return 0
  let count = 0
  acquire(list + MUTEX, owner, Infinity)
  for (let at = load(list + HEAD); at !== 0; at = load(at + W_NEXT)) count += 1
  release(list + MUTEX)
  return count
}

/**
 * Blocks of the threads with a promise on the list, for reports. The threads may have ended.
 * @returns none when the list's mutex is not free before the deadline: its holder may have died.
 */
export function awaitingThreads(list: number, owner: number, deadlineMs: number): number[] {
  const threads: number[] = []
  if (!hasWaiters(list) || !acquire(list + MUTEX, owner, deadlineMs)) return threads
  for (let at = load(list + HEAD); at !== 0; at = load(at + W_NEXT)) {
    if (load(at + W_KIND) < PARKED) threads.push(load(at + W_THREAD))
  }
  release(list + MUTEX)
  return threads
}

/** Signals every waiter of the list. @returns how many. */
export function signalAll(list: number, owner: number, code: number = SIGNALED): number {
  return signal(list, owner, Infinity, code, () => true)
}

/** Signals every waiter, each with a code of its own: `first` for the one that came first, `first + 1` for the next. */
export function signalNumbered(list: number, owner: number, first: number): number {
  return signal(list, owner, Infinity, first, () => true, 1)
}

/**
 * Signals the `count` waiters that came first, no more. @returns how many there were.
 *
 * @param granted - told each waiter's address before the waiter can know: for noting whose the granted thing is now.
 * @param locked - the caller holds a lock that they need next: those that sleep are woken when it frees that.
 */
export function signalFirst(
  list: number,
  owner: number,
  count: number,
  code: number = SIGNALED,
  granted?: (waiter: number) => void,
  locked: boolean = false,
): number {
  const chooses = (waiter: number): true => {
    granted?.(waiter)
    return true
  }
  return signal(list, owner, count, code, chooses, 0, locked)
}

/**
 * Signals the first `count` waiters of each thread on the list: among them are those who will get what was freed, and
 * none depends on another thread's busy event loop to come to it.
 */
export function signalEachThread(list: number, owner: number, count: number = 1): void {
  if (!hasWaiters(list)) return
  const chosen = new Map<number, number>()
  signal(list, owner, Infinity, SIGNALED, (waiter) => {
    const thread = load(waiter + W_THREAD)
    const before = chosen.get(thread) ?? 0
    chosen.set(thread, before + 1)
    return before < count
  })
}

/**
 * Wakes whoever is to have one thing of several: the first waiter whose thread sleeps, and before it the first of every
 * thread that awaits, since its loop may be busy for long. So the thing never lies there while a thread could take it.
 */
export function signalNext(list: number, owner: number): void {
  if (!hasWaiters(list)) return
  acquire(list + MUTEX, owner, Infinity)
  const chosen: number[] = []
  let before = 0
  for (let at = load(list + HEAD); at !== 0;) {
    const next = load(at + W_NEXT)
    const thread = load(at + W_THREAD)
    const parked = load(at + W_KIND) === PARKED
    if (parked || !chosen.includes(thread)) {
      takeOff(list, before, at)
      hand(at, SIGNALED)
      if (parked) break
      chosen.push(thread)
    } else before = at
    at = next
  }
  release(list + MUTEX)
}

function signal(
  list: number,
  owner: number,
  most: number,
  code: number,
  chooses: (waiter: number) => boolean,
  step: number = 0,
  locked: boolean = false,
): number {
  if (!hasWaiters(list)) return 0
  let signalled = 0
  acquire(list + MUTEX, owner, Infinity)
  let before = 0
  for (let at = load(list + HEAD); at !== 0 && signalled < most;) {
    const next = load(at + W_NEXT)
    if (chooses(at)) {
      takeOff(list, before, at)
      hand(at, code + step * signalled, locked)
      signalled += 1
    } else before = at
    at = next
  }
  release(list + MUTEX)
  return signalled
}

/** The waiter is off the list; a parked one may be gone after the store of its state. */
function hand(waiter: number, code: number, locked: boolean = false): void {
  const kind = load(waiter + W_KIND)
  const thread = load(waiter + W_THREAD)
  const gate = load(waiter + W_PAYLOAD)
  store(waiter + W_STATE, code)
  if (kind === PARKED) {
    if (locked) oweWake(waiter + W_STATE)
    else notify(waiter + W_STATE, 1)
  } else if (kind === GATED) {
    add(gate, 1)
    notify(gate, 1)
  } else deliver(thread, waiter)
}

/**
 * Strikes the waiters of a dead thread off, after freeing the list's mutex if it died holding it. @returns how many.
 *
 * Every store of an append or a removal leaves the chain from the head whole; only the tail may be left behind.
 */
export function buryWaiters(list: number, thread: number, ident: number, owner: number): number {
  breakDead(list + MUTEX, ident)
  if (!hasWaiters(list)) return 0
  let buried = 0
  acquire(list + MUTEX, owner, Infinity)
  let before = 0
  for (let at = load(list + HEAD); at !== 0;) {
    const next = load(at + W_NEXT)
    if (load(at + W_THREAD) === thread) {
      store(before === 0 ? list + HEAD : before + W_NEXT, next)
      free(at, WAITER_BYTES)
      buried += 1
    } else before = at
    at = next
  }
  store(list + TAIL, before)
  release(list + MUTEX)
  return buried
}

/** The caller holds the list's mutex. */
function unlink(list: number, waiter: number): void {
  let before = 0
  for (let at = load(list + HEAD); at !== waiter; at = load(at + W_NEXT)) before = at
  takeOff(list, before, waiter)
}

function takeOff(list: number, before: number, waiter: number): void {
  const next = load(waiter + W_NEXT)
  store(before === 0 ? list + HEAD : before + W_NEXT, next)
  if (next === 0) store(list + TAIL, before)
}
