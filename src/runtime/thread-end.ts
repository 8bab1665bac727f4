/** What has to be done at the end of every thread of this carrier. */
const hooks: (() => void)[] = []
const lastHooks: (() => void)[] = []

/** Runs `hook` while the carrier is still that thread; it must not throw and must not wait for long. */
export function onThreadEnd(hook: () => void): void {
  hooks.push(hook)
}

export function runThreadEndHooks(): void {
  for (const hook of hooks) hook()
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
