/** What `wait()` and `asCompleted()` share: a set of futures that get done one after another. */
import { load } from '#atomics'
import { FINISHED, NOTIFIED, outcomeOf, VALUE } from '../core/future.ts'
import { F_LIST, F_POOL, F_STATE } from '../core/futures-layout.ts'
import { remaining } from '../core/clock.ts'
import { enlist } from '../core/wait-list.ts'
import type { Limits } from '../runtime/async-wait.ts'
import { reasonOf } from '../runtime/async-wait.ts'
import { onSignal, withdrawSignal } from '../runtime/mail.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { addressOf, Future } from './future.ts'
import { Gate } from './gate.ts'
import { helper } from './helping.ts'
import { isHopeless, seeToIt, waitsForItself } from './waiting.ts'

export type AnyFuture = Future<unknown>

/** @throws TypeError when something else than a future is among them. */
export function distinct<F>(fs: Iterable<F>): Set<F & AnyFuture> {
  if (typeof (fs as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function')
    throw new TypeError(`Expected an iterable of futures, got \`${String(fs)}\` (${typeof fs})`)
  const all = new Set<F & AnyFuture>()
  for (const future of fs) {
    if (!(future instanceof Future)) throw new TypeError(`Expected a future, got \`${String(future)}\``)
    all.add(future as F & AnyFuture)
  }
  return all
}

/** Whether it counts as done for those who wait for several: finished, or cancelled and its executor knows. */
export function isOver(future: AnyFuture): boolean {
  return load(addressOf(future) + F_STATE) >= NOTIFIED
}

export function hasFailed(future: AnyFuture): boolean {
  const address = addressOf(future)
  return load(address + F_STATE) === FINISHED && outcomeOf(address) !== VALUE
}

/** The pool of one of them that this thread works for, 0 for none. */
function ownPool(fs: Iterable<AnyFuture>): number {
  for (const future of fs) {
    const pool = load(addressOf(future) + F_POOL)
    if (pool !== 0 && helper.servesHere(pool)) return pool
  }
  return 0
}

/** Takes those that are over out of `open`. @returns them. */
export function takeOver<F extends AnyFuture>(open: Set<F>): F[] {
  const over: F[] = []
  for (const future of open) {
    if (!isOver(future)) continue
    open.delete(future)
    over.push(future)
  }
  return over
}

/** @throws DeadlockError when this worker itself runs all that are left, beneath the wait. */
function refuseOwnTasks(open: Iterable<AnyFuture>): void {
  for (const future of open) if (!isHopeless(addressOf(future))) return
  throw waitsForItself()
}

/**
 * Blocks until `enough` says so, each time some of `open` are over.
 * @param enough - told those that are over since the last time; they are no longer in `open`.
 * @returns false when the deadline passed first.
 */
export function blockForSome<F extends AnyFuture>(
  open: Set<F>,
  deadlineMs: number,
  enough: (over: F[]) => boolean,
): boolean {
  const pool = ownPool(open)
  if (enough(takeOver(open))) return true
  while (pool !== 0 && remaining(deadlineMs) > 0 && helper.runOne(pool))
    if (enough(takeOver(open))) return true
  const gate = new Gate()
  try {
    for (;;) {
      const seen = gate.read()
      for (const future of open) gate.watch(addressOf(future))
      const over = takeOver(open)
      for (const future of over) gate.leave(addressOf(future))
      if (enough(over)) return true
      if (pool !== 0 && deadlineMs === Infinity) refuseOwnTasks(open)
      if (!gate.sleep(seen, deadlineMs)) return false
    }
  } finally {
    gate.close()
  }
}

/** As {@link blockForSome}, without blocking the thread. */
export async function awaitSome<F extends AnyFuture>(
  open: Set<F>,
  { timeoutMs, signal }: Limits,
  enough: (over: F[]) => boolean,
): Promise<boolean> {
  refuseAborted(signal)
  const crowd = new Crowd(timeoutMs, signal)
  const pool = ownPool(open)
  try {
    for (;;) {
      const change = crowd.nextChange()
      for (const future of open) crowd.watch(future)
      if (enough(takeOver(open))) return true
      if (crowd.late) return false
      const running = pool === 0 ? undefined : helper.startOne(pool)
      await (running === undefined ? change : Promise.race([running, change]))
      refuseAborted(signal)
    }
  } finally {
    crowd.close()
  }
}

function refuseAborted(signal: Limits['signal']): void {
  if (signal?.aborted === true) throw reasonOf(signal)
}

const MAX_TIMER_MS = 2 ** 31 - 1

/** The waiters of one promise on several futures. */
class Crowd {
  readonly #waiters = new Map<AnyFuture, { readonly waiter: number; readonly signalled: () => void }>()
  readonly #stop: () => void
  #changed: () => void = () => {}
  late = false

  constructor(timeoutMs: number, signal: Limits['signal']) {
    const expire = (): void => {
      this.late = true
      this.#changed()
    }
    const timer = timeoutMs <= MAX_TIMER_MS ? setTimeout(expire, timeoutMs) : undefined
    signal?.addEventListener('abort', expire, { once: true })
    this.#stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', expire)
    }
  }

  /** Resolves at the next change of a watched future, or when the time is up. */
  nextChange(): Promise<void> {
    return new Promise((resolve) => (this.#changed = resolve))
  }

  /** To be called before the look at the future's state. */
  watch(future: AnyFuture): void {
    if (this.#waiters.has(future)) return
    const list = addressOf(future) + F_LIST
    const signalled = (): void => {
      this.#waiters.delete(future)
      this.#changed()
    }
    seeToIt(addressOf(future))
    const waiter = enlist(list, self, selfIdent)
    this.#waiters.set(future, { waiter, signalled })
    onSignal(list, waiter, signalled)
  }

  close(): void {
    this.#stop()
    this.#changed = () => {}
    for (const { waiter, signalled } of this.#waiters.values()) withdrawSignal(waiter, signalled)
    this.#waiters.clear()
  }
}
