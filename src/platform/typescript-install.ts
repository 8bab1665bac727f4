/**
 * Puts the TypeScript hooks into this thread's module loaders, in the way its Node offers.
 *
 * Node >= 22.15: `registerHooks`, synchronous, in this thread, for `import` and `require`.
 * Before: `register`, whose hooks run in a thread of their own (about 45 ms on Node 20.20), for `import` only. On all of
 * them CommonJS is extended through `require.extensions`, as every TypeScript runner does.
 */
import * as nodeModule from 'node:module'
import { pathToFileURL } from 'node:url'
import { isNotFound, isTypeScript, loadTypeScript, ownModule, sourceSpecifier } from './typescript-modules.ts'

/** Newer than `@types/node@20`, hence described here. */
interface SynchronousHooks {
  readonly registerHooks?: (hooks: {
    resolve(specifier: string, context: unknown, next: Next<Resolved>): Resolved
    load(url: string, context: LoadContext, next: Next<Loaded>): Loaded
  }) => void
}

interface LoadContext {
  readonly conditions?: readonly string[]
}

interface Resolved {
  readonly url: string
  readonly format?: string | null | undefined
  readonly shortCircuit?: boolean
}

interface Loaded {
  readonly format: string
  readonly source?: unknown
  readonly shortCircuit?: boolean
}

type Next<Result> = (name: string, context: unknown) => Result

/** Whether this Node runs hooks synchronously in the thread that loads, without a thread for them. */
export function hooksRunInThisThread(): boolean {
  return (nodeModule as SynchronousHooks).registerHooks !== undefined
}

/** What this thread has: kept on the global object, for two copies of this file (bundles, installations) share the loaders. */
interface Installed {
  inThisThread: boolean
  inHookThread: boolean
}

const KEY = Symbol.for('nogil.typescript-hooks')

function installed(): Installed {
  const holder = globalThis as { [KEY]?: Installed }
  return (holder[KEY] ??= { inThisThread: false, inHookThread: false })
}

/** For `import` and `require`. Where {@link hooksRunInThisThread} is false this costs a thread, about 45 ms. */
export function installHooks(): void {
  installForRequire()
  const state = installed()
  if (hooksRunInThisThread() || state.inHookThread) return
  state.inHookThread = true
  nodeModule.register(new URL('./typescript-hook-thread.js', import.meta.url))
}

/** For `require`, also of ES modules; costs nothing. What such a module imports gets {@link installHooks} if it needs it. */
export function installForRequire(): void {
  const state = installed()
  if (state.inThisThread) return
  state.inThisThread = true
  extendRequire()
  const { registerHooks } = nodeModule as SynchronousHooks
  if (registerHooks === undefined) extendResolve()
  else registerHooks({ resolve, load })
}

function resolve(specifier: string, context: unknown, next: Next<Resolved>): Resolved {
  try {
    return next(specifier, context)
  } catch (error) {
    if (!isNotFound(error)) throw error
    const own = ownModule(specifier)
    if (own !== undefined) return { url: pathToFileURL(own).href, shortCircuit: true }
    const source = sourceSpecifier(specifier)
    if (source === undefined) throw error
    return orThrow(error, () => next(source, context))
  }
}

/** The error names what the user wrote, not what else was tried. */
function orThrow<Result>(error: unknown, attempt: () => Result): Result {
  try {
    return attempt()
  } catch {
    throw error
  }
}

function load(url: string, context: LoadContext, next: Next<Loaded>): Loaded {
  if (!isTypeScript(url)) return next(url, context)
  const { format, source } = loadTypeScript(url)
  // Imported CommonJS whose source is given here would get a `require` that asks no hooks (Node 22); without it, Node
  // loads the file as if it were required, by our extension.
  const imported = context.conditions?.includes('import') === true
  return { format, source: format === 'commonjs' && imported ? null : source, shortCircuit: true }
}

/** The parts of CommonJS that are documented as `require.extensions` and `Module._resolveFilename` only. */
interface CommonJs {
  _extensions: Record<string, (module: CommonJsModule, filename: string) => void>
  _resolveFilename: (this: unknown, request: string, ...rest: unknown[]) => string
}

interface CommonJsModule {
  _compile(code: string, filename: string, format?: string): void
}

const commonJs = nodeModule.Module as unknown as CommonJs

function extendRequire(): void {
  const nodesOwn = commonJs._resolveFilename
  for (const extension of ['.ts', '.cts', '.mts']) {
    commonJs._extensions[extension] = (module, filename) => {
      const { source, format } = loadTypeScript(pathToFileURL(filename).href)
      if (format === 'module' && importsNeedHooks(source, (name) => nodesOwn.call(commonJs, name, module))) {
        installHooks()
      }
      module._compile(source, filename, format)
    }
  }
}

/** What the hook `resolve` does, for `require` where there are no such hooks. */
function extendResolve(): void {
  const nodesOwn = commonJs._resolveFilename
  commonJs._resolveFilename = function (request, ...rest): string {
    try {
      return nodesOwn.call(this, request, ...rest)
    } catch (error) {
      if (!isNotFound(error)) throw error
      const source = sourceSpecifier(request)
      if (source !== undefined) return orThrow(error, () => nodesOwn.call(this, source, ...rest))
      const own = ownModule(request)
      if (own === undefined) throw error
      return own
    }
  }
}

/** Whether a module that is required imports what Node alone cannot: TypeScript, its output's name, or this package. */
function importsNeedHooks(source: string, resolveAlone: (specifier: string) => string): boolean {
  for (const [, specifier = ''] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"\n]+)"/g)) {
    try {
      if (/\.[cm]?ts$/.test(resolveAlone(specifier))) return true
    } catch {
      return true
    }
  }
  return false
}
