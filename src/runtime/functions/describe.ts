/**
 * Describes functions of this thread so that they can be written into messages: what V8 says about them, worked out once per
 * place in the program (a literal) and once per function.
 *
 * A description keeps the captured values of variables that never change, and is then good for ever. If a captured variable is
 * assigned somewhere, the values are looked up anew for each message.
 */
import { InspectorUnavailable, mainRealm, viewFunction } from '../../platform/inspector.ts'
import type { BoundParts, FunctionView, Scope } from '../../platform/inspector.ts'
import { bindName, globalScope, keepsValue } from './bindings.ts'
import { exportOf } from './by-reference.ts'
import type { ExportRef } from './by-reference.ts'
import { travels } from './code-unit.ts'
import type { CodeUnit } from './code-unit.ts'
import { describeWithoutInspector } from './explicit-scope.ts'
import { isShared } from '../shared-registry.ts'
import { loneClosure, noteText, forgetTexts } from './lone-text.ts'
import { makeUnit } from './make-unit.ts'
import { ownExport } from './own-exports.ts'
import { Refusal } from './refusal.ts'
import { refuseUninitialised } from './dead-zone.ts'

export interface Closure {
  readonly form: 'closure'
  readonly unit: CodeUnit
  /** Values of the bindings that travel, in their order. */
  readonly values: readonly unknown[]
}
export interface Bound extends BoundParts {
  readonly form: 'bound'
}
export interface Imported extends ExportRef {
  readonly form: 'imported'
}
export type Description = Closure | Bound | Imported

/** One place in the program where functions are made, and where the values of its free names are found. */
interface Literal {
  readonly unit: CodeUnit
  /** Index into the scopes of a function made here, -1 for the global object, or {@link SUPERCLASS}. */
  readonly scopes: readonly number[]
  readonly keepsValues: boolean
}

/** The value is no variable's, but what the class extends. */
const SUPERCLASS = -2

let literals = new Map<string, Literal>()
let lasting = new WeakMap<Function, Description>()

/** Forgets all descriptions: some decision behind them changed. */
export function forgetDescriptions(): void {
  literals = new Map()
  lasting = new WeakMap()
  forgetTexts()
}

/** Whether `f` was described for good, and what was found. Never looks into the function. */
export function knownDescription(f: Function): Description | undefined {
  return lasting.get(f)
}

/** @throws {@link Refusal} it cannot run in another thread */
export function describe(f: Function): Description {
  const known = lasting.get(f)
  if (known !== undefined) return known
  const own = ownExport(f)
  if (own !== undefined) return importedFrom(own, f)
  const explicit = describeWithoutInspector(f)
  if (explicit !== undefined) {
    lasting.set(f, explicit)
    return explicit
  }
  const lone = loneClosure(f)
  if (lone !== undefined) {
    lasting.set(f, lone)
    return lone
  }
  const view = look(f)
  if (view.bound !== undefined) {
    const bound: Bound = { form: 'bound', ...view.bound }
    lasting.set(f, bound)
    return bound
  }
  const { location } = view
  if (location === undefined) throw new Refusal('it is native code (not JavaScript source)')
  const key = `${location.scriptId}:${location.line}:${location.column}`
  let literal = literals.get(key)
  if (literal === undefined) {
    const exported = exportOf(f, view)
    if (exported !== undefined) return importedFrom(exported, f)
    literal = makeLiteral(f, view)
    literals.set(key, literal)
  }
  const closure: Closure = { form: 'closure', unit: literal.unit, values: readValues(literal, view, f) }
  if (literal.keepsValues) lasting.set(f, closure)
  return closure
}

function importedFrom(ref: ExportRef, f: Function): Imported {
  const imported: Imported = { form: 'imported', ...ref }
  lasting.set(f, imported)
  return imported
}

function look(f: Function): FunctionView {
  try {
    return viewFunction(f)
  } catch (error) {
    if (!(error instanceof InspectorUnavailable)) throw error
    throw new Refusal(
      `what it captures cannot be seen, because the V8 inspector is not available here (${error.message}); ` +
        'name the captured values in the option `scope: { name }`, or use a function that a module exports',
    )
  }
}

function makeLiteral(f: Function, view: FunctionView): Literal {
  const draft = makeUnit(f, view)
  const { script, analysis, shape } = draft
  const bindings: CodeUnit['bindings'][number][] = []
  const scopes: number[] = []
  let keepsValues = true
  for (const name of analysis.free) {
    if (name === draft.superName) {
      bindings.push({ how: 'value', name })
      scopes.push(SUPERCLASS)
      continue
    }
    let index = view.scopes.findIndex((scope) => has(scope, name))
    const scope = view.scopes[index] ?? globalScope(name, mainRealm())
    if (scope === undefined) continue // a global: the thread has its own
    if (!(index >= 0)) index = -1
    const value = readVariable(scope, name, draft.script, index === view.scopes.length - 1)
    const top = index === view.scopes.length - 1
    // Variables of scripts (`-e`, a REPL) may be assigned by another script, whose text says nothing here.
    const elsewhere = scope.kind.startsWith('Script') && script?.facts.topConstants.has(name) !== true
    const keeps = !elsewhere && keepsValue(name, top, script)
    let binding = bindName(name, value, script, shape.tokens, top)
    if (draft.unit.stateModule !== undefined && top && binding.how === 'value' && isState(value, keeps)) {
      binding = { how: 'state', name, changes: !keeps }
    }
    bindings.push(binding)
    if (!travels(binding)) continue
    scopes.push(index)
    if (binding.how !== 'members' && !keeps) keepsValues = false
  }
  noteText(f, draft)
  const early = draft.unit.early.filter((name) => bindings.some((binding) => binding.name === name))
  return { unit: { ...draft.unit, bindings, early }, scopes, keepsValues }
}

/** Not functions and constants: those are the same for every function of the module anyway. */
function isState(value: unknown, keeps: boolean): boolean {
  if (typeof value === 'object' && value !== null) return !isShared(value)
  return !keeps
}

function has(scope: Scope, name: string): boolean {
  return scope.kind.startsWith('With') ? name in scope.variables : Object.hasOwn(scope.variables, name)
}

function readVariable(
  scope: Scope,
  name: string,
  script: Parameters<typeof refuseUninitialised>[1],
  top: boolean,
): unknown {
  let value: unknown
  try {
    value = scope.variables[name]
  } catch {
    return refuseUninitialised(name)
  }
  if (value === undefined) refuseUninitialised(name, script, top)
  return value
}

function readValues(literal: Literal, view: FunctionView, f: Function): unknown[] {
  const values: unknown[] = []
  let next = 0
  for (const binding of literal.unit.bindings) {
    if (!travels(binding)) continue
    const index = literal.scopes[next++] ?? -1
    if (index === SUPERCLASS) {
      values.push(Object.getPrototypeOf(f))
      continue
    }
    const scope = view.scopes[index] ?? globalScope(binding.name, mainRealm())
    let value: unknown
    try {
      value = scope?.variables[binding.name]
    } catch {
      refuseUninitialised(binding.name)
    }
    values.push(value)
  }
  return values
}
