/** Stack traces as Node writes them: where in a module's top-level code are we? */

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
