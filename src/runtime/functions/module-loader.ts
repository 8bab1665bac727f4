/**
 * Modules that arriving functions need, loaded in this thread. `import()` is asynchronous and decoding is not: decoding notes what
 * is missing, the modules are loaded, and the message is decoded again ({@link receive} in `receive.ts`). Once they are loaded,
 * decoding never waits.
 */
import { filePath, importFrom, requireFrom } from '../../platform/modules.ts'
import { ensureTypeScript, ensureTypeScriptForRequire, mayNeedTypeScript } from '../../platform/typescript.ts'
import type { ModuleRef } from './code-unit.ts'
import { isOwnUrl, moduleKey } from './module-refs.ts'
import { ownNamespace } from './own-exports.ts'
import { poison } from './poison.ts'

/** A module could not be loaded in this thread. The sender may {@link deny} `key` and send the function again, by source. */
export class ImportFailed extends Error {
  readonly code = 'ERR_IMPORT_FAILED'
  readonly key: string

  constructor(key: string, cause: unknown) {
    const [base, specifier] = key.split('\0')
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`Cannot load "${specifier}" (imported by ${base}) in this thread: ${why}`, { cause })
    this.name = 'ImportFailed'
    this.key = key
  }
}

type Namespace = Readonly<Record<string, unknown>>

const namespaces = new Map<string, Namespace>()
/** What the present decoding lacks; undefined when nobody asks. */
let missing: Map<string, ModuleRef> | undefined
/** Of a decoding that lacks nothing yet: most never do. */
const NOTHING: Map<string, ModuleRef> = new Map()
/** Whether a decoding around the present one lacks modules. */
let lacksOutside = false

/**
 * Runs `decode` with what it is to decode, noting the modules it lacked.
 * @returns what it gave, or the {@link Missing} modules: what it did is void then.
 */
export function noteMissing<T, A extends readonly unknown[]>(
  decode: (...args: A) => T,
  ...args: A
): T | Missing {
  const outer = missing
  const lackedOutside = lacksOutside
  lacksOutside = lacksModules()
  missing = NOTHING
  try {
    const value = decode(...args)
    return lacksHere() ? new Missing(missing) : value
  } catch (error) {
    if (!lacksHere()) throw error
    return new Missing(missing) // it may well have failed over what stood in for the missing module
  } finally {
    missing = outer
    lacksOutside = lackedOutside
  }
}

/** Modules that a decoding lacked, by their keys. */
export class Missing {
  readonly refs: Map<string, ModuleRef>

  constructor(refs: Map<string, ModuleRef>) {
    this.refs = refs
  }
}

/** Whether modules are known to be missing, so that what is being decoded is void: nothing of it may be kept. */
export function lacksModules(): boolean {
  return lacksOutside || lacksHere()
}

function lacksHere(): boolean {
  return missing !== undefined && missing !== NOTHING
}

/** @throws {@link ImportFailed} */
export async function loadModules(refs: Map<string, ModuleRef>): Promise<void> {
  // the hooks cost 45 ms and a thread on Node 20
  if ([...refs.values()].some(mayBeTypeScript)) ensureTypeScript()
  await Promise.all(
    [...refs].map(async ([key, { base, specifier, attributes }]) => {
      try {
        const namespace = (await importFrom(base, specifier, attributes)) as Namespace
        namespaces.set(key, namespace)
        // the same module whoever asks
        const url = URL.canParse(specifier) ? specifier : urlOf(base, specifier)
        if (url.startsWith('file:')) namespaces.set(url, namespace)
      } catch (error) {
        throw new ImportFailed(key, error)
      }
    }),
  )
}

/** As {@link loadModules}, for a thread that cannot turn to its event loop. @returns false when one cannot be loaded so. */
export function loadModulesAtOnce(refs: Map<string, ModuleRef>): boolean {
  try {
    for (const [key, ref] of refs) {
      // what `require` gives for JSON and the like is not what an import with attributes gives
      if (ref.attributes !== undefined) return false
      required(ref, key)
    }
    return true
  } catch {
    return false // such as a module with a top-level await
  }
}

/** Of a path; a package's name gives none. */
function urlOf(base: string, specifier: string): string {
  return /^\.{0,2}\//.test(specifier) && URL.canParse(specifier, base) ? new URL(specifier, base).href : ''
}

/** Only a file of the program's own: packages are JavaScript. */
function mayBeTypeScript({ base, specifier }: ModuleRef): boolean {
  if (!/^(?:\.|\/|file:)/.test(specifier) || isOwnUrl(specifier)) return false
  return mayNeedTypeScript(specifier.startsWith('file:') ? specifier : urlOf(base, specifier))
}

/** The module's export `name`, or its namespace for `*`. */
export function importedValue(ref: ModuleRef, name: string): unknown {
  const key = moduleKey(ref.base, ref.specifier)
  const namespace =
    namespaces.get(key) ??
    namespaces.get(ref.specifier) ??
    (ownNamespace(ref.specifier) as Namespace | undefined)
  if (namespace !== undefined) return name === '*' ? namespace : namespace[name]
  if (missing !== undefined) {
    if (missing === NOTHING) missing = new Map()
    missing.set(key, ref)
    return poison(`the module ${ref.specifier} is not loaded yet`)
  }
  return name === '*' ? required(ref, key) : (required(ref, key) as Namespace)[name]
}

/** Has the module of ours at `url` loaded before the message is decoded again; until then a stand-in. */
export function awaitModule(url: string): object {
  const loaded = importedValue({ base: url, specifier: url, attributes: undefined }, '*')
  return loaded as object
}

/** Outside of {@link receive} nobody can wait; Node >= 22 can load most modules at once. */
function required(ref: ModuleRef, key: string): unknown {
  try {
    const namespace = requireHere(ref) as Namespace
    namespaces.set(key, namespace)
    return namespace
  } catch (error) {
    throw new ImportFailed(key, error)
  }
}

function requireHere(ref: ModuleRef): unknown {
  const { base, specifier } = ref
  if (mayBeTypeScript(ref)) ensureTypeScriptForRequire()
  return requireFrom(base)(filePath(specifier) ?? specifier)
}

/** A CommonJS module's exports, or a property of them. @throws {@link ImportFailed} */
export function requiredValue(ref: ModuleRef, path: readonly string[], interop: boolean): unknown {
  let value: unknown
  try {
    value = requireHere(ref)
  } catch (error) {
    throw new ImportFailed(moduleKey(ref.base, ref.specifier), error)
  }
  if (interop && (value as { __esModule?: unknown } | null)?.__esModule !== true) value = namespaceLike(value)
  for (const key of path) value = (value as Namespace)[key]
  return value
}

/** What compilers make of a CommonJS module that is imported like a module. */
function namespaceLike(exports: unknown): object {
  return Object.assign(Object.create(null) as object, exports, { default: exports })
}
