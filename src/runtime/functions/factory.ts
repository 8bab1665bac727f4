/**
 * Makes functions out of code units. Each unit is compiled once per thread into a generator; a closure is one run of it:
 *
 *   function*(early) { const { a } = early; const { b } = yield (TEXT) }
 *
 * The first step gives the function, while `b` is still in its dead zone; the second gives `b` its value, as a constant. So a
 * function exists before what it captures, which lets functions refer to each other, and a write to a captured variable throws
 * V8's own error at the user's line.
 */
import { compileBody } from '../../platform/compile.ts'
import { filePath, requireFrom } from '../../platform/modules.ts'
import type { CodeUnit } from './code-unit.ts'
import { IMPORT_META } from './free-names.ts'
import { cellsOf } from './module-state.ts'
import { outerThis } from './poison.ts'

type Values = Record<string, unknown>
type Maker = (this: unknown, early: Values) => Generator<unknown, void, Values>

export interface Instance {
  readonly fn: Function
  /** Gives the names that are not early their values; to be called once. */
  bind(values: Values): void
}

const makers = new WeakMap<CodeUnit, Maker>()

/** @param early - values of the unit's early names */
export function instantiate(unit: CodeUnit, early: Values): Instance {
  let maker = makers.get(unit)
  if (maker === undefined) {
    maker = compile(unit)
    makers.set(unit, maker)
  }
  if (unit.metaUrl !== undefined) early[IMPORT_META] = importMeta(unit.metaUrl)
  const self = unit.outerThis && unit.strict ? outerThis(unit.file, unit.line) : undefined
  const steps = Reflect.apply(maker, self, [early])
  const made = steps.next().value
  const fn = (unit.inObject ? onlyMember(made as object) : made) as Function
  return {
    fn,
    bind: (values) => {
      steps.next(values)
    },
  }
}

function compile(unit: CodeUnit): Maker {
  const { stateModule } = unit
  // Variables that the module's functions write to are looked up in the module's cells; the others are constants here too.
  const changing = new Set<string>()
  for (const binding of unit.bindings)
    if (binding.how === 'state' && binding.changes) changing.add(binding.name)
  const early = unit.early.filter((name) => !changing.has(name))
  const names = unit.bindings.map((binding) => binding.name)
  const late = names.filter((name) => !changing.has(name) && !early.includes(name))
  if (unit.metaUrl !== undefined && !early.includes(IMPORT_META)) early.push(IMPORT_META)
  const first = early.length === 0 ? '' : `const{${early.join(',')}}=arguments[0];`
  const cells = stateModule === undefined || changing.size === 0 ? undefined : cellsOf(stateModule)
  const head =
    `${cells === undefined ? '' : `with(${CELLS})`}{return function*(){${unit.strict ? "'use strict';" : ''}` +
    `${first}const{${late.join(',')}}=yield(${unit.inObject ? '{' : ''}`
  const code = `${head}${unit.text}\n${unit.inObject ? '}' : ''})}}`
  const at = { file: unit.file, line: unit.line, column: unit.column - head.length }
  return compileBody(code, [CELLS], at)(cells) as Maker
}

const CELLS = '__nogil_cells'

function onlyMember(holder: object): unknown {
  const key = Reflect.ownKeys(holder)[0]
  const property = key === undefined ? undefined : Object.getOwnPropertyDescriptor(holder, key)
  return property?.value ?? property?.get ?? property?.set
}

/** What `import.meta` says in the user's file. */
function importMeta(url: string): object {
  const filename = filePath(url)
  return {
    url,
    filename,
    dirname: filename?.replace(/[\\/][^\\/]*$/, ''),
    resolve: (specifier: string): string =>
      /^(?:\.|\/|[a-z]+:)/.test(specifier)
        ? new URL(specifier, url).href
        : `file://${requireFrom(url).resolve(specifier)}`,
  }
}
