/**
 * The end of the program, in Python's order: main ends, then non-daemon threads are waited for, then the process exits;
 * daemon threads die with it.
 *
 * When main's event loop has run dry ('beforeExit'), main is done; while non-daemon threads live, the loop is held open
 * and their ends ring main's mailbox. After an uncaught error Node emits 'exit' at once, so there main blocks instead,
 * having printed the error first, as Python prints it before it waits.
 */
import { load, notify, store } from '#atomics'
import { deadlineAfter } from '../core/clock.ts'
import { EXIT_REQUEST, MAIN_THREAD, NON_DAEMON, T_STATE, T_WAITS_FOR } from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import { park, sleepUntil, waitAsMain } from '../core/park.ts'
import { KeyboardInterrupt } from '../errors.ts'
import { holdLoop, releaseLoop } from '../platform/keep-alive.ts'
import { interruptMain, leaveProcess, onMainEnd } from '../platform/main-process.ts'
import { detachListeners, dieOf, SIGINT } from '../platform/main-signals.ts'
import { hasExitCalls, makeExitCalls } from './at-exit.ts'
import { announce } from './finish.ts'
import { obeyFirstDoomed } from './first-worker.ts'
import { closeGate } from './inspector-gate.ts'
import { beginLongWait, handleInterrupts, interrupted, prepareInterrupts, settleWatch } from './interrupts.ts'
import { drainMail, watch } from './mail.ts'
import { self } from './self.ts'
import { STATE_DONE } from './thread-block.ts'
import { writeNow } from './whole-write.ts'

let waiting = false
const lastActs: (() => void)[] = []
/** How long a sleeping main thread may take to leave before it is interrupted. */
const OBEY_MS = 250

/** Called once, in the thread that made the arena; carriers and dummy threads end otherwise. */
export function superviseMainEnd(): void {
  waitAsMain({ look: obeyExitRequest, interrupted, handle: handleInterrupts, begin: beginLongWait })
  prepareInterrupts()
  watch(obeyExitRequest)
  onMainEnd({
    loopEmpty: waitInLoop,
    workLeft: () => load(NON_DAEMON) > 0 || hasExitCalls(),
    crashed: (report) => {
      try {
        writeNow(2, report)
      } finally {
        endMain()
        blockUntilThreadsEnd()
      }
    },
    leaving: () => {
      for (const act of lastActs) act()
      closeGate()
    },
    isInterrupt: (error) => error instanceof KeyboardInterrupt,
    interrupted: () => {
      settleWatch(SIGINT)
      dieOf(SIGINT)
    },
  })
}

/** Has main call `act` when the process exits: after all threads' end, unless `process.exit()` came first. It must not throw. */
export function whenLeaving(act: () => void): void {
  lastActs.push(act)
}

/** Main looks at this word before and after each sleep and on each ring of its mailbox. */
function obeyExitRequest(): void {
  obeyFirstDoomed()
  const request = load(EXIT_REQUEST)
  if (request === 0) return
  closeGate()
  leaveProcess(request - 1)
}

/**
 * Ends the process from any thread, without exit handlers and without waiting for anybody; never returns.
 *
 * Only the main thread can end a process with an exit code. It is woken, wherever it sleeps; if it is busy instead, the
 * inspector makes it leave what it does.
 */
export function endProcess(code: number): never {
  const main = load(MAIN_THREAD)
  if (self === main) {
    closeGate()
    return leaveProcess(code)
  }
  store(EXIT_REQUEST, code + 1)
  ring(main)
  const sleepsOn = load(main + T_WAITS_FOR)
  // whoever else sleeps on that word wakes too, looks, and sleeps on
  if (sleepsOn !== 0) notify(sleepsOn, Infinity)
  sleepUntil(deadlineAfter(OBEY_MS))
  interruptMain(`process.reallyExit(${code})`)
  for (;;) sleepUntil(Infinity)
}

/** Sleeps until no non-daemon thread but main is left. Main has ended: Ctrl-C ends the program, with listeners as well. */
export function blockUntilThreadsEnd(): void {
  const attach = detachListeners(SIGINT)
  try {
    for (let left = load(NON_DAEMON); left > 0; left = load(NON_DAEMON)) park(NON_DAEMON, left, Infinity)
  } finally {
    attach()
  }
}

/** Main has ended: what it left to be done now is done, and threads that join main go on. */
export function endMain(): void {
  makeExitCalls()
  const main = load(MAIN_THREAD)
  if (load(main + T_STATE) !== STATE_DONE) announce(main)
}

function waitInLoop(): void {
  drainMail()
  endMain()
  if (waiting || load(NON_DAEMON) === 0) return
  waiting = true
  holdLoop()
  const stop = watch(() => {
    if (load(NON_DAEMON) > 0) return
    waiting = false
    stop()
    releaseLoop()
  })
}
