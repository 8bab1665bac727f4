/** Decides, per free name of a function, how the name gets its value in another thread: see {@link NameBinding}. */
import type { Scope } from '../../platform/inspector.ts'
import { builtinModule, filePath, isBuiltin, isModuleNamespaceObject } from '../../platform/modules.ts'
import {
  isArrayBuffer,
  isDate,
  isMap,
  isProxy,
  isRegExp,
  isSet,
  isSharedArrayBuffer,
} from '../../platform/value-types.ts'
import { isShared } from '../shared-registry.ts'
import type { NameBinding } from './code-unit.ts'
import type { ImportBinding } from './file-facts.ts'
import { isToken } from './lexer.ts'
import type { Token } from './lexer.ts'
import { mayImport, specifierFor } from './module-refs.ts'
import { baseOf, readFacts } from './scripts.ts'
import type { Script } from './scripts.ts'
import { addressOf } from './well-known.ts'

export function bindName(
  name: string,
  value: unknown,
  script: Script | undefined,
  tokens: readonly Token[],
  top: boolean,
): NameBinding {
  const source = script?.facts.imports.get(name)
  const base = baseOf(script)
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || isShared(value)) {
    // `threadId`, `isMainThread`, `title` …: the thread has its own
    if (top && source !== undefined && isBuiltinValue(source, value)) return importBinding(name, source, base)
    return { how: 'value', name }
  }
  if (name === 'require' && isRequire(value)) return { how: 'requirer', name, base }
  if (addressOf(value, filePath(base)) !== undefined) return { how: 'value', name }
  if (source !== undefined && holdsCode(value) && mayImport(source.specifier, base)) {
    return importBinding(name, source, base)
  }
  if (isModuleLike(name, value)) {
    const keys = usedMembers(name, tokens)
    if (keys !== undefined) return { how: 'members', name, keys }
  }
  return { how: 'value', name }
}

function importBinding(name: string, source: ImportBinding, base: string): NameBinding {
  const attributes = source.kind === 'import' ? source.attributes : undefined
  const module = { base, specifier: specifierFor(source.specifier), attributes }
  return source.kind === 'import'
    ? { how: 'import', name, module, exported: source.name }
    : { how: 'require', name, module, path: source.path, interop: source.interop }
}

/** Whether the imported name still is what Node's own module exports. */
function isBuiltinValue(source: ImportBinding, value: unknown): boolean {
  if (!isBuiltin(source.specifier)) return false
  const path = source.kind === 'import' ? [source.name] : source.path
  const exported = builtinModule(source.specifier) as Readonly<Record<string, unknown>> | undefined
  return path.length === 1 && exported !== undefined && Object.is(exported[path[0] ?? ''], value)
}

function isRequire(value: object): boolean {
  return typeof value === 'function' && 'resolve' in value && 'cache' in value
}

function isModuleLike(name: string, value: object): boolean {
  if (typeof value !== 'object' || isProxy(value)) return false
  const marked = value as { __esModule?: unknown; [Symbol.toStringTag]?: unknown }
  return (
    isModuleNamespaceObject(value) ||
    marked.__esModule === true ||
    marked[Symbol.toStringTag] === 'Module' ||
    name === 'exports'
  )
}

/** The properties of `name` that the text mentions; undefined when it uses `name` in any other way. */
function usedMembers(name: string, tokens: readonly Token[]): string[] | undefined {
  const keys = new Set<string>()
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (
      token?.kind !== 'name' ||
      token.text !== name ||
      isToken(tokens, i - 1, '.') ||
      isToken(tokens, i - 1, '?.')
    ) {
      continue
    }
    const key = tokens[i + 2]
    if (!(isToken(tokens, i + 1, '.') || isToken(tokens, i + 1, '?.')) || key?.kind !== 'name')
      return undefined
    keys.add(key.text)
  }
  return keys.size === 0 ? undefined : [...keys]
}

/** Beyond these an object is taken to hold code: importing it again is right then, copying it slow. */
const MAX_DEPTH = 8
const MAX_OBJECTS = 1000

/** Whether there are functions, instances or modules in `value`: better imported again than copied. */
function holdsCode(value: unknown, depth = 0, seen: Set<unknown> = new Set()): boolean {
  if (typeof value === 'function') return true
  if (value === null || typeof value !== 'object' || seen.has(value)) return false
  if (isShared(value) || isDate(value) || isRegExp(value)) return false
  if (ArrayBuffer.isView(value) || isArrayBuffer(value) || isSharedArrayBuffer(value)) return false
  if (isProxy(value) || isModuleNamespaceObject(value) || depth > MAX_DEPTH || seen.size > MAX_OBJECTS)
    return true
  seen.add(value)
  if (isMap(value))
    return [...(value as Map<unknown, unknown>)].flat().some((x) => holdsCode(x, depth + 1, seen))
  if (isSet(value)) return [...(value as Set<unknown>)].some((x) => holdsCode(x, depth + 1, seen))
  const prototype: object | null = Object.getPrototypeOf(value)
  const plain = prototype === null || Array.isArray(value) || Object.getPrototypeOf(prototype) === null
  return !plain || Object.values(value).some((x) => holdsCode(x, depth + 1, seen))
}

/**
 * Whether the variable keeps its value for as long as the function lives, so that it need not be looked up again.
 * @param top - the variable belongs to the outermost scope of the file
 */
export function keepsValue(name: string, top: boolean, script: Script | undefined): boolean {
  if (script === undefined) return false
  const { facts } = script
  const source = facts.imports.get(name)
  if (source !== undefined)
    return facts.assigned.has(name) ? false : importKeepsValue(source.specifier, source, script)
  return (top && facts.topConstants.has(name)) || !facts.assigned.has(name)
}

/** An import is a view on another module's variable: that module's text says whether it may change. */
function importKeepsValue(specifier: string, source: ImportBinding, script: Script): boolean {
  if (!/^(?:\.|file:|\/)/.test(specifier)) return true
  const path = filePath(new URL(specifier, baseOf(script)).href)
  const facts = path === undefined ? undefined : readFacts(path)?.facts
  if (facts === undefined) return false
  for (const [local, exported] of facts.exports) {
    if (source.kind === 'import' && exported === source.name) return !facts.assigned.has(local)
  }
  return source.kind === 'require' || source.name === '*'
}

const SCRIPT_GLOBALS = new Set(['require', 'exports', '__filename', '__dirname'])

/**
 * A free name that no scope has is a global. The thread has its own globals, except what a script declared at its top level
 * (`node -e`, a REPL) and what Node puts there for such scripts.
 */
export function globalScope(name: string, realm: typeof globalThis): Scope | undefined {
  const property = Object.getOwnPropertyDescriptor(realm, name)
  if (property === undefined) return undefined
  const variables = realm as unknown as Record<string, unknown>
  if ((!property.configurable && property.enumerable) || SCRIPT_GLOBALS.has(name))
    return { kind: 'Script', variables }
  if (property.get !== undefined && isBuiltin(name))
    return { kind: 'Script', variables: { [name]: builtinModule(name) } }
  return undefined
}
