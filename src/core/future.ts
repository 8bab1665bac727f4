/**
 * A future: a state, four words for what it came to, and those who wait for it.
 *
 * F_STATE only grows but for one step (PENDING to CANCELLED skips some), and each step is made once, by compareExchange:
 *
 *     PENDING -> RUNNING -> SETTLING -> FINISHED          PENDING -> CANCELLED -> NOTIFIED
 *     RUNNING -> NOTIFIED, of a task that is stopped by force (core/task-stop.ts)
 *
 * SETTLING is a moment of whoever won the right to say what it came to: it writes F_VALUE and F_OUTCOME, then stores
 * FINISHED. To others the future still runs.
 *
 * Who blocks sleeps on F_STATE and is counted in F_SLEEPERS before its last look at it; who awaits, or waits for several
 * futures, stands on F_LIST before its last look. A step that ends a wait stores F_STATE first and looks at both after.
 * So either the waiter sees the step, or the step sees the waiter (core/README.md, "The future").
 */
import { add, and, compareExchange, load, notify, or, store } from '#atomics'
import { remaining } from './clock.ts'
import {
  F_LIST,
  F_OUTCOME,
  F_PROGRESS,
  F_SLEEPERS,
  F_STATE,
  F_STREAM,
  F_VALUE,
  PG_LIST,
} from './futures-layout.ts'
import { peek } from './guarded.ts'
import { O_REFS } from './layout.ts'
import { i32 } from './memory.ts'
import { park } from './park.ts'
import { spinFor } from './spin.ts'
import { endStream, wakeReader } from './stream.ts'
import { signalAll } from './wait-list.ts'

/** F_STATE. */
export const PENDING = 0
export const RUNNING = 1
export const SETTLING = 2
/** From here on it is done. */
export const CANCELLED = 3
/** From here on those who wait for several futures count it as done: an executor knows that it was cancelled. */
export const NOTIFIED = 4
export const FINISHED = 5

/** F_OUTCOME. */
export const VALUE = 1
export const ERROR = 2
/** The error is one that nobody had to write down: the worker's thread died, or the pool broke. */
export const DIED = 3
export const BROKEN = 4
/** The task's time was up. */
export const OUT_OF_TIME = 5
/** Added once somebody has asked what it came to; perhaps before it is known. */
export const SEEN = 8
/** Added while the one handle that there is has the value, and nothing of it is in F_VALUE. */
export const KEPT = 16
/** Added while somebody without a handle looks at what F_VALUE refers to: it stays as it is. */
export const LOOKED_AT = 32
const OUTCOME = SEEN - 1

/** What the reference of a task counts for in O_REFS. The rest are handles and messages. */
export const TASK = 1 << 20

/** The public state: what is being settled still runs. */
export function stateOf(future: number): number {
  const state = load(future + F_STATE)
  return state === SETTLING ? RUNNING : state
}

/** The outcome of a finished future. */
export function outcomeOf(future: number): number {
  return load(future + F_OUTCOME) & OUTCOME
}

/** Whether the caller's handle is all that there is of it, but for the task that it was of, which reads no value. */
export function isAlone(future: number): boolean {
  return (load(future + O_REFS) & (TASK - 1)) === 1
}

/** The caller's handle has the value, and is alone. @returns whether what F_VALUE refers to is the caller's now. */
export function keepValue(future: number): boolean {
  return (
    load(future + F_STATE) === FINISHED &&
    compareExchange(future + F_OUTCOME, VALUE | SEEN, VALUE | SEEN | KEPT) === (VALUE | SEEN)
  )
}

export function isKept(future: number): boolean {
  return (load(future + F_OUTCOME) & KEPT) !== 0
}

/** The value is in the four words again, for others who will get the future. */
export function restoreValue(future: number, value: Int32Array): void {
  putValue(future, value)
  and(future + F_OUTCOME, ~KEPT)
}

/** @returns false when somebody else looks already. */
export function beginLook(future: number): boolean {
  return (or(future + F_OUTCOME, LOOKED_AT) & LOOKED_AT) === 0
}

export function endLook(future: number): void {
  and(future + F_OUTCOME, ~LOOKED_AT)
}

/** Somebody looks at what it came to, or will never want to. @returns whether this is the first to do so. */
export function markSeen(future: number): boolean {
  return (load(future + F_OUTCOME) & SEEN) === 0 && (or(future + F_OUTCOME, SEEN) & SEEN) === 0
}

/**
 * An executor takes it up.
 * @returns the state it is in now, RUNNING or NOTIFIED; another one when it was taken up before, and nothing has changed.
 */
export function takeUp(future: number, owner: number): { readonly before: number; readonly runs: boolean } {
  const before = compareExchange(future + F_STATE, PENDING, RUNNING)
  if (before === PENDING) return TAKEN
  if (before !== CANCELLED || compareExchange(future + F_STATE, CANCELLED, NOTIFIED) !== CANCELLED)
    return { before: stateOf(future), runs: false }
  wake(future, owner)
  return NOT_TAKEN
}
const TAKEN = { before: PENDING, runs: true }
const NOT_TAKEN = { before: CANCELLED, runs: false }

/** @returns whether it is cancelled now, by this call or before. */
export function cancel(future: number, owner: number): boolean {
  const before = compareExchange(future + F_STATE, PENDING, CANCELLED)
  if (before !== PENDING) return before === CANCELLED || before === NOTIFIED
  wake(future, owner)
  return true
}

/**
 * Says what it came to: the four words of `value`.
 * @returns false when it is done, or another thread says so at this moment; nothing has changed then.
 */
export function finish(future: number, owner: number, outcome: number, value: Int32Array): boolean {
  if (!beginSettling(future)) return false
  putValue(future, value)
  or(future + F_OUTCOME, outcome)
  store(future + F_STATE, FINISHED)
  wake(future, owner)
  return true
}

function putValue(future: number, value: Int32Array): void {
  const at = (future + F_VALUE) >>> 2
  i32[at] = value[0] as number
  i32[at + 1] = value[1] as number
  i32[at + 2] = value[2] as number
  i32[at + 3] = value[3] as number
}

function beginSettling(future: number): boolean {
  const before = compareExchange(future + F_STATE, RUNNING, SETTLING)
  if (before === RUNNING) return true
  return before === PENDING && compareExchange(future + F_STATE, PENDING, SETTLING) === PENDING
}

/** Its worker has died, perhaps while it settled it: nobody else will. */
export function finishDead(future: number, owner: number): void {
  const state = load(future + F_STATE)
  if (state !== RUNNING && state !== SETTLING) return
  and(future + F_OUTCOME, SEEN | LOOKED_AT)
  or(future + F_OUTCOME, DIED)
  store(future + F_STATE, FINISHED)
  wake(future, owner)
}

/** Everybody who waits looks again. */
export function wake(future: number, owner: number): void {
  if (load(future + F_SLEEPERS) !== 0) notify(future + F_STATE, Infinity)
  const progress = load(future + F_PROGRESS)
  // first: the last report is heard before what awaits the future goes on
  if (progress !== 0) signalAll(progress + PG_LIST, owner)
  signalAll(future + F_LIST, owner)
  const stream = peek(future + F_STREAM)
  if (stream === 0) return
  if (load(future + F_STATE) >= CANCELLED) endStream(stream, owner)
  else wakeReader(stream, owner)
}

/** Waits some microseconds, where that is worth trying, for the state to be `least` or later. */
export function spinForState(future: number, least: number): boolean {
  for (let state = load(future + F_STATE); state < least; state = load(future + F_STATE))
    if (!spinFor(future + F_STATE, state)) return false
  return true
}

/**
 * Blocks until the state is `least` or later.
 * @param look - called before each sleep, after a spin in vain: whether somebody is there to finish it.
 * @returns false when the deadline passed first.
 */
export function waitForState(future: number, least: number, deadlineMs: number, look: () => void): boolean {
  if (load(future + F_STATE) >= least) return true
  if (remaining(deadlineMs) > 0 && spinForState(future, least)) return true
  add(future + F_SLEEPERS, 1)
  try {
    for (;;) {
      const state = load(future + F_STATE)
      if (state >= least) return true
      if (remaining(deadlineMs) === 0) return false
      look()
      park(future + F_STATE, state, deadlineMs, future)
    }
  } finally {
    add(future + F_SLEEPERS, -1)
  }
}
