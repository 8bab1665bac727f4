/**
 * Loads the built code of this library, dist/bundle/*.cjs: once per thread, and compiled once per process.
 *
 * V8 takes 20-30 ms to compile it. So the first thread that starts a worker lays V8's code cache of it into shared memory, and
 * workers make the code from that in 4 ms. A shelf is { length: 0 until the cache is there, cache… }; one thread writes it,
 * `length` last, and whoever finds 0 compiles for itself.
 *
 * The build makes a CommonJS file of this module, since `require` gives all importers in a thread the same instance of it.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { constants, runInThisContext, Script } from 'node:vm'
import { workerData } from 'node:worker_threads'
import { readFromDisk, writeToDisk } from './code-on-disk.ts'

export type Exports = Readonly<Record<string, unknown>>
type Body = (
  exports: Exports,
  require: (id: string) => unknown,
  module: object,
  __filename: string,
  __dirname: string,
) => void

/** By the key of the text: another copy of this library may be in the same thread. */
export type Shelves = Readonly<Record<string, SharedArrayBuffer>>

interface Compiled {
  readonly name: string
  readonly script: Script
  readonly onDisk: boolean
}

const HEADER = 4
/** Characters. The small files only name what the large ones export. */
const WORTH_A_CACHE = 1 << 14
const PREFIX = '(function (exports, require, module, __filename, __dirname) { '
const FOLDER = new URL('../bundle/', import.meta.url)
/** Written by the build: another one for each text. */
const KEY = /^\/\/ (\w+)\n/

const requireFile = createRequire(new URL('nogil.cjs', FOLDER))
/** Modules of a test runner have an `Error` and a `Map` of their own: the code must run beside them. */
const inMainContext = runInThisContext('Object') === Object
const given = (workerData as { nogilShelves?: Shelves } | null)?.nogilShelves ?? {}
const shelves: Record<string, SharedArrayBuffer> = { ...given }
/** What this thread has compiled, and not yet laid on its shelf: by the key of the text. */
const compiled = new Map<string, Compiled>()
const loaded = new Map<string, { exports: Exports }>()

/** What the file exports. @param name - as `futures.cjs`. */
export function loadBuilt(name: string): Exports {
  let module = loaded.get(name)
  if (module === undefined) {
    module = { exports: {} }
    loaded.set(name, module)
    try {
      if (inMainContext) run(name, module)
      else module.exports = requireFile(`./${name}`) as Exports
    } catch (error) {
      loaded.delete(name)
      throw error
    }
  }
  return module.exports
}

/** Whether this instance has loaded the file, or any at all. */
export function isLoaded(name?: string): boolean {
  return name === undefined ? loaded.size > 0 : loaded.has(name)
}

function run(name: string, module: { exports: Exports }): void {
  const url = new URL(name, FOLDER)
  const source = readFileSync(url, 'latin1')
  const body = compile(name, url.href, source).runInThisContext() as Body
  const requireHere = (id: string): unknown =>
    id.startsWith('./') ? loadBuilt(id.slice(2)) : requireFile(id)
  const path = fileURLToPath(url)
  body(module.exports, requireHere, module, path, path.slice(0, -name.length - 1))
}

function compile(name: string, filename: string, source: string): Script {
  const key = KEY.exec(source)?.[1] ?? ''
  const isLarge = source.length >= WORTH_A_CACHE
  const shelved = isLarge ? fromShelf(key) : undefined
  const cachedData = isLarge ? (shelved ?? readFromDisk(name, key)) : undefined
  const script = new Script(`${PREFIX}${source}\n})`, {
    filename,
    columnOffset: -PREFIX.length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData && { cachedData }),
  })
  if (isLarge && shelved === undefined) {
    shelves[key] ??= new SharedArrayBuffer(HEADER + 2 * source.length)
    const onDisk = cachedData !== undefined && script.cachedDataRejected !== true
    compiled.set(key, { name, script, onDisk })
  }
  return script
}

function fromShelf(key: string): Uint8Array | undefined {
  const shelf = given[key]
  if (shelf === undefined) return undefined
  // oxlint-disable-next-line no-restricted-globals -- loads what #atomics lies in
  const length = Atomics.load(new Int32Array(shelf, 0, 1), 0)
  return length === 0 ? undefined : new Uint8Array(shelf, HEADER, length)
}

/** For the data of a worker: of use to it also when they are filled after its start. */
export function shelvesForWorkers(): Shelves {
  return shelves
}

/** For when the first worker is on its way: takes 6 ms. */
export function fillShelves(): void {
  for (const [key, { name, script, onDisk }] of compiled) {
    const shelf = shelves[key]
    const cache = script.createCachedData()
    if (!onDisk) writeToDisk(name, key, cache)
    if (shelf === undefined || HEADER + cache.length > shelf.byteLength) continue
    new Uint8Array(shelf, HEADER).set(cache)
    // oxlint-disable-next-line no-restricted-globals -- as above
    Atomics.store(new Int32Array(shelf, 0, 1), 0, cache.length)
  }
  compiled.clear()
}
