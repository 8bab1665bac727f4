/** What has to be done at the end of every thread of a carrier. */

/** An error that ended the thread: nobody caught it. In an object, because anything can be thrown. */
export interface Uncaught {
  readonly error: unknown
}
type Hook = (uncaught: Uncaught | undefined) => void

/** In the order in which they are run. */
const hooks: Hook[] = []
const lastHooks: (() => void)[] = []

/** Runs `hook` while the carrier is still that thread; it must not throw and must not wait for long. */
export function onThreadEnd(hook: Hook): void {
  hooks.push(hook)
}

/** @param uncaught - what ended the thread, if an error did. */
export function runThreadEndHooks(uncaught?: Uncaught): void {
  for (const hook of hooks) hook(uncaught)
}

/**
 * Runs `hook` when nothing of the thread runs any more, exit handlers and all the hooks above included; where the
 * carrier ends with its thread it does not run. For freeing what only that thread could see.
 */
export function onThreadGone(hook: () => void): void {
  lastHooks.push(hook)
}

export function runThreadGoneHooks(): void {
  for (const hook of lastHooks) hook()
}
