/**
 * What the hooks decide, apart from how a Node calls them: which file a specifier may also mean, and what a file holds.
 *
 * Node's own answer always comes first. Only when it finds nothing do two more rules apply: `./x.js` written in TypeScript
 * may be the source `./x.ts`, and `nogil` is this package even for a program that has not installed it.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { transformTypeScript } from './typescript-transform.ts'

export interface LoadedTypeScript {
  readonly format: 'module' | 'commonjs'
  readonly source: string
}

const TYPESCRIPT = /^file:.*\.[cm]?ts(?:[?#].*)?$/
const DECLARATION = /\.d\.[cm]?ts(?:[?#].*)?$/
const OUTPUT = /\.([cm]?)js((?:[?#].*)?)$/
const PATH = /^(?:\.{0,2}\/|file:|\.{1,2}$)/

export function isTypeScript(url: string): boolean {
  return TYPESCRIPT.test(url) && !DECLARATION.test(url)
}

export function isNotFound(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}

/** The TypeScript source that an import of its output (`./x.js`) means when there is no output; else undefined. */
export function sourceSpecifier(specifier: string): string | undefined {
  return PATH.test(specifier) && OUTPUT.test(specifier) ? specifier.replace(OUTPUT, '.$1ts$2') : undefined
}

/**
 * The path of `nogil` or `nogil/…` in this very package; undefined for other names.
 *
 * @throws Error (`ERR_PACKAGE_PATH_NOT_EXPORTED`) when the package has no such entry.
 */
export function ownModule(specifier: string): string | undefined {
  if (specifier !== 'nogil' && !specifier.startsWith('nogil/')) return undefined
  return createRequire(import.meta.url).resolve(specifier)
}

/** @throws SyntaxError with the place in the user's file when it is not TypeScript. */
export function loadTypeScript(url: string): LoadedTypeScript {
  const path = fileURLToPath(url)
  const text = readFileSync(path, 'utf8')
  const format = declaredFormat(path)
  if (format !== undefined) return { format, source: transformTypeScript(text, path, format) }
  // CommonJS if it is possible as CommonJS, as Node does for .js where nothing decides. A package.json that says "commonjs"
  // decides nothing either: `npm init` writes it into every new project, and what is written there may well be `import`.
  try {
    const source = transformTypeScript(text, path, 'commonjs')
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'])
    return { format: 'commonjs', source }
  } catch {
    return { format: 'module', source: transformTypeScript(text, path, 'module') }
  }
}

function declaredFormat(path: string): LoadedTypeScript['format'] | undefined {
  if (path.endsWith('.mts')) return 'module'
  if (path.endsWith('.cts')) return 'commonjs'
  return packageType(dirname(path))
}

const packageTypes = new Map<string, 'module' | undefined>()

/** Whether the nearest package.json, which ends the search, has the `type` "module". */
function packageType(folder: string): 'module' | undefined {
  if (packageTypes.has(folder)) return packageTypes.get(folder)
  const type = readPackageType(folder)
  packageTypes.set(folder, type)
  return type
}

function readPackageType(folder: string): 'module' | undefined {
  let text: string
  try {
    text = readFileSync(join(folder, 'package.json'), 'utf8')
  } catch {
    const parent = dirname(folder)
    return parent === folder ? undefined : packageType(parent)
  }
  const { type } = JSON.parse(text) as { readonly type?: unknown }
  return type === 'module' ? type : undefined
}
