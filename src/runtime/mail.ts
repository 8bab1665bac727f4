/**
 * This thread's event loop and the mail that others send to it.
 *
 * While anything here waits for mail (a pending promise, a subscription), one `Atomics.waitAsync` on the thread's mail
 * counter is pending. It keeps no event loop alive, so a promise that is awaited holds a keep-alive as well.
 */
import { load, waitAsync } from '#atomics'
import { free } from '../core/arena.ts'
import { T_MAIL, W_KIND, W_PAYLOAD, W_STATE, WAITER_BYTES } from '../core/layout.ts'
import { collect, MAIL_SIGNAL } from '../core/mailbox.ts'
import { TIMED_OUT } from '../core/ticket.ts'
import { withdraw } from '../core/wait-list.ts'
import { holdLoop, releaseLoop } from '../platform/keep-alive.ts'
import { freeMessage } from './message.ts'
import { self, selfIdent } from './self.ts'

interface Awaited {
  readonly list: number
  readonly whenSignalled: WhenSignalled
  readonly whenGone: WhenSignalled | undefined
  /** Whether the event loop stays alive for it. */
  readonly holds: boolean
}
/** Told the code that the signaller handed over. */
export type WhenSignalled = (code: number) => void

/** What to do when the waiter at this address is signalled, and the list it stands on until then. */
const signals = new Map<number, Awaited>()
const messages = new Map<number, (payload: number) => void>()
/** Looked at on every ring, delivered mail or not. */
const watchers = new Set<() => void>()
let armedFor = 0
/** Counts armings: a `waitAsync` of an earlier one that resolves late must not listen again. */
let arming = 0

/**
 * Runs `whenSignalled` when the waiter of `list` is signalled; the loop stays alive until that or {@link withdrawSignal}.
 * Never before this function returns, though the signal may be there already: the caller may not be ready for it.
 *
 * @param whenGone - runs instead when the thread ends first, told the code that had been handed over by then, TIMED_OUT
 *   for none: what was granted to nobody has to go to the next.
 */
export function onSignal(
  list: number,
  waiter: number,
  whenSignalled: WhenSignalled,
  whenGone?: WhenSignalled,
): void {
  signals.set(waiter, { list, whenSignalled, whenGone, holds: true })
  holdLoop()
  armSoon()
}

/** As {@link onSignal}, but no event loop stays alive for it: the thread may end before it is signalled. */
export function onSignalUnheld(list: number, waiter: number, whenSignalled: WhenSignalled): void {
  signals.set(waiter, { list, whenSignalled, whenGone: undefined, holds: false })
  armSoon()
}

/**
 * Takes the waiter off its list. @returns false when its signal is on its way, or when the thread that it belongs
 * to has ended: a timer of it may come late.
 */
export function withdrawSignal(waiter: number, whenSignalled: WhenSignalled): boolean {
  const awaited = signals.get(waiter)
  if (awaited?.whenSignalled !== whenSignalled || !withdraw(awaited.list, waiter, selfIdent)) return false
  forget(waiter)
  return true
}

/** Whether the waiter is this one still, signalled or not: its block is there. */
export function isAwaited(waiter: number, whenSignalled: WhenSignalled): boolean {
  return signals.get(waiter)?.whenSignalled === whenSignalled
}

/** Whether a promise of this thread stands on a list from one address up to another. */
export function isAwaitedWithin(from: number, to: number): boolean {
  for (const { list } of signals.values()) if (list >= from && list < to) return true
  return false
}

function forget(waiter: number): void {
  const awaited = signals.get(waiter)
  if (signals.delete(waiter) && awaited?.holds === true) releaseLoop()
}

/**
 * Handles messages of one kind (W_KIND), from the end of the caller's synchronous code on: so several kinds can be
 * registered in a row, though messages of all of them lie there already. Keeps no event loop alive.
 */
export function onMessage(kind: number, handle: (payload: number) => void): void {
  messages.set(kind, handle)
  armSoon()
}

/** Calls `look` on every ring of this thread's mailbox, until the returned function is called. */
export function watch(look: () => void): () => void {
  watchers.add(look)
  arm()
  return () => watchers.delete(look)
}

/** Handles at once what has been delivered; for a thread whose loop is about to end. */
export function drainMail(): void {
  drain(self)
}

/**
 * The thread ends: nothing of it waits any more. Its waiters leave their lists, or lie in the mailbox already, which is
 * emptied last: from here on nobody but a sender with a reference touches the mailbox, and the block may be freed.
 */
export function clearMail(): void {
  for (const [waiter, { list, whenGone }] of signals) {
    // one that can't be withdrawn lies in the mailbox, which is emptied below
    const code = withdraw(list, waiter, selfIdent) ? TIMED_OUT : load(waiter + W_STATE)
    forget(waiter)
    whenGone?.(code)
  }
  watchers.clear()
  armedFor = 0
  arming += 1
  for (const delivered of collect(self)) {
    const payload = load(delivered + W_PAYLOAD)
    if (load(delivered + W_KIND) !== MAIL_SIGNAL && payload !== 0) freeMessage(payload)
    free(delivered, WAITER_BYTES)
  }
}

function arm(): void {
  if (beginArming()) listen(self, arming)
}

/** As {@link arm}, but handles nothing before the caller's synchronous code has ended. */
function armSoon(): void {
  if (!beginArming()) return
  const block = self
  const mine = arming
  void Promise.resolve().then(() => {
    if (arming === mine) listen(block, mine)
  })
}

/** @returns false when this thread listens already. */
function beginArming(): boolean {
  if (armedFor === self) return false
  armedFor = self
  arming += 1
  return true
}

function listen(block: number, mine: number): void {
  for (;;) {
    const seen = load(block + T_MAIL)
    drain(block)
    if (signals.size === 0 && messages.size === 0 && watchers.size === 0) {
      armedFor = 0
      return
    }
    const ring = waitAsync(block + T_MAIL, seen)
    if (ring === undefined) continue
    void ring.then(() => {
      if (arming === mine) listen(block, mine)
    })
    return
  }
}

function drain(block: number): void {
  for (const delivered of collect(block)) {
    const kind = load(delivered + W_KIND)
    const payload = load(delivered + W_PAYLOAD)
    const code = load(delivered + W_STATE)
    free(delivered, WAITER_BYTES)
    if (kind === MAIL_SIGNAL) {
      const awaited = signals.get(delivered)
      forget(delivered)
      awaited?.whenSignalled(code)
    } else {
      messages.get(kind)?.(payload)
    }
  }
  for (const look of watchers) look()
}
