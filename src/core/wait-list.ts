/**
 * Wait lists: threads that await an object instead of sleeping on its word.
 *
 * A list is three words inside the object it belongs to: { mutex, head, tail }. An entry, a *waiter*, is a block of its
 * own; it belongs to one pending promise of one thread. Whoever signals a waiter takes it off the list for good and
 * puts it into its thread's mailbox (core/mailbox.ts): a signal is a ticket in one waiter's hands, so a thread whose
 * event loop is busy can delay only itself, and a waiter that has given up can never swallow it.
 *
 * W_STATE: WAITING while on the list, SIGNALED when taken off; written under the list's mutex only, so a signal and a
 * timeout can't both win. A signalled waiter's block belongs to the mailbox, a withdrawn one is freed at once.
 *
 * The delivery happens under the list's mutex too: whoever has failed to withdraw a waiter knows that it lies in the
 * mailbox, so a thread that has withdrawn or collected all its waiters is out of reach and its block may be freed.
 */
import { load, store } from '#atomics'
import { allocate, free } from './arena.ts'
import { W_MAIL_NEXT, W_NEXT, W_STATE, W_THREAD, W_KIND, WAITER_BYTES } from './layout.ts'
import { deliver, MAIL_SIGNAL } from './mailbox.ts'
import { acquire, release } from './mutex.ts'

const WAITING = 0
const SIGNALED = 1

/** Offsets inside the list. */
const MUTEX = 0
const HEAD = 4
const TAIL = 8

/** Appends a new waiter of the thread whose block is `thread`. @returns the waiter's address. */
export function enlist(list: number, thread: number, owner: number): number {
  const waiter = allocate(WAITER_BYTES)
  store(waiter + W_NEXT, 0)
  store(waiter + W_STATE, WAITING)
  store(waiter + W_THREAD, thread)
  store(waiter + W_MAIL_NEXT, 0)
  store(waiter + W_KIND, MAIL_SIGNAL)
  acquire(list + MUTEX, owner, Infinity)
  const tail = load(list + TAIL)
  store(tail === 0 ? list + HEAD : tail + W_NEXT, waiter)
  store(list + TAIL, waiter)
  release(list + MUTEX)
  return waiter
}

/**
 * The waiter gives up. @returns false when it has been signalled already: the signal is its own then, and the waiter
 * lies in its thread's mailbox.
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

/** Signals every waiter of the list. */
export function signalAll(list: number, owner: number): void {
  signal(list, owner, () => true)
}

/**
 * Signals the first waiter of each thread on the list: one of them will get what was freed, and none depends on
 * another thread's busy event loop to come to it.
 */
export function signalEachThread(list: number, owner: number): void {
  const threads = new Set<number>()
  signal(list, owner, (waiter) => threads.size !== threads.add(load(waiter + W_THREAD)).size)
}

function signal(list: number, owner: number, chooses: (waiter: number) => boolean): void {
  if (!hasWaiters(list)) return
  const chosen: number[] = []
  acquire(list + MUTEX, owner, Infinity)
  for (let at = load(list + HEAD); at !== 0; at = load(at + W_NEXT)) if (chooses(at)) chosen.push(at)
  for (const waiter of chosen) {
    unlink(list, waiter)
    store(waiter + W_STATE, SIGNALED)
    deliver(load(waiter + W_THREAD), waiter)
  }
  release(list + MUTEX)
}

/** The caller holds the list's mutex. */
function unlink(list: number, waiter: number): void {
  const next = load(waiter + W_NEXT)
  let before = 0
  for (let at = load(list + HEAD); at !== waiter; at = load(at + W_NEXT)) before = at
  store(before === 0 ? list + HEAD : before + W_NEXT, next)
  if (next === 0) store(list + TAIL, before)
}
