/** Works out a code unit from a function and V8's view of it, except for how its free names are bound. */
import type { FunctionView, Location } from '../../platform/inspector.ts'
import { filePath } from '../../platform/modules.ts'
import { readClass } from './class-text.ts'
import type { ClassText } from './class-text.ts'
import type { CodeUnit } from './code-unit.ts'
import { analyse, IMPORT_META } from './free-names.ts'
import type { Analysis } from './free-names.ts'
import { Refusal } from './refusal.ts'
import { baseOf, offsetOf, scriptOf } from './scripts.ts'
import type { Script } from './scripts.ts'
import { stateModule } from './module-state.ts'
import { shapeOf } from './text-shape.ts'
import type { TextShape } from './text-shape.ts'

export interface Draft {
  readonly unit: CodeUnit
  readonly script: Script | undefined
  readonly analysis: Analysis
  readonly shape: TextShape
  /** The name that stands for the superclass in the unit's text, if its own expression cannot be evaluated again. */
  readonly superName: string | undefined
}

/** @throws {@link Refusal} */
export function makeUnit(f: Function, view: FunctionView): Draft {
  const source = Function.prototype.toString.call(f)
  const { location } = view
  if (location === undefined || /\{\s*\[native code\]\s*\}$/.test(source)) {
    throw new Refusal('it is native code (not JavaScript source)')
  }
  const shape = shapeOf(source)
  let script = scriptOf(location, source, shape.head)
  if (script?.url.startsWith('node:') === true) throw new Refusal('it is an internal function of Node.js')
  const replaced = shape.kind === 'class' ? replacedStatics(f) : new Set<string>()
  const classText = shape.kind === 'class' ? readClass(source, shape.tokens, replaced) : undefined
  const superName = classText === undefined ? undefined : lostSuperclass(classText, source, view)
  const text = superName === undefined ? (classText?.text ?? source) : nameSuperclass(classText, superName)
  const analysis = analyse(text, shape, !isStrict(f, view, script, shape))
  if (script !== undefined && !script.exact && wasTransformed(analysis, view, script)) {
    script = scriptOf(location, source, shape.head, true)
  }
  const isModule = view.scopes.some((scope) => scope.kind.startsWith('Module'))
  const url = script?.url ?? '[thread]'
  const usesMeta = analysis.free.includes(IMPORT_META)
  const { free } = analysis
  return {
    script,
    shape,
    superName,
    analysis: usesMeta ? { ...analysis, free: free.filter((name) => name !== IMPORT_META) } : analysis,
    unit: {
      kind: shape.kind,
      name: f.name,
      text: analysis.text,
      file: isModule ? url : (filePath(url) ?? url),
      ...startOf(location, shape.head, script),
      strict: analysis.strict,
      inObject: analysis.inObject,
      outerThis: analysis.outerThis,
      metaUrl: usesMeta ? baseOf(script) : undefined,
      bindings: [],
      early: free.filter((name) => name === superName || classText?.early.has(name) === true),
      stateModule: stateModule(script),
    },
  }
}

/**
 * `extends` was evaluated by the code around the class, and V8 keeps no variable for that alone. Unless the expression is a name that
 * can be seen, a name that the text does not contain takes its place, no longer than the expression: columns stay true.
 */
function lostSuperclass({ heritage }: ClassText, source: string, view: FunctionView): string | undefined {
  if (heritage === undefined) return undefined
  const expression = source.slice(heritage.start, heritage.end)
  if (expression === 'null') return undefined
  const visible =
    view.scopes.some((scope) => Object.hasOwn(scope.variables, expression)) || expression in globalThis
  if (visible && /^[\w$]+$/.test(expression)) return undefined
  for (let name = '$'; ; name += '$') if (!source.includes(name)) return name
}

function nameSuperclass(classText: ClassText | undefined, name: string): string {
  const { text, heritage } = classText ?? { text: '', heritage: undefined }
  if (heritage === undefined) return text
  const { start, end } = heritage
  // A line end within the expression must stay, or all lines below it would move.
  return `${text.slice(0, start)}${name}${text.slice(start + name.length, end).replace(/[^\n]/g, ' ')}${text.slice(end)}`
}

/** Static fields whose values travel; functions among them are made by the class's own text. */
export function replacedStatics(f: Function): Set<string> {
  const names = new Set<string>()
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(f))) {
    if (property.enumerable === true && 'value' in property && typeof property.value !== 'function')
      names.add(name)
  }
  return names
}

function isStrict(f: Function, view: FunctionView, script: Script | undefined, shape: TextShape): boolean {
  if (shape.kind === 'class' || view.scopes.some((scope) => scope.kind.startsWith('Module'))) return true
  // Sloppy ordinary functions (not async ones, not generators) have `caller` of their own, strict ones have not.
  const ordinary = shape.kind === 'function' && Object.getPrototypeOf(f) === Function.prototype
  if (ordinary && Object.hasOwn(f, 'prototype') && !Object.hasOwn(f, 'caller')) return true
  return script?.facts.strict === true
}

/** A captured name that the file does not mention: something rewrote the file while it was loaded. */
function wasTransformed(analysis: Analysis, view: FunctionView, script: Script): boolean {
  return analysis.free.some(
    (name) =>
      name !== IMPORT_META &&
      !script.source.includes(name) &&
      view.scopes.some((scope) => Object.hasOwn(scope.variables, name)),
  )
}

function startOf(
  location: Location,
  head: number,
  script: Script | undefined,
): { line: number; column: number } {
  const { line, column } = location
  if (head <= column || script === undefined) {
    // The head is nearly always on the line of the parameters; if not, a line end lies within it.
    const offset = script === undefined ? undefined : offsetOf(script.source, line, column)
    const start = offset === undefined ? undefined : offset - head
    if (
      script === undefined ||
      start === undefined ||
      script.source.lastIndexOf('\n', (offset ?? 0) - 1) < start
    ) {
      return { line, column: column - head }
    }
  }
  const offset = (offsetOf(script.source, line, column) ?? 0) - head
  const before = script.source.slice(0, Math.max(0, offset)).split('\n')
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}
