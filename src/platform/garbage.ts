/** Collecting garbage on purpose. What has been collected is told to its finalizers in a later turn of the event loop. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** Collects all objects of this thread that nothing refers to, at once. Takes some milliseconds, more with a large heap. */
export function collectGarbage(): void {
  collect ??= collector()
  collect()
}

/**
 * The targets of this turn's WeakRefs can be collected from here on: the engine keeps them until the promise jobs of a
 * context have run, and those of a new one run in the middle of a turn.
 */
export function forgetKept(): void {
  runInNewContext('0', {}, { microtaskMode: 'afterEvaluate' })
}

/** The engine shows it in new contexts while this flag is on, which is the program's to set: it is put back. */
function collector(): () => void {
  const shown = inNewContext()
  if (shown !== undefined) return shown
  setFlagsFromString('--expose-gc')
  try {
    return inNewContext() ?? (() => {})
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}

function inNewContext(): (() => void) | undefined {
  const gc = runInNewContext('globalThis.gc') as (() => void) | undefined
  return gc && (() => gc())
}

/** Calls `action` in a later turn of the event loop, if there is one: keeps nothing alive. */
export function inLaterTurn(action: () => void): void {
  setImmediate(action).unref()
}
