/** Captured variables whose declaration has not run yet. Node >= 22 throws when they are read; Node 20 shows `undefined`. */
import { Refusal } from './refusal.ts'
import { callerFrames } from './scripts.ts'
import type { Script } from './scripts.ts'

const SHOWS_UNDEFINED = process.versions.node.startsWith('20.')

/**
 * Without a script: the variable is known not to be initialised. With one: its value reads `undefined`, and it is refused only
 * on Node 20, and only if it is a top-level constant declared below the line at which its module stands right now.
 * @throws {@link Refusal}
 */
export function refuseUninitialised(name: string, script?: Script | undefined, top = true): void {
  if (script !== undefined || !top) {
    if (!SHOWS_UNDEFINED || !top || script === undefined || !script.facts.topConstants.has(name)) return
    const declared = script.facts.constants.get(name)
    if (declared === undefined) return
    const line = script.source.slice(0, declared).split('\n').length - 1
    if (!callerFrames().some((frame) => frame.url === script.url && frame.atTop && frame.line < line)) return
  }
  throw new Refusal(
    'it is not initialised yet (declared below this line); start the thread after its declaration',
    [`\`${name}\``],
  )
}
