/**
 * Awaiting a shared object: the promise twin of `core/park.ts`.
 *
 * `attempt` is tried first, and again each time the waiter is signalled; between the enlisting and the sleep it is
 * tried once more, so a change that came in between is not missed. A timeout withdraws the waiter; when the signal was
 * faster, the attempt decides.
 */
import { enlist } from '../core/wait-list.ts'
import { onSignal, withdrawSignal } from './mail.ts'
import { self, selfIdent } from './self.ts'

/** Longest delay of a Node timer; longer timeouts wait for ever, as CPython's do for any practical purpose. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * @param list - address of a wait list.
 * @param attempt - takes or checks what is awaited; must not block. It runs in this thread's event loop. It must hold the
 *   object's handle: nothing else keeps the list from being reclaimed while the promise waits.
 * @returns whether the attempt succeeded before the timeout.
 */
export function awaitOn(list: number, attempt: () => boolean, timeoutMs: number): Promise<boolean> {
  if (attempt()) return Promise.resolve(true)
  if (timeoutMs <= 0) return Promise.resolve(false)
  return new Promise((resolve) => {
    let waiter = 0
    let expired = false
    /** The attempt has succeeded, but a signal was faster than the withdrawal and is on its way. */
    let taken = false
    const timer = timeoutMs <= MAX_TIMER_MS ? setTimeout(onTimeout, timeoutMs) : undefined

    enter()

    function enter(): void {
      waiter = enlist(list, self, selfIdent)
      onSignal(list, waiter, onSignalled)
      if (!attempt()) return
      if (withdrawSignal(waiter, onSignalled)) settle(true)
      else taken = true
    }
    function onSignalled(): void {
      if (taken || attempt()) settle(true)
      else if (expired) settle(false)
      else enter()
    }
    function onTimeout(): void {
      expired = true
      if (!taken && withdrawSignal(waiter, onSignalled)) settle(false)
    }
    function settle(success: boolean): void {
      clearTimeout(timer)
      resolve(success)
    }
  })
}
