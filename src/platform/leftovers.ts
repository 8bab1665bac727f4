/**
 * Traces that a thread may leave in the isolate it ran in. A carrier must look new to its next thread: what can be put
 * back is put back, and what can't (timers, sockets, watchers) is reported, so that the carrier retires.
 */

/** How many of each kind: what passes while a carrier boots, such as a handle that is closing, must not hide a timer later. */
let resources: ReadonlyMap<string, number> = new Map()
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
  for (const [kind, count] of activeResources()) if (count > (resources.get(kind) ?? 0)) return true
  return false
}

function activeResources(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}
