/**
 * Traces that a thread may leave in the isolate it ran in. A carrier must look new to its next thread: what can be put
 * back is put back, and what can't (timers, sockets, watchers) is reported, so that the carrier retires.
 */

let resources = 0
const listeners = new Map<string | symbol, number>()

/** Called once, when the carrier has booted and before its first thread. */
export function rememberCleanState(): void {
  resources = activeResources()
  for (const event of process.eventNames()) listeners.set(event, process.listenerCount(event))
}

/** Puts the exit code and process listeners back. @returns whether timers or handles are left. */
export function cleanUp(): boolean {
  if (process.exitCode !== undefined) process.exitCode = undefined
  for (const event of process.eventNames()) {
    const kept = listeners.get(event) ?? 0
    for (const added of process.rawListeners(event).slice(kept)) process.off(event, added as () => void)
  }
  return activeResources() > resources
}

function activeResources(): number {
  return process.getActiveResourcesInfo().length
}
