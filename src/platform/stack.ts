/** Stack traces as Node writes them: where in a module's top-level code are we, and which frames are the program's? */
import { fileURLToPath } from 'node:url'

const DEPTH = 50
const FRAME = /^\s+at (?:(?:async )?(.*?) \()?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?:\d+:\d+)\)?$/
/** Folder of the library itself, as it appears in frames. */
const LIBRARY = new URL('../', import.meta.url).href
const LIBRARY_PATH = decodeURIComponent(new URL('../', import.meta.url).pathname)

/** The stack of the caller, not yet formatted: cheap until its `stack` is read. */
export function captureStack(): { readonly stack?: string } {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = DEPTH
  const holder: { readonly stack?: string } = {}
  Error.captureStackTrace(holder, captureStack)
  Error.stackTraceLimit = limit
  return holder
}

/**
 * The frames from here down to a module's top-level code, as one string.
 * @returns undefined when the bottom of the user's frames is a function: the call does not belong to a module's load.
 */
export function modulePlace(holder: { readonly stack?: string }): string | undefined {
  const places: string[] = []
  for (const line of (holder.stack ?? '').split('\n').slice(1)) {
    if (line.includes('(node:') || /^\s+at (async )?node:/.test(line)) continue
    const frame = FRAME.exec(line)
    const place = frame?.[2]
    if (place === undefined) return undefined
    if (place.startsWith(LIBRARY) || place.startsWith(LIBRARY_PATH)) continue
    places.push(place)
    const name = frame?.[1]
    if (name === undefined || name === 'Object.<anonymous>' || name === '<anonymous>') return places.join('<')
  }
  return undefined
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
