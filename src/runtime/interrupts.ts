/**
 * Ctrl-C and other signals while the main thread is blocked: main's side. The supervisor's is signal-watch.ts.
 *
 * Node calls listeners in main's event loop, which does not turn in a wait. So for as long as a long wait lasts, the
 * supervisor watches SIGINT and all signals that the program listens for, and main does in the wait what Python does:
 * it calls the listeners, or throws KeyboardInterrupt. Out of long waits everything is Node's.
 *
 * SIGNALS_WANTED   main; the signals it wants to be told of, 0 outside of long waits
 * SIGNALS_NATIVE   main, before it asks for signals and whenever its listeners have been called; those that Node will deliver
 *                  in its event loop too. They stay the same until the supervisor hears no more (settleWatch)
 * SIGNALS_HEARD    added by the supervisor, taken by main, or back by the supervisor when main has left its wait
 * SIGNALS_ASKED    added by `interruptMain()`, taken by main or, when that comes to no wait, by the supervisor
 * SIGNALS_ECHO     1 by main, back to 0 by the supervisor
 *
 * A signal that main listens for also waits in its own event loop, to be delivered a second time: `flush()` drops it.
 */
import { load, store, wait } from '#atomics'
import { deadlineAfter, remaining } from '../core/clock.ts'
import {
  SIGNALS_ASKED,
  SIGNALS_ECHO,
  SIGNALS_HEARD,
  SIGNALS_NATIVE,
  SIGNALS_WANTED,
  SIGNALS_WATCHED,
  SUPERVISOR,
} from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import type { LongWait } from '../core/park.ts'
import { setOf, signalsIn, takeSignals } from '../core/signal-set.ts'
import { KeyboardInterrupt } from '../errors.ts'
import {
  beforeListeningChanges,
  callListeners,
  detachListeners,
  listenedSignals,
  listensFor,
  raise,
  SIGINT,
} from '../platform/main-signals.ts'
import { watch } from './mail.ts'

const ALL = -1
/** Until then a supervisor that boots just now has begun to watch. After that listeners would only keep Ctrl-C from killing. */
const PATIENCE_MS = 100
/** For answers of the supervisor, which never blocks. */
const ANSWER_MS = 200

/** Long interruptible waits that this thread is in: more than one when a listener waits too. */
let depth = 0
/** Signals whose listeners were called in the wait. */
let called = 0
/** Gives the SIGINT listeners back. */
let attach: (() => void) | undefined

/** Called once, in the main thread. */
export function prepareInterrupts(): void {
  beforeListeningChanges((signal) => {
    if (depth === 0 && attach === undefined) settleWatch(signal)
  })
  watch(() => {
    for (const signal of signalsIn(takeSignals(SIGNALS_ASKED, ALL))) raise(signal)
  })
}

export function interrupted(): boolean {
  return (load(SIGNALS_HEARD) | load(SIGNALS_ASKED)) !== 0
}

/** Does what the signals call for; what a listener throws leaves the others for the next wait, or for `end()`. */
export function handleInterrupts(): void {
  while (interrupted()) {
    const [signal] = signalsIn(load(SIGNALS_HEARD) | load(SIGNALS_ASKED))
    if (signal === undefined) return
    takeSignals(SIGNALS_HEARD, setOf(signal))
    takeSignals(SIGNALS_ASKED, setOf(signal))
    deliver(signal)
  }
}

function deliver(signal: number): void {
  attach?.()
  if (listensFor(signal)) {
    if (depth > 0) called |= setOf(signal)
    try {
      callListeners(signal)
    } finally {
      if (depth > 0) want(wishes())
    }
  } else if (signal === SIGINT) {
    throw new KeyboardInterrupt()
  } else {
    raise(signal)
  }
}

/** In a wait that must not throw, Ctrl-C finds main as busy as in a computation. */
const UNINTERRUPTIBLE: LongWait = { patienceMs: Infinity, impatient: () => {}, end: () => {} }

export function beginLongWait(interruptible: boolean): LongWait {
  if (!interruptible) return UNINTERRUPTIBLE
  if (load(SUPERVISOR) === 0) return beginUnwatched()
  depth += 1
  want(wishes())
  return {
    patienceMs: listensFor(SIGINT) && !watched(SIGINT) ? PATIENCE_MS : Infinity,
    impatient: () => {
      if (!watched(SIGINT)) detach()
    },
    end: endLongWait,
  }
}

/** Nobody could call a listener, so Ctrl-C has its default effect. */
function beginUnwatched(): LongWait {
  detach()
  return { patienceMs: Infinity, impatient: () => {}, end: () => attach?.() }
}

function endLongWait(): void {
  if (depth > 1) {
    depth -= 1
    return
  }
  attach?.()
  const late = called === 0 ? 0 : dropCalled()
  called = 0
  depth = 0
  // The supervisor is not told, which would take longer than what many a wait is for: what it hears from here on it sends on
  // as if it had come to nobody. Who needs to be sure that it hears nothing tells it (settleWatch).
  store(SIGNALS_WANTED, 0)
  passOn(late, takeSignals(SIGNALS_HEARD, ALL) & ~late)
}

/** What was heard last is Node's affair, but for a Ctrl-C that would kill: that one still meets the wait. */
function passOn(late: number, left: number): void {
  let interrupt = false
  for (const signal of signalsIn(late | left)) {
    const listened = listensFor(signal)
    if (signal === SIGINT && !listened) interrupt = true
    // Node delivers those that were left, and are listened for, by itself
    else if (!listened || (late & setOf(signal)) !== 0) raise(signal)
  }
  if (interrupt) throw new KeyboardInterrupt()
}

/**
 * Drops what Node would deliver again. What came before the drop but had not been told to main yet is told by the time
 * of the echo: then nobody knows whether it was dropped, so it is dropped for sure.
 *
 * @returns those signals; they are to be sent again.
 */
function dropCalled(): number {
  flush(called)
  store(SIGNALS_ECHO, 1)
  ringSupervisor()
  sleepWhile(SIGNALS_ECHO, () => load(SIGNALS_ECHO) === 1)
  const late = takeSignals(SIGNALS_HEARD, called)
  flush(late)
  return late
}

/** Without listeners for a moment, Node closes what had queued them. */
function flush(signals: number): void {
  for (const signal of signalsIn(signals)) detachListeners(signal)()
}

function wishes(): number {
  return listenedSignals().reduce((set, signal) => set | setOf(signal), setOf(SIGINT))
}

function want(signals: number): void {
  store(
    SIGNALS_NATIVE,
    listenedSignals().reduce((set, signal) => set | setOf(signal), 0),
  )
  if (signals === load(SIGNALS_WANTED)) return
  store(SIGNALS_WANTED, signals)
  ringSupervisor()
}

function watched(signal: number): boolean {
  return (load(SIGNALS_WATCHED) & setOf(signal)) !== 0
}

/** For as long as main sleeps, Ctrl-C kills: a listener could not run. */
function detach(): void {
  if (attach !== undefined) return
  const giveBack = detachListeners(SIGINT)
  attach = () => {
    attach = undefined
    giveBack()
  }
}

/**
 * The supervisor may still hear signals for the last long wait. Until it does not, the program must not change what it
 * listens for: the same signal would be delivered by both, or by none.
 */
export function settleWatch(signal: number): void {
  if (load(SUPERVISOR) === 0 || !watched(signal)) return
  ringSupervisor()
  sleepWhile(SIGNALS_WATCHED, () => watched(signal))
}

/** For short times only; a supervisor that has died never answers. */
function sleepWhile(word: number, holds: () => boolean): void {
  const deadlineMs = deadlineAfter(ANSWER_MS)
  while (holds() && remaining(deadlineMs) > 0) wait(word, load(word), remaining(deadlineMs))
}

function ringSupervisor(): void {
  const supervisor = load(SUPERVISOR)
  if (supervisor !== 0) ring(supervisor)
}
