/**
 * Signals while the main thread is blocked: the supervisor's side of interrupts.ts, where the words are explained.
 *
 * It watches what main wants while main wants it, and tells it by SIGNALS_HEARD and a notify of the word that main
 * sleeps on. Main may be between its last look and its sleep, where a notify is lost: so it is repeated until main has
 * taken the signal. A signal that is heard when main has just left its wait is Node's again: if main listens for it,
 * its own event loop has it already; if not, it is sent once more when nobody watches it, and has its default effect.
 */
import { load, notify, store } from '#atomics'
import { now } from '../core/clock.ts'
import {
  MAIN_THREAD,
  SIGNALS_ASKED,
  SIGNALS_ECHO,
  SIGNALS_HEARD,
  SIGNALS_NATIVE,
  SIGNALS_WANTED,
  SIGNALS_WATCHED,
  T_WAITS_FOR,
} from '../core/layout.ts'
import { addSignals, setOf, signalsIn, takeSignals } from '../core/signal-set.ts'
import { raise } from '../platform/main-signals.ts'
import { watchSignal } from '../platform/signals.ts'
import type { StopWatching } from '../platform/signals.ts'
import { watch } from './mail.ts'

/** Longest pause between two notifies. */
const REPEAT_MS = 16
/** A thread that calls `interruptMain()` when main has just started it finds main in `join()` a little later. */
const GRACE_MS = 50

interface Watched {
  readonly stop: StopWatching
  stopping: boolean
  /** To be sent again when nobody watches it. */
  owed: boolean
}
const watching = new Map<number, Watched>()
let nudging = false

/** Called once, in the supervisor. */
export function watchForMain(): void {
  watch(look)
  look()
}

function look(): void {
  adjust()
  if (load(SIGNALS_ECHO) !== 0) setImmediate(() => setImmediate(echo))
  nudge()
}

function adjust(): void {
  const wanted = load(SIGNALS_WANTED)
  for (const signal of signalsIn(wanted)) if (!watching.has(signal)) begin(signal)
  for (const [signal, state] of watching) if ((wanted & setOf(signal)) === 0) end(signal, state)
}

function begin(signal: number): void {
  const stop = watchSignal(signal, () => heard(signal))
  if (stop === undefined) return
  watching.set(signal, { stop, stopping: false, owed: false })
  addSignals(SIGNALS_WATCHED, setOf(signal))
}

function end(signal: number, state: Watched): void {
  if (state.stopping) return
  state.stopping = true
  state.stop((missed) => {
    watching.delete(signal)
    takeSignals(SIGNALS_WATCHED, setOf(signal))
    notify(SIGNALS_WATCHED, Infinity)
    if (missed) heard(signal)
    if (state.owed) raise(signal)
    adjust()
  })
}

function heard(signal: number): void {
  if (isWanted(signal)) {
    addSignals(SIGNALS_HEARD, setOf(signal))
    // Main leaves by taking back its wish, then what it has been told. If it still wishes, it will look.
    if (isWanted(signal) || takeSignals(SIGNALS_HEARD, setOf(signal)) === 0) {
      nudge()
      return
    }
  }
  if ((load(SIGNALS_NATIVE) & setOf(signal)) !== 0) return
  const state = watching.get(signal)
  if (state === undefined) raise(signal)
  else {
    state.owed = true
    end(signal, state)
  }
}

function isWanted(signal: number): boolean {
  return (load(SIGNALS_WANTED) & setOf(signal)) !== 0
}

/** Two turns of the loop after main asked: all signals that had come by then have been heard. */
function echo(): void {
  store(SIGNALS_ECHO, 0)
  notify(SIGNALS_ECHO, Infinity)
}

function nudge(): void {
  if (nudging) return
  nudging = true
  step(1, now())
}

function step(pauseMs: number, sinceMs: number): void {
  if (load(SIGNALS_WANTED) === 0 && now() - sinceMs > GRACE_MS) {
    for (const signal of signalsIn(takeSignals(SIGNALS_ASKED, -1))) raise(signal)
  }
  nudging = (load(SIGNALS_HEARD) | load(SIGNALS_ASKED)) !== 0
  if (!nudging) return
  const word = load(load(MAIN_THREAD) + T_WAITS_FOR)
  // whoever else sleeps on that word wakes too, looks, and sleeps on
  if (word !== 0) notify(word, Infinity)
  setTimeout(step, pauseMs, Math.min(2 * pauseMs, REPEAT_MS), sinceMs)
}
