/**
 * The reader-writer lock: many readers or one writer. Writers come first, readers are not starved (*phase-fair*): who
 * wants to read waits while a writer holds the lock or waits for it; a writer that leaves admits all readers that wait
 * at that moment; the last of them that leaves admits the writer that came first.
 *
 * All words are changed under RW_MUTEX, which is held for some stores and never while anybody waits. The lock is handed
 * over: whoever lets somebody in notes him as reader or writer before he can know, so nobody overtakes, and a death
 * between the two is found in the words.
 *
 * Invariant, whenever RW_MUTEX is free: if anybody is on a list, then a writer holds the lock, or readers hold it and a
 * writer waits; or a waiter has just withdrawn, whose next step is `leaveQueue()`. Every step that could break it ends
 * with `advance()`. So nobody waits for nothing (core/README.md, "The reader-writer lock").
 *
 * Who holds it is a thread; what of its flows counts is said by `byFlow`: a thread that writes may read as well, an
 * asynchronous flow's write keeps the other flows of its thread out.
 */
import { load, store } from '#atomics'
import { remaining } from './clock.ts'
import {
  L_DIED,
  RW_BY_FLOW,
  RW_HOLDS,
  RW_MUTEX,
  RW_READ_LIST,
  RW_WRITE_LIST,
  RW_WRITER,
  T_IDENT,
  W_KIND,
  W_THREAD,
} from './layout.ts'
import { acquire, breakDead, release } from './mutex.ts'
import {
  addHold,
  buryHolds,
  dropPromises,
  holdsOf,
  keepPromise,
  promiseHold,
  readersOf,
  removeHold,
} from './read-holds.ts'
import { TIMED_OUT, waitForSignal } from './ticket.ts'
import { buryWaiters, enlist, hasWaiters, PARKED, SIGNALED, signalFirst } from './wait-list.ts'
import { MAIL_SIGNAL } from './mailbox.ts'

/** What `enter()` gives beside the codes of tickets: the thread itself holds what it would wait for. */
export const WAITS_FOR_ITSELF = -1

/** One of the two ways in. */
export interface Side {
  /** Offset of the list of those who wait for it. */
  readonly list: number
  /** Lets the thread in if it may go in now. RW_MUTEX is held here and below. */
  readonly admit: (lock: number, owner: number, byFlow: boolean) => boolean
  /** Whether the thread itself is what keeps it out. */
  readonly keepsOut: (lock: number, owner: number) => boolean
  /** Before one waits, and when one has given up. */
  readonly promise: (lock: number) => void
  readonly dropPromises: (lock: number, count: number) => void
  /** @returns false when the thread does not hold it. */
  readonly leave: (lock: number, owner: number) => boolean
}

export const READ: Side = {
  list: RW_READ_LIST,
  admit(lock, owner, byFlow) {
    const writer = load(lock + RW_WRITER)
    // who reads already may read again: behind a waiting writer it would wait for itself
    const free = writer === 0 && (!hasWaiters(lock + RW_WRITE_LIST) || holdsOf(lock, owner) > 0)
    const own = writer === owner && !byFlow && load(lock + RW_BY_FLOW) === 0
    if (!free && !own) return false
    addHold(lock, owner)
    return true
  },
  keepsOut: (lock, owner) => load(lock + RW_WRITER) === owner,
  promise: promiseHold,
  dropPromises,
  leave(lock, owner) {
    if (!removeHold(lock, owner)) return false
    if (load(lock + RW_HOLDS) === 0) advance(lock, owner, false)
    return true
  },
}

export const WRITE: Side = {
  list: RW_WRITE_LIST,
  admit(lock, owner, byFlow) {
    if (load(lock + RW_WRITER) !== 0 || load(lock + RW_HOLDS) !== 0) return false
    beginToWrite(lock, owner, byFlow)
    return true
  },
  keepsOut: (lock, owner) => load(lock + RW_WRITER) === owner || holdsOf(lock, owner) > 0,
  promise() {},
  dropPromises() {},
  leave(lock, owner) {
    if (load(lock + RW_WRITER) !== owner) return false
    store(lock + RW_WRITER, 0)
    advance(lock, owner, true)
    return true
  },
}

/** Never waits. @throws ThreadError when the arena is full; nothing has changed then. */
export function tryEnter(side: Side, lock: number, owner: number, byFlow: boolean): boolean {
  acquire(lock + RW_MUTEX, owner, Infinity)
  try {
    return side.admit(lock, owner, byFlow)
  } finally {
    release(lock + RW_MUTEX)
  }
}

/** Blocks the thread whose block is `thread`. @returns SIGNALED, TIMED_OUT or WAITS_FOR_ITSELF. */
export function enter(side: Side, lock: number, thread: number, owner: number, deadlineMs: number): number {
  acquire(lock + RW_MUTEX, owner, Infinity)
  let waiter: number
  try {
    if (side.admit(lock, owner, false)) return SIGNALED
    if (remaining(deadlineMs) === 0) return TIMED_OUT
    if (side.keepsOut(lock, owner)) return WAITS_FOR_ITSELF
    waiter = queue(side, lock, thread, owner, PARKED)
  } finally {
    release(lock + RW_MUTEX)
  }
  let unused = false
  let code = TIMED_OUT
  try {
    code = waitForSignal(lock + side.list, waiter, owner, deadlineMs, lock, () => {
      unused = true
      leave(side, lock, owner)
    })
  } finally {
    if (code === TIMED_OUT && !unused) leaveQueue(side, lock, owner)
  }
  return code
}

/** For a flow: goes in at once, or joins the queue. @returns 0 when it is in, else its waiter. */
export function enterOrQueue(side: Side, lock: number, thread: number, owner: number): number {
  acquire(lock + RW_MUTEX, owner, Infinity)
  try {
    return side.admit(lock, owner, true) ? 0 : queue(side, lock, thread, owner, MAIL_SIGNAL)
  } finally {
    release(lock + RW_MUTEX)
  }
}

/** The waiter has been withdrawn without a signal: those who waited behind it may go on. */
export function leaveQueue(side: Side, lock: number, owner: number): void {
  acquire(lock + RW_MUTEX, owner, Infinity)
  side.dropPromises(lock, 1)
  advance(lock, owner, false)
  release(lock + RW_MUTEX)
}

/** @returns false when the thread does not hold it; nothing has changed then. */
export function leave(side: Side, lock: number, owner: number): boolean {
  acquire(lock + RW_MUTEX, owner, Infinity)
  const left = side.leave(lock, owner)
  release(lock + RW_MUTEX)
  return left
}

/**
 * What a dead thread held and waited for, settled by the thread of `owner`. Its L_DIED is set when it died writing.
 * @returns how many locks it held for writing.
 */
export function settleRwLock(lock: number, thread: number, ident: number, owner: number): number {
  breakDead(lock + RW_MUTEX, ident)
  acquire(lock + RW_MUTEX, owner, Infinity)
  READ.dropPromises(lock, buryWaiters(lock + RW_READ_LIST, thread, ident, owner))
  buryWaiters(lock + RW_WRITE_LIST, thread, ident, owner)
  buryHolds(lock, ident)
  const wrote = load(lock + RW_WRITER) === ident
  if (wrote) {
    store(lock + L_DIED, thread)
    store(lock + RW_WRITER, 0)
  }
  advance(lock, owner, wrote)
  release(lock + RW_MUTEX)
  return wrote ? 1 : 0
}

/** Idents of those who hold the lock: the writer, or the readers. For reports; exact only under RW_MUTEX. */
export function holdersOfRwLock(lock: number): number[] {
  const writer = load(lock + RW_WRITER)
  return writer === 0 ? readersOf(lock) : [writer]
}

function queue(side: Side, lock: number, thread: number, owner: number, kind: number): number {
  side.promise(lock)
  try {
    return enlist(lock + side.list, thread, owner, kind)
  } catch (error) {
    side.dropPromises(lock, 1)
    throw error
  }
}

function beginToWrite(lock: number, owner: number, byFlow: boolean): void {
  store(lock + RW_BY_FLOW, byFlow ? 1 : 0)
  store(lock + RW_WRITER, owner)
}

/** Lets in whoever may come in now. @param readersFirst - after a writer. */
function advance(lock: number, owner: number, readersFirst: boolean): void {
  if (load(lock + RW_WRITER) !== 0) return
  if (readersFirst && admitReaders(lock, owner) > 0) return
  if (load(lock + RW_HOLDS) === 0 && admitWriter(lock, owner) > 0) return
  if (!hasWaiters(lock + RW_WRITE_LIST)) admitReaders(lock, owner)
}

function admitReaders(lock: number, owner: number): number {
  return signalFirst(lock + RW_READ_LIST, owner, Infinity, SIGNALED, (waiter) =>
    keepPromise(lock, load(load(waiter + W_THREAD) + T_IDENT)),
  )
}

function admitWriter(lock: number, owner: number): number {
  return signalFirst(lock + RW_WRITE_LIST, owner, 1, SIGNALED, (waiter) =>
    beginToWrite(lock, load(load(waiter + W_THREAD) + T_IDENT), load(waiter + W_KIND) !== PARKED),
  )
}
