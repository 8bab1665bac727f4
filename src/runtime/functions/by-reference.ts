/**
 * Functions and classes that another thread gets by importing the module that exports them, not by their source: so their
 * module's own state is whole, and a class is the same class as for all other code of that thread.
 *
 * Only from a module that is not the one starting the thread: what a file declares goes with its functions.
 */
import type { FunctionView } from '../../platform/inspector.ts'
import { isOwnUrl, mayLoad } from './module-refs.ts'
import { callerFrames, scriptOf } from './scripts.ts'
import { shapeOf } from './text-shape.ts'

export interface ExportRef {
  readonly url: string
  readonly exported: string
}

/** Where `f` can be imported from, or undefined: it travels by source then. */
export function exportOf(f: Function, view: FunctionView): ExportRef | undefined {
  const module = view.scopes.at(-1)
  if (view.location === undefined || module === undefined || !module.kind.startsWith('Module'))
    return undefined
  const text = Function.prototype.toString.call(f)
  const script = scriptOf(view.location, text, shapeOf(text).head)
  if (script === undefined || !script.url.startsWith('file:')) return undefined
  for (const [local, exported] of script.facts.exports) {
    if (!Object.hasOwn(module.variables, local) || !holds(module.variables, local, f)) continue
    if (isOwnUrl(script.url)) return { url: script.url, exported }
    if (callerFrames().some((frame) => frame.url === script.url)) return undefined
    return mayLoad(script.url) ? { url: script.url, exported } : undefined
  }
  return undefined
}

function holds(variables: Readonly<Record<string, unknown>>, name: string, f: Function): boolean {
  try {
    return variables[name] === f
  } catch {
    return false
  }
}
