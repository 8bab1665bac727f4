/**
 * What this library exports: every thread has it at hand, so it crosses as a name, and is there without an `import()`.
 *
 * True of the built code alone. A copy of this module that a test has loaded by itself knows of nothing.
 */
import { isLoaded, loadBuilt } from '../../platform/built-code.ts'
import type { Exports } from '../../platform/built-code.ts'
import type { ExportRef } from './by-reference.ts'

const DIST = new URL('../../', import.meta.url).href
/** By the package's entry point; what `index.js` has is `threading` and `shared`. */
const ENTRIES: Readonly<Record<string, string>> = {
  'index.js': 'index.cjs',
  'queue/index.js': 'queue.cjs',
  'futures/index.js': 'futures.cjs',
  'logging/index.js': 'logging.cjs',
  'threading/index.js': 'threading.cjs',
  'shared/index.js': 'shared.cjs',
}
/** All of the library but this comes in one file. */
const LOGGING = 'logging.cjs'

const refs = new WeakMap<object, ExportRef>()
let isFilled = false
let hasLogging = false

/** Where `f` can be imported from, if it is exported by this library. */
export function ownExport(f: Function): ExportRef | undefined {
  if (!isLoaded()) return undefined
  if (!isFilled || (!hasLogging && isLoaded(LOGGING))) fill()
  return refs.get(f)
}

function fill(): void {
  isFilled = true
  hasLogging = isLoaded(LOGGING)
  for (const [path, name] of Object.entries(ENTRIES)) {
    if (name === LOGGING && !hasLogging) continue
    for (const [exported, value] of Object.entries(loadBuilt(name)))
      if (typeof value === 'function' && !refs.has(value)) refs.set(value, { url: DIST + path, exported })
  }
}

/** The module at `url`, if it is one of this library's entry points. */
export function ownNamespace(url: string): Exports | undefined {
  if (!isLoaded() || !url.startsWith(DIST)) return undefined
  const name = ENTRIES[url.slice(DIST.length)]
  return name === undefined ? undefined : loadBuilt(name)
}
