/**
 * This thread's event loop and the mail that others send to it.
 *
 * While anything here waits for mail (a pending promise, a subscription), one `Atomics.waitAsync` on the thread's mail
 * counter is pending. It keeps no event loop alive, so a promise that is awaited holds a keep-alive as well.
 */
import { load, waitAsync } from '#atomics'
import { free } from '../core/arena.ts'
import { T_MAIL, W_KIND, W_PAYLOAD, WAITER_BYTES } from '../core/layout.ts'
import { collect, MAIL_SIGNAL } from '../core/mailbox.ts'
import { holdLoop, releaseLoop } from '../platform/keep-alive.ts'
import { self } from './self.ts'

/** What to do when the waiter at this address is signalled. */
const signals = new Map<number, () => void>()
const messages = new Map<number, (payload: number) => void>()
/** Looked at on every ring, delivered mail or not. */
const watchers = new Set<() => void>()
let armedFor = 0

/** Runs `then` when the waiter is signalled; the loop stays alive until that or {@link forgetSignal}. */
export function onSignal(waiter: number, then: () => void): void {
  signals.set(waiter, then)
  holdLoop()
  arm()
}

/** The waiter was withdrawn. */
export function forgetSignal(waiter: number): void {
  if (signals.delete(waiter)) releaseLoop()
}

/** Handles messages of one kind (W_KIND). Keeps no event loop alive. */
export function onMessage(kind: number, handle: (payload: number) => void): void {
  messages.set(kind, handle)
  arm()
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

/** The carrier goes on to another thread: nothing of the last one waits any more. */
export function clearMail(): void {
  for (const waiter of signals.keys()) forgetSignal(waiter)
  watchers.clear()
  armedFor = 0
}

function arm(): void {
  const block = self
  if (armedFor === block) return
  armedFor = block
  listen(block)
}

function listen(block: number): void {
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
      if (armedFor === block) listen(block)
    })
    return
  }
}

function drain(block: number): void {
  for (const delivered of collect(block)) {
    const kind = load(delivered + W_KIND)
    const payload = load(delivered + W_PAYLOAD)
    free(delivered, WAITER_BYTES)
    if (kind === MAIL_SIGNAL) {
      const then = signals.get(delivered)
      forgetSignal(delivered)
      then?.()
    } else {
      messages.get(kind)?.(payload)
    }
  }
  for (const look of watchers) look()
}
