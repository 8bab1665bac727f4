/**
 * The end of the program, in Python's order: main ends, then non-daemon threads are waited for, then the process exits;
 * daemon threads die with it.
 *
 * When main's event loop has run dry ('beforeExit'), main is done; while non-daemon threads live, the loop is held open
 * and their ends ring main's mailbox. After an uncaught error Node emits 'exit' at once, so there main blocks instead,
 * having printed the error first, as Python prints it before it waits.
 */
import { load } from '#atomics'
import { MAIN_THREAD, NON_DAEMON, T_STATE } from '../core/layout.ts'
import { park } from '../core/park.ts'
import { holdLoop, releaseLoop } from '../platform/keep-alive.ts'
import { onMainEnd } from '../platform/main-process.ts'
import { announce } from './finish.ts'
import { watch } from './mail.ts'
import { STATE_DONE } from './thread-block.ts'

let waiting = false

/** Called once, in the thread that made the arena; carriers and dummy threads end otherwise. */
export function superviseMainEnd(): void {
  onMainEnd({
    loopEmpty: waitInLoop,
    threadsLeft: () => load(NON_DAEMON) > 0,
    crashed: () => {
      markMainDone()
      blockUntilThreadsEnd()
    },
  })
}

/** Sleeps until no non-daemon thread but main is left. */
export function blockUntilThreadsEnd(): void {
  for (let left = load(NON_DAEMON); left > 0; left = load(NON_DAEMON)) park(NON_DAEMON, left, Infinity)
}

/** Threads that join main go on. */
export function markMainDone(): void {
  const main = load(MAIN_THREAD)
  if (load(main + T_STATE) !== STATE_DONE) announce(main)
}

function waitInLoop(): void {
  markMainDone()
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
