/**
 * V8's code cache from one process to the next: only where Node has been asked to keep one for all modules, by
 * NODE_COMPILE_CACHE (which Node 20 knows nothing of) or `module.enableCompileCache()`. What can't be read or written is
 * left alone. V8 refuses what another version of it has made, or other flags, but would run a damaged cache: so a file is
 * { check sum, cache… }.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import nodeModule from 'node:module'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'

const HEADER = 4

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
    const file = new Uint8Array(readFileSync(pathOf(from, name, key)))
    return new Int32Array(file.buffer, 0, 1)[0] === sumOf(file) ? file.subarray(HEADER) : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all, also where several processes do it at once. */
export function writeToDisk(name: string, key: string, cache: Uint8Array): void {
  const into = folder()
  if (into === undefined) return
  const path = pathOf(into, name, key)
  const draft = `${path}.${process.pid}.${threadId}`
  const file = new Uint8Array(HEADER + cache.length)
  file.set(cache, HEADER)
  new Int32Array(file.buffer, 0, 1)[0] = sumOf(file)
  try {
    mkdirSync(into, { recursive: true })
    writeFileSync(draft, file)
    renameSync(draft, path)
  } catch {
    // slower starts are no reason to fail
  }
}

/** FNV-1a over the whole words behind the header: a millisecond. */
function sumOf(file: Uint8Array): number {
  const words = new Int32Array(file.buffer, HEADER, (file.length - HEADER) >>> 2)
  let sum = file.length
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ (words[i] as number), 16_777_619)
  return sum
}
