/**
 * The mailbox of a thread: how others wake its event loop.
 *
 * Two words of the thread's block: T_MAIL_STACK, a stack of delivered blocks linked by W_MAIL_NEXT (pushed by anyone
 * with compareExchange, taken whole by the thread with exchange, so there is no ABA problem), and T_MAIL, a counter that
 * rises after each push. The thread reads T_MAIL, empties the stack, and only then waits for T_MAIL to leave the value
 * it read: a push before the emptying was seen, a push after it has raised the counter. Deliveries between two turns of
 * the loop cost one wake.
 *
 * A pending `Atomics.waitAsync` keeps no event loop alive: who awaits mail holds a keep-alive (runtime/mail.ts).
 */
import { add, compareExchange, exchange, load, notify, store } from '#atomics'
import { T_MAIL, T_MAIL_STACK, W_MAIL_NEXT } from './layout.ts'

/** Kinds of delivered blocks (W_KIND). */
export const MAIL_SIGNAL = 0
/** A log record for a handler of this thread; W_PAYLOAD is the address of a message [logging/forward.ts]. */
export const MAIL_LOG_RECORD = 1
/** A thread asks the supervisor for a dump; W_PAYLOAD is the address of its request [runtime/dump/request.ts] */
export const MAIL_DUMP = 2
/** A task has begun whose time is limited; W_PAYLOAD is the address of its terms [runtime/task-watch.ts] */
export const MAIL_TASK_TIME = 3
/** A task is to be stopped by force: the supervisor looks which [runtime/task-watch.ts] */
export const MAIL_STOP_TASKS = 4

/** Puts a block into the mailbox of `thread` and wakes its loop. The block belongs to that thread from here on. */
export function deliver(thread: number, block: number): void {
  for (;;) {
    const top = load(thread + T_MAIL_STACK)
    store(block + W_MAIL_NEXT, top)
    if (compareExchange(thread + T_MAIL_STACK, top, block) === top) break
  }
  ring(thread)
}

/**
 * Wakes the loop of `thread` without delivering anything: it looks at the state it cares about.
 *
 * All sleepers of the word are notified, though only one counts: a carrier whose last thread had its block at this
 * address may still have a `waitAsync` pending here, and it must not swallow the notify.
 */
export function ring(thread: number): void {
  add(thread + T_MAIL, 1)
  notify(thread + T_MAIL, Infinity)
}

/** Takes everything delivered so far, oldest first. */
export function collect(thread: number): number[] {
  const blocks: number[] = []
  for (let at = exchange(thread + T_MAIL_STACK, 0); at !== 0; at = load(at + W_MAIL_NEXT)) blocks.push(at)
  return blocks.reverse()
}
