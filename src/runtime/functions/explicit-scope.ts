/** Functions that are described without the inspector: by their text, and by what the program says of their names. */
import { inspectorAvailable } from '../../platform/inspector.ts'
import type { Closure, Imported } from './describe.ts'
import { describeFromText, describeText } from './from-text.ts'
import { isAlone, scopeGiven } from './given-scope.ts'

/** @returns undefined when the inspector is to be asked */
export function describeWithoutInspector(f: Function): Closure | Imported | undefined {
  if (isAlone(f)) return describeText(f, {}, [])
  const scope = scopeGiven(f)
  if (scope === undefined && inspectorAvailable()) return undefined
  return describeFromText(f, scope)
}
