/** Stack traces as Node writes them: where in a module's top-level code are we, and which frames are the program's? */
import { findSourceMap } from 'node:module'
import type { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

const DEPTH = 50
/** Folder of the library itself, as it appears in frames. */
const LIBRARY = new URL('../', import.meta.url).href
const LIBRARY_PATH = decodeURIComponent(new URL('../', import.meta.url).pathname)

/** The stack of the caller, its innermost frames, not yet formatted: cheap until its `stack` is read. */
export function captureStack(depth: number = DEPTH): { readonly stack?: string } {
  const limit = Error.stackTraceLimit
  // not by assignment: that throws under --frozen-intrinsics
  Reflect.set(Error, 'stackTraceLimit', depth)
  const holder: { readonly stack?: string } = {}
  Error.captureStackTrace(holder, captureStack)
  Reflect.set(Error, 'stackTraceLimit', limit)
  return holder
}

/**
 * The frames from here down to a module's top-level code, as one string of places in the source.
 *
 * A frame of top-level code has no name, but nor has that of an arrow function: V8 tells them apart by where the function
 * that encloses the call begins.
 *
 * @returns undefined when there is no such frame: the call does not belong to a module's load.
 */
export function modulePlace(holder: { readonly stack?: string }): string | undefined {
  const places: string[] = []
  for (const site of sitesOf(holder)) {
    const file = site.getFileName() ?? ''
    if (file === '' || file.startsWith('node:')) continue
    if (file.startsWith(LIBRARY) || file.startsWith(LIBRARY_PATH)) continue
    places.push(placeInSource(site, file))
    if (isTopLevel(site)) return places.join('<')
  }
  return undefined
}

/** Whether code of the file, as V8 names it, is among the innermost frames; false where that can't be found out. */
export function isOnStack(file: string, depth: number): boolean {
  return sitesOf(captureStack(depth)).some((site) => site.getFileName() === file)
}

/** Missing in `@types/node`; in V8 since 8.5. */
interface Enclosed {
  getEnclosingLineNumber?(): number | null
  getEnclosingColumnNumber?(): number | null
}

/** Of an ES module, of a CommonJS module, or of what jest makes of one. */
function isTopLevel(site: NodeJS.CallSite & Enclosed): boolean {
  if (site.getFunctionName() === 'Object.<anonymous>') return true
  if (site.getFunctionName()) return false
  return site.getEnclosingLineNumber?.() === 1 && site.getEnclosingColumnNumber?.() === 1
}

/** By the source map where there is one in use: a thread may load the same module in another translation. */
function placeInSource(site: NodeJS.CallSite, file: string): string {
  const line = site.getLineNumber() ?? 0
  const column = site.getColumnNumber() ?? 0
  const origin = sourceMapOf(file)?.findOrigin(line, column)
  if (origin === undefined || !('lineNumber' in origin)) return `${file}:${line}:${column}`
  return `${file}:${origin.lineNumber}:${origin.columnNumber}`
}

function sourceMapOf(file: string): SourceMap | undefined {
  return process.sourceMapsEnabled ? findSourceMap(file) : undefined
}

/** The frames of a stack that has not been formatted yet; none where nobody is told of them. */
function sitesOf(holder: { readonly stack?: string }): readonly NodeJS.CallSite[] {
  // as under --frozen-intrinsics
  if (Object.isFrozen(Error)) return []
  const own = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  let sites: readonly NodeJS.CallSite[] = []
  Error.prepareStackTrace = (_error, all) => {
    sites = all
    return ''
  }
  try {
    void holder.stack
  } finally {
    if (own === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Object.defineProperty(Error, 'prepareStackTrace', own)
  }
  return sites
}

/** Where the library's code is: as built, and as source maps call it. */
const OWN_PLACES = ['', 'file://'].flatMap((scheme) =>
  ['', '../src/'].map((folder) => scheme + decodeURIComponent(new URL(folder, LIBRARY).pathname)),
)
/** The evaluation that asked for the stack stands on top of it. */
const QUESTION = /^<anonymous>:\d+:\d+$/
/** Code of the engine and of WebAssembly, and Node's public modules: whose it is depends on who called it. */
const NEUTRAL = /\(<anonymous>\)$|wasm:\/\/|wasm-function|(^|\()node:/

export interface ProgramStack {
  /** Innermost first, as `name (path:line:column)`. */
  readonly frames: readonly string[]
  /** Nothing at all runs there: the thread waits for its next event. */
  readonly idle: boolean
}

/**
 * The frames of the program in the text of a stack. Those of this library and of Node's inside are left out, and with
 * them what they called in the engine.
 */
export function programStack(stack: string): ProgramStack {
  const all = stack.split('\n').flatMap((line) => /^ {4}at (.*)$/.exec(line)?.[1] ?? [])
  while (QUESTION.test(all[0] ?? '')) all.shift()
  const frames: string[] = []
  let callerIsOurs = true
  for (const frame of [...all].reverse()) {
    callerIsOurs = NEUTRAL.test(frame) && !frame.includes('node:internal') ? callerIsOurs : isOurs(frame)
    if (!callerIsOurs) frames.unshift(frame.replace(/file:\/\/[^)]*(?=:\d+:\d+)/, pathOf))
  }
  return { frames, idle: all.length === 0 }
}

/**
 * The text of a stack without the frames at its end that are this library's, and Node's beneath them: how the program's
 * function came to be called tells its author nothing. A stack of nothing else stays as it is.
 */
export function withoutOwnEnd(stack: string): string {
  const lines = stack.split('\n')
  const frameOf = (line: string): string | undefined => /^ {4}at (.*)$/.exec(line)?.[1]
  let end = lines.length
  let passedOwn = false
  for (
    let frame = frameOf(lines[end - 1] ?? '');
    frame !== undefined;
    frame = frameOf(lines[end - 1] ?? '')
  ) {
    if (!isOurs(frame)) return passedOwn ? lines.slice(0, end).join('\n') : stack
    passedOwn ||= !frame.includes('node:internal')
    end -= 1
  }
  return stack
}

function isOurs(frame: string): boolean {
  if (frame.includes('node:internal')) return true
  const place = /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, '')
  return OWN_PLACES.some((folder) => place.startsWith(folder))
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url // not one of this system's files
  }
}
