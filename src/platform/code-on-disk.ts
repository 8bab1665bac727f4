/**
 * V8's code cache from one process to the next: only where Node has been asked to keep one for all modules, by
 * NODE_COMPILE_CACHE (which Node 20 knows nothing of) or `module.enableCompileCache()`. What can't be read or written is
 * left alone; V8 refuses what another version of it has made, or other flags.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import nodeModule from 'node:module'
import { join } from 'node:path'

/** Since Node 22.1; missing in `@types/node@20`. */
interface CompileCache {
  getCompileCacheDir?(): string | undefined
}

function folder(): string | undefined {
  const { getCompileCacheDir } = nodeModule as unknown as CompileCache
  if (getCompileCacheDir !== undefined) return getCompileCacheDir()
  return process.env['NODE_DISABLE_COMPILE_CACHE']
    ? undefined
    : process.env['NODE_COMPILE_CACHE'] || undefined
}

/** @param key - differs for each text of the file. */
function pathOf(into: string, name: string, key: string): string {
  return join(into, `nogil-${process.version}-${process.arch}-${name}-${key}`)
}

export function readFromDisk(name: string, key: string): Uint8Array | undefined {
  const from = folder()
  if (from === undefined) return undefined
  try {
    return readFileSync(pathOf(from, name, key))
  } catch {
    return undefined
  }
}

/** Whole or not at all, also where several processes do it at once. */
export function writeToDisk(name: string, key: string, cache: Uint8Array): void {
  const into = folder()
  if (into === undefined) return
  const path = pathOf(into, name, key)
  const draft = `${path}.${process.pid}`
  try {
    mkdirSync(into, { recursive: true })
    writeFileSync(draft, cache)
    renameSync(draft, path)
  } catch {
    // slower starts are no reason to fail
  }
}
