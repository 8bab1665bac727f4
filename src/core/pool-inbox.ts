/**
 * The inbox of a worker: tasks that it alone is to run, between two of the queue's.
 *
 * XP_INBOX is the newest of a chain of INBOX_BYTES blocks, 0 for none, CLOSED while the place has no worker. Pushed by
 * anyone with compareExchange; the worker alone takes from its end; whoever takes a place opens it, the worker closes it
 * when it is empty and it takes no more, the supervisor when the worker has died.
 */
import { compareExchange, exchange, load, store } from '#atomics'
import { allocate, free } from './arena.ts'
import { IN_FUTURE, IN_MESSAGE, IN_NEXT, INBOX_BYTES, XP_INBOX } from './futures-layout.ts'

export const CLOSED = 1

/** A task that was in an inbox. */
export interface Posted {
  readonly future: number
  readonly message: number
}

/** @returns false when the place has no worker that takes it. */
export function post(place: number, future: number, message: number): boolean {
  const block = allocate(INBOX_BYTES)
  store(block + IN_FUTURE, future)
  store(block + IN_MESSAGE, message)
  for (;;) {
    const top = load(place + XP_INBOX)
    if (top === CLOSED) {
      free(block, INBOX_BYTES)
      return false
    }
    store(block + IN_NEXT, top)
    if (compareExchange(place + XP_INBOX, top, block) === top) return true
  }
}

/** Whether the place has a worker that takes posts. */
export function hasInbox(place: number): boolean {
  return load(place + XP_INBOX) !== CLOSED
}

export function hasPost(place: number): boolean {
  return load(place + XP_INBOX) > CLOSED
}

export function openInbox(place: number): void {
  store(place + XP_INBOX, 0)
}

/** Nothing is posted to the worker from here on. @returns false when there is something in it. */
export function closeInbox(place: number): boolean {
  return compareExchange(place + XP_INBOX, 0, CLOSED) === 0
}

/** The oldest of the worker's own inbox. */
export function takePost(place: number): Posted | undefined {
  for (;;) {
    const top = load(place + XP_INBOX)
    if (top <= CLOSED) return undefined
    let before = 0
    let at = top
    for (let next = load(at + IN_NEXT); next !== 0; next = load(at + IN_NEXT)) {
      before = at
      at = next
    }
    if (before !== 0) store(before + IN_NEXT, 0)
    // somebody has posted another meanwhile, above this one
    else if (compareExchange(place + XP_INBOX, at, 0) !== at) continue
    const posted = { future: load(at + IN_FUTURE), message: load(at + IN_MESSAGE) }
    free(at, INBOX_BYTES)
    return posted
  }
}

/** For whoever closes an inbox: all there is, oldest first. @param next - what the inbox is from here on: 0, or CLOSED. */
export function emptyInbox(place: number, next: 0 | typeof CLOSED): Posted[] {
  const posted: Posted[] = []
  for (let at = exchange(place + XP_INBOX, next); at > CLOSED;) {
    const block = at
    posted.push({ future: load(block + IN_FUTURE), message: load(block + IN_MESSAGE) })
    at = load(block + IN_NEXT)
    free(block, INBOX_BYTES)
  }
  return posted.reverse()
}
