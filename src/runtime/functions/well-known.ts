/**
 * Objects that every thread has its own of, recognised by identity: globals and their members, builtin modules and theirs,
 * and what loaded CommonJS packages export. They cross as their address: "the `join` of `node:path`".
 *
 * Only globals that are cheap to touch are listed: reading all of them would load undici and the web streams, 40-60 ms on
 * Node >= 22. The others are found by their name when needed.
 */
import {
  builtinModule,
  commonJsModules,
  entryPath,
  isModuleNamespaceObject,
  loadedBuiltins,
  requireFrom,
} from '../../platform/modules.ts'
import { isProxy } from '../../platform/value-types.ts'

/** `base` undefined: a path from the global object. Otherwise a builtin (`node:x`) or the file name of a CommonJS module. */
export interface Address {
  readonly base: string | undefined
  readonly path: readonly string[]
}

const GLOBALS = (
  'Object Function Array Number String Boolean Symbol BigInt Math JSON Reflect Promise Date RegExp Map Set WeakMap WeakSet ' +
  'WeakRef Proxy Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ArrayBuffer ' +
  'SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
  'BigInt64Array BigUint64Array Float32Array Float64Array Intl WebAssembly console process Buffer URL URLSearchParams ' +
  'TextEncoder TextDecoder EventTarget AbortController AbortSignal setTimeout clearTimeout setInterval clearInterval ' +
  'setImmediate clearImmediate queueMicrotask structuredClone parseInt parseFloat isNaN isFinite encodeURIComponent ' +
  'decodeURIComponent encodeURI decodeURI eval globalThis performance'
).split(' ')

type Bag = Readonly<Record<string, unknown>>

const known = new Map<unknown, Address>()
let builtinsSeen = -1
let packages = new Map<unknown, Address>()
let packagesSeen = -1

function isIdentity(value: unknown): boolean {
  return (
    (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'
  )
}

function add(value: unknown, base: string | undefined, ...path: string[]): void {
  if (isIdentity(value) && !known.has(value)) known.set(value, { base, path })
}

function dataEntries(object: object): [string, unknown][] {
  const entries: [string, unknown][] = []
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    if ('value' in property) entries.push([key, property.value])
  }
  return entries
}

function fillGlobals(): void {
  const all = globalThis as unknown as Bag
  for (const name of GLOBALS) add(all[name], undefined, name)
  for (const name of GLOBALS) {
    const value = all[name]
    if (name === 'globalThis' || !isIdentity(value)) continue
    for (const [key, member] of dataEntries(value as object)) {
      if (typeof member !== 'object') add(member, undefined, name, key)
    }
    const prototype = typeof value === 'function' ? (value.prototype as object | undefined) : undefined
    if (prototype === undefined) continue
    add(prototype, undefined, name, 'prototype')
    for (const [key, member] of dataEntries(prototype)) {
      if (typeof member === 'function') add(member, undefined, name, 'prototype', key)
    }
  }
}

/** Modules themselves first: several of them have other modules and their classes as members. */
function fillBuiltins(): void {
  const ids = loadedBuiltins().map((name) => (name.startsWith('node:') ? name : `node:${name}`))
  for (const id of ids) add(builtinModule(id), id)
  for (const id of ids) {
    for (const [key, member] of dataEntries(builtinModule(id) ?? {})) {
      add(member, id, key)
    }
  }
}

/** Exports of the CommonJS modules, except the program's entry: it must never be loaded a second time. */
function fillPackages(modules: ReturnType<typeof commonJsModules>, files: readonly string[]): void {
  packages = new Map()
  const entry = entryPath()
  for (const file of files) {
    const module = modules[file]
    const exports = module?.exports
    if (module === undefined || !module.loaded || file === entry || !isIdentity(exports) || isProxy(exports))
      continue
    if (!packages.has(exports) && !isEmptyObject(exports)) packages.set(exports, { base: file, path: [] })
    for (const [key, member] of dataEntries(exports as object)) {
      if (typeof member === 'function' && !packages.has(member))
        packages.set(member, { base: file, path: [key] })
    }
  }
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && Object.keys(value ?? {}).length === 0
}

/** Where every thread finds its own `value`, or undefined. @param from - the file that mentions it, never an answer itself */
export function addressOf(value: unknown, from?: string): Address | undefined {
  const loaded = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList?.length ?? 0
  if (builtinsSeen !== loaded) {
    if (builtinsSeen === -1) fillGlobals()
    fillBuiltins()
    builtinsSeen = (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList?.length ?? 0
  }
  const found = known.get(value) ?? globalByName(value)
  if (found !== undefined) return found
  if (isModuleNamespaceObject(value)) {
    const builtin = known.get((value as { default?: unknown }).default)
    if (builtin?.base !== undefined && builtin.path.length === 0) return builtin
  }
  return packageExport(value, from)
}

/** Compared only when a value has such a name: touching these loads much code. */
const LAZY_GLOBALS = new Set(
  (
    'fetch Blob File FormData Headers Request Response WebSocket EventSource MessageEvent CloseEvent CustomEvent Event Navigator ' +
    'DOMException MessageChannel MessagePort BroadcastChannel ReadableStream WritableStream TransformStream Crypto CryptoKey ' +
    'SubtleCrypto CompressionStream DecompressionStream TextEncoderStream TextDecoderStream PerformanceObserver Storage ' +
    'ByteLengthQueuingStrategy CountQueuingStrategy FinalizationRegistry Iterator DisposableStack AsyncDisposableStack ' +
    'SuppressedError escape unescape atob btoa gc'
  ).split(' '),
)

function globalByName(value: unknown): Address | undefined {
  if (typeof value !== 'function') return undefined
  const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value
  if (typeof name !== 'string' || !LAZY_GLOBALS.has(name)) return undefined
  return (globalThis as unknown as Bag)[name] === value ? { base: undefined, path: [name] } : undefined
}

function packageExport(value: unknown, from: string | undefined): Address | undefined {
  const modules = commonJsModules()
  const files = Object.keys(modules)
  if (files.length !== packagesSeen) {
    fillPackages(modules, files)
    packagesSeen = files.length
  }
  const found = packages.get(value)
  return found === undefined || found.base === from ? undefined : found
}

/** Finds this thread's own object at `address`. @throws whatever loading the module throws */
export function objectAt(address: Address): unknown {
  let value: unknown = globalThis
  if (address.base !== undefined) {
    value = address.base.startsWith('node:')
      ? builtinModule(address.base)
      : requireFrom(address.base)(address.base)
  }
  for (const key of address.path) value = (value as Bag)[key]
  return value
}
