/**
 * Awaiting a shared object: the promise twins of `core/park.ts` and `core/ticket.ts`.
 *
 * `awaitOn` tries: the attempt is made first, and again each time the waiter is signalled; between the enlisting and
 * the sleep it is made once more, so a change that came in between is not missed. A timeout withdraws the waiter; when
 * the signal was faster, the attempt decides. `awaitTicket` is chosen: whoever signals the waiter has granted its wish.
 *
 * An `AbortSignal` acts like a timeout that rejects: what has been granted before it is not taken back.
 */
import { TIMED_OUT } from '../core/ticket.ts'
import { enlist } from '../core/wait-list.ts'
import { isAwaited, onSignal, withdrawSignal } from './mail.ts'
import { self, selfIdent } from './self.ts'

/** Longest delay of a Node timer; longer timeouts wait for ever, as CPython's do for any practical purpose. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1

/**
 * What is used of an `AbortSignal`: the global type is not in every program's `lib`.
 */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
  throwIfAborted(): void
}

/** What ends an asynchronous wait before its wish is granted. */
export interface Limits {
  readonly timeoutMs: number
  readonly signal: AbortSignalLike | undefined
}

/**
 * @param list - address of a wait list.
 * @param attempt - takes or checks what is awaited; must not block. It runs in this thread's event loop. It must hold the
 *   object's handle: nothing else keeps the list from being reclaimed while the promise waits.
 * @param unused - told when a signal has come although the attempt had succeeded just before: one that stands for one
 *   of several permits has to go to the next waiter then.
 * @returns whether the attempt succeeded before the timeout; rejects with the signal's reason when that came first.
 */
export function awaitOn(
  list: number,
  attempt: () => boolean,
  limits: Limits,
  unused?: () => void,
): Promise<boolean> {
  if (limits.signal?.aborted) return Promise.reject(reasonOf(limits.signal))
  if (attempt()) return Promise.resolve(true)
  if (limits.timeoutMs <= 0) return Promise.resolve(false)
  return new Promise((resolve, reject) => {
    let waiter = 0
    let expired = false
    /** The attempt has succeeded, but a signal was faster than the withdrawal and is on its way. */
    let taken = false
    let settled = false
    const stopClock = limit(limits, () => {
      expired = true
      if (!taken && withdrawSignal(waiter, onSignalled)) giveUp()
    })

    enter()

    function enter(): void {
      waiter = enlist(list, self, selfIdent)
      onSignal(list, waiter, onSignalled)
      // the signal may have come so early that it has been handled in that call
      if (settled || taken || !attempt()) return
      if (withdrawSignal(waiter, onSignalled)) succeed()
      else taken = true
    }
    function onSignalled(): void {
      if (taken) unused?.()
      if (taken || attempt()) succeed()
      else if (expired) giveUp()
      else enter()
    }
    function succeed(): void {
      settled = true
      stopClock()
      resolve(true)
    }
    function giveUp(): void {
      settled = true
      stopClock()
      if (limits.signal?.aborted) reject(reasonOf(limits.signal))
      else resolve(false)
    }
  })
}

/**
 * Joins the queue at once, before this function returns; so the caller may make its wish known, or let go of a lock,
 * right after the call.
 *
 * @param keep - the object's handle: held until the promise settles, so that the list is not reclaimed under it.
 * @param whenGone - as of {@link onSignal}: the thread ends, and the promise never settles.
 * @param expire - what happens at the timeout or abort instead of a withdrawal: it makes sure that the waiter will be
 *   signalled, or knows that it will. The promise then gives the code in any case.
 * @returns the signal's code, TIMED_OUT when the timeout passed first; rejects with the signal's reason.
 */
export function awaitTicket(
  list: number,
  limits: Limits,
  keep: object,
  whenGone?: (code: number) => void,
  expire?: (waiter: number) => void,
): Promise<number> {
  if (limits.signal?.aborted) return Promise.reject(reasonOf(limits.signal))
  return awaitEnlisted(list, enlist(list, self, selfIdent), limits, keep, whenGone, expire)
}

/** As {@link awaitTicket}, for a waiter of this thread that has joined the queue already. */
export function awaitEnlisted(
  list: number,
  waiter: number,
  limits: Limits,
  keep: object,
  whenGone?: (code: number) => void,
  expire?: (waiter: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stopClock = limit(limits, () => {
      if (expire !== undefined) {
        if (isAwaited(waiter, onSignalled)) expire(waiter)
        return
      }
      if (!withdrawSignal(waiter, onSignalled)) return // its signal is on its way
      stopClock()
      if (limits.signal?.aborted) reject(reasonOf(limits.signal))
      else settle(TIMED_OUT)
    })
    // last, because the signal may be there already, and is handled at once then
    onSignal(list, waiter, onSignalled, whenGone)

    function onSignalled(code: number): void {
      stopClock()
      settle(code)
    }
    function settle(code: number): void {
      void keep
      resolve(code)
    }
  })
}

/** Calls `expire` once when the timeout has passed or the signal aborts. @returns a function that calls that off. */
function limit({ timeoutMs, signal }: Limits, expire: () => void): () => void {
  const timer = timeoutMs <= MAX_TIMER_MS ? setTimeout(expire, timeoutMs) : undefined
  signal?.addEventListener('abort', expire, { once: true })
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', expire)
  }
}

/** What an aborted wait rejects with. */
export function reasonOf(signal: AbortSignalLike): Error {
  return signal.reason as Error
}
