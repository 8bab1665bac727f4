/** Interrupting the main thread from any thread. */
import { load } from '#atomics'
import { MAIN_THREAD, SIGNALS_ASKED, SUPERVISOR } from '../core/layout.ts'
import { ring } from '../core/mailbox.ts'
import { addSignals, setOf } from '../core/signal-set.ts'
import { raise, signalNumber } from '../platform/main-signals.ts'
import { ensureArena } from '../runtime/arena-boot.ts'
import { handleInterrupts } from '../runtime/interrupts.ts'
import { self } from '../runtime/self.ts'

/**
 * Does to the main thread what a signal would do, as when Ctrl-C was pressed.
 *
 * If main is blocked in a wait of this library, its listeners for the signal are called there; without one, SIGINT makes
 * the wait throw KeyboardInterrupt. A main thread that is not blocked, and does not block within 50 ms, gets the signal
 * itself: its listeners are called in its event loop, and without one the signal ends the process. Called in the main
 * thread, it calls the listeners or throws KeyboardInterrupt at once.
 *
 * @param signal - name or number, as in `os.constants.signals`. Default `'SIGINT'`.
 * @throws RangeError when this system has no such signal. @throws KeyboardInterrupt in the main thread.
 * @see Python `_thread.interrupt_main`. Differs: a signal without a listener, other than SIGINT, has its default effect.
 */
export function interruptMain(signal: string | number = 'SIGINT'): void {
  const number = signalNumber(signal)
  if (number === undefined) {
    throw new RangeError(
      `Expected the name or number of a signal of this system, such as 'SIGINT', got \`${String(signal)}\``,
    )
  }
  ensureArena()
  const main = load(MAIN_THREAD)
  if (self !== main && load(SUPERVISOR) === 0) {
    raise(number)
    return
  }
  addSignals(SIGNALS_ASKED, setOf(number))
  if (self === main) handleInterrupts()
  else {
    // main's event loop takes it, or a wait of main that the supervisor wakes
    ring(main)
    ring(load(SUPERVISOR))
  }
}
