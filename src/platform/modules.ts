/** Files, module specifiers and the module registries of Node, as far as crossing functions needs them. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin, Module } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { types } from 'node:util'
import { threadId } from 'node:worker_threads'
import { compileBody } from './compile.ts'

export { isBuiltin, threadId }

export const isModuleNamespaceObject: (value: unknown) => boolean = types.isModuleNamespaceObject

/** `file:` URL of a script name (path or URL); undefined for `[eval]`, `node:fs`, `evalmachine.<anonymous>` and the like. */
export function fileUrl(name: string): string | undefined {
  if (name.startsWith('file:')) return name
  return /^(?:\/|[A-Za-z]:[\\/])/.test(name) ? pathToFileURL(name).href : undefined
}

/** The path of a `file:` URL without its query; undefined for anything else. */
export function filePath(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined
  try {
    return fileURLToPath(url.replace(/[?#].*$/, ''))
  } catch {
    return undefined
  }
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

export function fileExists(path: string): boolean {
  return existsSync(path)
}

/** The URL that code without a file of its own (`-e`, a REPL) resolves its imports against. */
export function workingDirectoryUrl(): string {
  return pathToFileURL(`${process.cwd()}/[eval]`).href
}

/** `require` as the file at `base` has it. */
export function requireFrom(base: string): NodeJS.Require {
  const usable = base.startsWith('file:') || /^(?:\/|[A-Za-z]:[\\/])/.test(base)
  return createRequire(usable ? base : workingDirectoryUrl())
}

interface LoadedModule {
  readonly exports: unknown
  readonly loaded: boolean
}

/** Every CommonJS module of this thread by file name; the object itself is live. */
export function commonJsModules(): Readonly<Record<string, LoadedModule | undefined>> {
  return (Module as unknown as { _cache?: Record<string, LoadedModule> })._cache ?? {}
}

/** Public builtin modules that this thread has loaded already (loading the others just to look would cost tens of ms). */
export function loadedBuiltins(): string[] {
  const list = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList
  const names =
    list === undefined ? Module.builtinModules : list.map((entry) => entry.replace(/^NativeModule /, ''))
  return [...new Set(names)].filter(
    (name) => isBuiltin(name) && !/^(?:internal|_|sys$|punycode$|inspector)/.test(name),
  )
}

export function builtinModule(name: string): object | undefined {
  return process.getBuiltinModule(name) as object | undefined
}

let entry: { readonly path: string | undefined } | undefined

/** Tells a thread the program's entry: its own `process.argv[1]` names the library's file that runs the thread. */
export function setEntryPath(path: string | undefined): void {
  entry = { path }
}

/** The file the program was started with, or undefined (`-e`, a REPL). */
export function entryPath(): string | undefined {
  return entry === undefined ? process.argv[1] : entry.path
}

/** Test runners load modules through their own pipeline: what they loaded cannot be loaded by its specifier alone. */
export function runsUnderTransformingRunner(): boolean {
  return process.env['VITEST'] !== undefined || process.env['JEST_WORKER_ID'] !== undefined
}

/** Whether `--import`, `--loader` or `--require` may teach threads to load more kinds of files. */
export function hasLoaderFlags(): boolean {
  return process.execArgv.some((argument) =>
    /^(?:--import|--loader|--experimental-loader|--require|-r)/.test(argument),
  )
}

/** Whether Node itself runs TypeScript files here. */
export function stripsTypes(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript)
}

type Importer = (specifier: string, options?: object) => Promise<object>
const importers = new Map<string, Importer>()

/** `import(specifier)` as if written in the file at `base`. */
export function importFrom(
  base: string,
  specifier: string,
  attributes: Readonly<Record<string, string>> | undefined,
): Promise<object> {
  let importer = importers.get(base)
  if (importer === undefined) {
    const file = fileUrl(base) ?? workingDirectoryUrl()
    importer = compileBody('return import(s,o)', ['s', 'o'], { file, line: 0, column: 0 }) as Importer
    importers.set(base, importer)
  }
  return attributes === undefined ? importer(specifier) : importer(specifier, { with: attributes })
}
