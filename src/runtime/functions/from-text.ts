/**
 * Describes a function without looking into it: its text, the imports of its file, and a scope that the program gives. What the
 * text captures beside these cannot be seen, so names that the file declares are refused when they are missing.
 */
import type { CodeUnit, NameBinding } from './code-unit.ts'
import { filePath, fileUrl } from '../../platform/modules.ts'
import type { Closure, Imported } from './describe.ts'
import { giveScope } from './given-scope.ts'
import type { FileFacts } from './file-facts.ts'
import { IMPORT_META } from './free-names.ts'
import { isToken } from './lexer.ts'
import type { Token } from './lexer.ts'
import { mayImport, mayLoad, specifierFor } from './module-refs.ts'
import { Refusal } from './refusal.ts'
import { callerFrames, readFacts } from './scripts.ts'
import { shapeOf } from './text-shape.ts'
import type { TextShape } from './text-shape.ts'

interface Home {
  readonly url: string
  readonly source: string
  readonly facts: FileFacts
}

/** @throws {@link Refusal} a name that the file declares is not in the scope */
export function describeFromText(
  f: Function,
  scope: Readonly<Record<string, unknown>> | undefined,
): Closure | Imported {
  const callers = [...new Set(callerFrames().map((frame) => frame.url))]
    .map(homeAt)
    .filter((home) => home !== undefined)
  return describeText(f, scope, callers)
}

/** As {@link describeFromText}. @param callers - files that the function may be from, or imported by. */
export function describeText(
  f: Function,
  scope: Readonly<Record<string, unknown>> | undefined,
  callers: readonly Home[],
): Closure | Imported {
  const text = Function.prototype.toString.call(f)
  if (/\{\s*\[native code\]\s*\}$/.test(text))
    throw new Refusal('it is native code or bound (not JavaScript source)')
  const home = callers.find(({ source }) => source.includes(text))
  if (scope === undefined && home === undefined) {
    const imported = importedBy(f, text, callers)
    if (imported !== undefined) return imported
  }
  const shape = shapeOf(text)
  const values: unknown[] = []
  const bindings = bindingsOf(shape, home, scope ?? {}, values)
  for (const value of values) if (typeof value === 'function' && scope !== undefined) inherit(value, scope)
  return { form: 'closure', unit: unitOf(f, text, shape, home, bindings), values }
}

function homeAt(url: string): Home | undefined {
  const path = filePath(url)
  const facts = path === undefined ? undefined : readFacts(path)
  return facts === undefined ? undefined : { url, ...facts }
}

/** A function of a module that a calling file imports: the module's text holds the function's and exports its name. */
function importedBy(f: Function, text: string, callers: readonly Home[]): Imported | undefined {
  for (const caller of callers) {
    for (const binding of caller.facts.imports.values()) {
      if (!/^(?:\.|file:|\/)/.test(binding.specifier)) continue
      const home = homeAt(new URL(binding.specifier, caller.url).href)
      const exported = home?.facts.exports.get(f.name)
      if (home === undefined || exported === undefined || !home.source.includes(text) || !mayLoad(home.url))
        continue
      return { form: 'imported', url: home.url, exported }
    }
  }
  return undefined
}

/** Functions in a scope see the same scope. */
function inherit(f: Function, scope: Readonly<Record<string, unknown>>): void {
  if (!/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(f))) giveScope(f, scope)
}

function bindingsOf(
  shape: TextShape,
  home: Home | undefined,
  scope: Readonly<Record<string, unknown>>,
  values: unknown[],
): NameBinding[] {
  const bindings: NameBinding[] = []
  const missing: string[] = []
  for (const name of usedNames(shape.tokens)) {
    const source = home?.facts.imports.get(name)
    if (Object.hasOwn(scope, name)) {
      bindings.push({ how: 'value', name })
      values.push(scope[name])
    } else if (home !== undefined && source !== undefined && mayImport(source.specifier, home.url)) {
      const attributes = source.kind === 'import' ? source.attributes : undefined
      const module = { base: home.url, specifier: specifierFor(source.specifier), attributes }
      if (source.kind === 'import') bindings.push({ how: 'import', name, module, exported: source.name })
      else bindings.push({ how: 'require', name, module, path: source.path, interop: source.interop })
    } else if (name === 'require' && home !== undefined)
      bindings.push({ how: 'requirer', name, base: home.url })
    else if (home?.facts.constants.has(name) === true || home?.facts.assigned.has(name) === true)
      missing.push(name)
  }
  if (missing.length > 0) {
    throw new Refusal(
      `its captured variable \`${missing[0]}\` cannot be seen, because the V8 inspector is not available here; ` +
        `name it: \`scope: { ${missing.join(', ')} }\`, or use a function that a module exports`,
    )
  }
  return bindings
}

/** Names in the text that are not properties and that the text does not declare itself. */
function usedNames(tokens: readonly Token[]): Set<string> {
  const used = new Set<string>()
  const declared = new Set<string>()
  tokens.forEach((token, i) => {
    if (token.kind !== 'name' || isToken(tokens, i - 1, '.') || isToken(tokens, i - 1, '?.')) return
    const before = tokens[i - 1]
    const declares = before?.kind === 'name' && /^(?:const|let|var|function|class)$/.test(before.text)
    const parameter = isToken(tokens, i + 1, '=>') || isParameter(tokens, i)
    if (declares || parameter) declared.add(token.text)
    else used.add(token.text)
  })
  for (const name of declared) used.delete(name)
  return used
}

/** Whether the name stands in a parenthesis that parameters follow: before `=>` or `{`. */
function isParameter(tokens: readonly Token[], at: number): boolean {
  if (!(isToken(tokens, at - 1, '(') || isToken(tokens, at - 1, ',') || isToken(tokens, at - 1, '...')))
    return false
  let depth = 0
  for (let i = at; i < tokens.length; i++) {
    if (isToken(tokens, i, '(') || isToken(tokens, i, '[') || isToken(tokens, i, '{')) depth++
    else if (isToken(tokens, i, ')') || isToken(tokens, i, ']') || isToken(tokens, i, '}')) {
      if (--depth < 0)
        return isToken(tokens, i, ')') && (isToken(tokens, i + 1, '=>') || isToken(tokens, i + 1, '{'))
    }
  }
  return false
}

function unitOf(
  f: Function,
  text: string,
  shape: TextShape,
  home: Home | undefined,
  bindings: readonly NameBinding[],
): CodeUnit {
  const start = home === undefined ? -1 : home.source.indexOf(text)
  const before = start < 0 || home === undefined ? [''] : home.source.slice(0, start).split('\n')
  const usesMeta = text.includes('import.meta')
  return {
    kind: shape.kind,
    name: f.name,
    text: usesMeta ? text.replaceAll('import.meta', IMPORT_META) : text,
    file: home?.url ?? fileUrl(process.argv[1] ?? '') ?? '[thread]',
    line: before.length - 1,
    column: before.at(-1)?.length ?? 0,
    strict: true,
    inObject: shape.kind === 'method',
    outerThis:
      shape.kind === 'arrow' && shape.tokens.some((token) => token.kind === 'name' && token.text === 'this'),
    metaUrl: usesMeta ? home?.url : undefined,
    bindings,
    early: shape.kind === 'class' ? bindings.map((binding) => binding.name) : [],
    stateModule: undefined,
  }
}
