/** This thread's event loop: a turn of it, and whether it has anything to do. */

/** Resolves after one turn of the loop: callbacks that are due have run, and finalizers. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** How many timers, sockets, requests and other handles keep the loop turning. */
export function activeResources(): number {
  return process.getActiveResourcesInfo().length
}

/** The code with which this thread was told to exit, undefined when it was not. */
export function exitCodeHere(): number | undefined {
  return process.exitCode === undefined ? undefined : Number(process.exitCode)
}
