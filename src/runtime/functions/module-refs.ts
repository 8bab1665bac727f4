/**
 * Which modules a thread may load again instead of getting their functions by source.
 *
 * Never the program's entry, nor a module that imports it: the thread would run the whole program. Not what a test runner
 * transformed, nor what failed to load in a thread before ({@link deny}).
 */
import {
  entryPath,
  fileExists,
  filePath,
  fileUrl,
  hasLoaderFlags,
  isBuiltin,
  readText,
  requireFrom,
  runsUnderTransformingRunner,
  stripsTypes,
} from '../../platform/modules.ts'

/** The folder of this package's built files, and the package's own description of its entry points. */
const PACKAGE = new URL('../../../', import.meta.url).href
const PACKAGE_NAME = 'nogil'

const denied = new Set<string>()

/** How a module that failed to load is named between threads. */
export function moduleKey(base: string, specifier: string): string {
  return `${base}\0${specifier}`
}

/** Returns false when `key` was denied before. */
export function denyModule(key: string): boolean {
  if (denied.has(key)) return false
  denied.add(key)
  return true
}

let packageExports: Readonly<Record<string, unknown>> | undefined

/**
 * The URL of one of this library's own entry points: a thread must share the library with its starter, also when the program
 * has it from somewhere that `node_modules` does not show.
 */
export function ownModule(specifier: string): string | undefined {
  if (specifier !== PACKAGE_NAME && !specifier.startsWith(`${PACKAGE_NAME}/`)) return undefined
  if (packageExports === undefined) {
    const text = readText(filePath(new URL('package.json', PACKAGE).href) ?? '')
    packageExports =
      ((text === undefined ? {} : JSON.parse(text)) as { exports?: Record<string, unknown> }).exports ?? {}
  }
  const entry = packageExports[`.${specifier.slice(PACKAGE_NAME.length)}`]
  const file = typeof entry === 'string' ? entry : (entry as { default?: string } | undefined)?.default
  return file === undefined ? undefined : new URL(file, PACKAGE).href
}

/** Whether code at `url` belongs to this library. */
export function isOwnUrl(url: string): boolean {
  return (
    url.startsWith(PACKAGE) &&
    !url.includes('/node_modules/', PACKAGE.length) &&
    /\/(?:dist|src)\//.test(url.slice(PACKAGE.length - 1))
  )
}

/** Whether `import specifier` in the file `base` can be done again in a thread. */
export function mayImport(specifier: string, base: string): boolean {
  if (denied.has(moduleKey(base, specifier))) return false
  if (isBuiltin(specifier) || ownModule(specifier) !== undefined) return true
  if (!/^(?:\.|\/|file:)/.test(specifier)) return true
  return mayLoad(new URL(specifier, base).href, base.startsWith('file:') ? base : undefined)
}

/** Whether a thread may load the file at `url` by its URL. @param from - the file that asks */
export function mayLoad(url: string, from?: string): boolean {
  const path = filePath(url)
  if (path === undefined || denied.has(moduleKey(url, url))) return false
  if (/[\\/]node_modules[\\/]/.test(path) || isOwnUrl(url)) return true
  if (runsUnderTransformingRunner() || isEntry(path)) return false
  const file = [path, `${path}.js`, `${path}/index.js`].find(fileExists)
  if (file === undefined) return hasLoaderFlags()
  if (/\.[mc]?tsx?$/.test(file) && !stripsTypes() && !hasLoaderFlags()) return false
  return !reachesEntry(file, from)
}

function isEntry(path: string): boolean {
  const entry = entryPath()
  if (entry === undefined) return false
  if (path === entry || path.replace(/\.[^./\\]+$/, '') === entry) return true
  try {
    return requireFrom(entry).resolve(entry) === path
  } catch {
    return false
  }
}

const reaching = new Map<string, boolean>()
/** Enough for any program's own files; what lies beyond is taken to be a library. */
const MAX_FILES = 200

/** Whether loading this file would load the entry: follows relative imports through the text of the files. */
function reachesEntry(path: string, from: string | undefined): boolean {
  const known = reaching.get(path)
  if (known !== undefined) return known
  const seen = new Set([path])
  const entry = entryPath()
  let found = false
  if (entry !== undefined && (from === undefined || from.startsWith('file:'))) {
    for (const file of seen) {
      if (seen.size > MAX_FILES) break
      const text = readText(file) ?? ''
      for (const match of text.matchAll(
        /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)["'](\.[^"'\n]+)["']/g,
      )) {
        const target = filePath(new URL(match[1] ?? '', fileUrl(file)).href)
        if (target === undefined) continue
        if (isEntry(target)) found = true
        else if (/\.[mc]?[jt]sx?$/.test(target)) seen.add(target)
      }
      if (found) break
    }
  }
  reaching.set(path, found)
  return found
}

/** The specifier a thread should use for `specifier`: this library's URL instead of its name. */
export function specifierFor(specifier: string): string {
  return ownModule(specifier) ?? specifier
}
