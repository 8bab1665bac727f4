/**
 * Lets a thread load TypeScript: the one question a carrier asks before it imports a user's module.
 *
 * Node 20 cannot load `.ts` at all; Node 22 strips types but knows no `using`; Node 24 and 26 load most of it themselves.
 * A program started by `nogil run` gets the same module hooks on each of them, in main and in every thread, so that one
 * file means the same everywhere. A program started by plain `node` keeps what its Node does, as far as it does it.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { installForRequire, installHooks } from './typescript-install.ts'

/** Environment data is copied into each new worker, and by it into its workers: so all threads of a program agree. */
const IN_USE = 'nogil.typescript'
const OTHER_LOADER = 'nogil.typescript-by-others'

const JAVASCRIPT = /^file:[^?#]*\.[cm]?js$/
const LOADER_FLAG = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)(=|\s|$)/

/**
 * Makes `import` and `require` of TypeScript work in this thread; does nothing when they already do. Idempotent.
 *
 * Costs 0.1 ms, and 9 ms with the first TypeScript file, where Node has `registerHooks` (>= 22.15); before, hooks need a
 * thread of their own, about 45 ms. So a carrier calls this only when it is about to import a user's module that is
 * TypeScript, or when {@link typescriptInUse} says that the program runs under these hooks.
 */
export function ensureTypeScript(): void {
  if (isNeeded()) installHooks()
}

/** The same for `require` alone, which also loads ES modules without top-level await: costs no thread on any Node. */
export function ensureTypeScriptForRequire(): void {
  if (isNeeded()) installForRequire()
}

function isNeeded(): boolean {
  return typescriptInUse() || !nodeStripsTypes()
}

/**
 * Whether the module at `url`, or what it imports, may be TypeScript: not where a program runs that nothing has taught
 * any, and the file is JavaScript. Then the hooks would only cost a thread and its memory.
 *
 * @param url - '' for a module whose file is not known yet.
 */
export function mayNeedTypeScript(url: string): boolean {
  if (typescriptInUse() || getEnvironmentData(OTHER_LOADER) === true) return true
  const { NODE_OPTIONS = '', VITEST, JEST_WORKER_ID } = process.env
  if (LOADER_FLAG.test(NODE_OPTIONS) || VITEST !== undefined || JEST_WORKER_ID !== undefined) return true
  return !JAVASCRIPT.test(url) || !existsSync(fileURLToPath(url))
}

/** Main runs under a loader for TypeScript that threads do not inherit. */
export function noteOtherLoader(): void {
  setEnvironmentData(OTHER_LOADER, true)
}

/** Whether this program was started by `nogil run`: then its modules may also need the hooks to find `nogil` itself. */
export function typescriptInUse(): boolean {
  return getEnvironmentData(IN_USE) === true
}

/** For `node --import`: this program and all of its threads load TypeScript through the hooks. */
export function useTypeScript(): void {
  setEnvironmentData(IN_USE, true)
  ensureTypeScript()
}

function nodeStripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript)
}
