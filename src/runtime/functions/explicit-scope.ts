/**
 * Functions whose captured values the program names itself, in the option `scope: { name }`: for where the inspector is missing
 * (`node --permission`, Bun) or the code was minified into one scope.
 */
import { inspectorAvailable } from '../../platform/inspector.ts'
import type { Closure, Imported } from './describe.ts'
import { describeFromText } from './from-text.ts'

const scopes = new WeakMap<Function, Readonly<Record<string, unknown>>>()

/** Says what the free names of `f` stand for; takes the place of looking into it. */
export function giveScope(f: Function, scope: Readonly<Record<string, unknown>>): void {
  scopes.set(f, scope)
}

/** @returns undefined when the inspector is to be asked */
export function describeWithoutInspector(f: Function): Closure | Imported | undefined {
  const scope = scopes.get(f)
  if (scope === undefined && inspectorAvailable()) return undefined
  return describeFromText(f, scope)
}
