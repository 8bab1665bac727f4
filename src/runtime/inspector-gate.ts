/**
 * When the supervisor may look into other threads by the inspector: not while the process exits, since Node keeps a
 * process with an open session from exiting, and says so on stderr ("Waiting for the debugger to disconnect...").
 *
 * INSPECTOR_GATE: OPEN → IN_USE → OPEN around each look, by the supervisor; main at its exit makes it CLOSED for good, or
 * WANTED when it finds it IN_USE, and sleeps until the supervisor, done, makes that CLOSED. All by compareExchange, so a
 * look that begins when main exits either is seen by main or does not happen. Main can be looked into while it sleeps.
 */
import { compareExchange, load, notify, wait } from '#atomics'
import { deadlineAfter, remaining } from '../core/clock.ts'
import { INSPECTOR_GATE } from '../core/layout.ts'

const OPEN = 0
const IN_USE = 1
const WANTED = 2
const CLOSED = 3
/** A look takes half a second at most; an exit must come to its end even if the supervisor has died in one. */
const PATIENCE_MS = 1000

/** The supervisor's side. @returns false when the process exits. */
export function enterGate(): boolean {
  return compareExchange(INSPECTOR_GATE, OPEN, IN_USE) === OPEN
}

/** The supervisor has closed its session. */
export function leaveGate(): void {
  if (compareExchange(INSPECTOR_GATE, IN_USE, OPEN) === IN_USE) return
  compareExchange(INSPECTOR_GATE, WANTED, CLOSED)
  notify(INSPECTOR_GATE, 1)
}

/** Whether main has begun to exit: what ends now was ended on purpose. */
export function isExiting(): boolean {
  return load(INSPECTOR_GATE) >= WANTED
}

/** Main's side: returns when no look is under way, and none will be from here on. */
export function closeGate(): void {
  if (compareExchange(INSPECTOR_GATE, OPEN, CLOSED) !== IN_USE) return
  if (compareExchange(INSPECTOR_GATE, IN_USE, WANTED) === OPEN) return closeGate()
  const deadlineMs = deadlineAfter(PATIENCE_MS)
  while (load(INSPECTOR_GATE) === WANTED && remaining(deadlineMs) > 0) {
    wait(INSPECTOR_GATE, WANTED, remaining(deadlineMs))
  }
}
