/**
 * Variables of modules that cannot be imported in a thread (bundles, files that only a loader of the starting thread understands):
 * their functions travel by source, and so must the variables that these functions share and write to.
 *
 * In the receiver such variables live as long as the thread, as a module's would. They are parts (see `forms.ts`): sent again only when
 * the sender's value changed, and then replaced.
 */
import { entryPath, filePath, threadId } from '../../platform/modules.ts'
import { mayLoad } from './module-refs.ts'
import { callerFrames } from './scripts.ts'
import type { Script } from './scripts.ts'

export interface StateVariable {
  /** The module: the sending thread and its number for the script. */
  readonly module: string
  readonly name: string
  value: unknown
}

const BUNDLE = /^\/\/ (?:\.\.\/)*node_modules\/|\b__commonJS\(|\b__webpack_require__\b/m
/** Nobody writes lines of this length. */
const MINIFIED = /^(?!\/\/. sourceM)[^\n]{3000}/m

const modules = new Map<Script, string | undefined>()

/** The name of the module whose variables are to be kept, or undefined for ordinary files. */
export function stateModule(script: Script | undefined): string | undefined {
  if (script === undefined) return undefined
  if (!modules.has(script))
    modules.set(script, isBundle(script) || cannotBeImported(script) ? `${threadId}:${script.id}` : undefined)
  return modules.get(script)
}

function isBundle({ source, url }: Script): boolean {
  return BUNDLE.test(source) || (!/\.[mc]?tsx?$/.test(url) && MINIFIED.test(source))
}

function cannotBeImported({ url }: Script): boolean {
  const path = filePath(url)
  if (path === undefined || path === entryPath() || mayLoad(url)) return false
  return !callerFrames().some((frame) => frame.url === url)
}

const markers = new Map<string, Function>()
const variables = new WeakMap<Function, StateVariable>()

/** What is written for a variable: always the same object for the same variable, so that it is one part. */
export function stateMarker(module: string, name: string, value: unknown): Function {
  const key = `${module} ${name}`
  let marker = markers.get(key)
  if (marker === undefined) {
    marker = (): void => {}
    markers.set(key, marker)
    variables.set(marker, { module, name, value })
  }
  const variable = variables.get(marker)
  if (variable !== undefined) variable.value = value
  return marker
}

export function stateVariable(marker: Function): StateVariable | undefined {
  return variables.get(marker)
}

/** A variable of such a module in the receiving thread. */
export class StateBox {
  readonly module: string
  readonly name: string

  constructor(module: string, name: string, value: unknown) {
    this.module = module
    this.name = name
    cellsOf(module)[name] = value
  }

  get value(): unknown {
    return cellsOf(this.module)[this.name]
  }

  static is(value: unknown): value is StateBox {
    return typeof value === 'object' && value !== null && boxes.has(value)
  }
}

const boxes = new WeakSet<object>()
const cells = new Map<string, Record<string, unknown>>()

export function stateBox(module: string, name: string, value: unknown): StateBox {
  const box = new StateBox(module, name, value)
  boxes.add(box)
  return box
}

/** The module's variables by name: functions that write to them are compiled inside of `with (cells)`. */
export function cellsOf(module: string): Record<string, unknown> {
  let found = cells.get(module)
  if (found === undefined) {
    found = Object.create(null) as Record<string, unknown>
    cells.set(module, found)
  }
  return found
}
