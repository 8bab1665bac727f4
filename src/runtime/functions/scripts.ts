/**
 * From V8's script number to the file: its URL, its running text and the facts in it.
 *
 * V8's Runtime domain gives only the number. The function was nearly always written in a file that is on the call stack, or
 * in one that such a file imports: if the text there is the function's text at the function's place, that is the file.
 * Otherwise V8 is asked, which costs 20-30 ms once.
 */
import { readScript } from '../../platform/inspector.ts'
import type { Location } from '../../platform/inspector.ts'
import {
  commonJsModules,
  entryPath,
  filePath,
  fileUrl,
  readText,
  workingDirectoryUrl,
} from '../../platform/modules.ts'
import { factsOf } from './file-facts.ts'
import { isOwnUrl } from './module-refs.ts'
import type { FileFacts } from './file-facts.ts'

export interface Script {
  readonly id: string
  /** A `file:` URL, or V8's name for text without a file. */
  readonly url: string
  readonly source: string
  readonly facts: FileFacts
  /** Whether this is surely the text that runs, not only what the disk says. */
  readonly exact: boolean
}

const scripts = new Map<string, Script>()
const urls = new Map<string, string>()
const factsByPath = new Map<string, { source: string; facts: FileFacts }>()

/** Text and facts of a file on disk, read once; undefined when it cannot be read. */
export function readFacts(path: string): { source: string; facts: FileFacts } | undefined {
  let known = factsByPath.get(path)
  if (known === undefined) {
    const source = readText(path)
    if (source === undefined) return undefined
    known = { source, facts: factsOf(source) }
    factsByPath.set(path, known)
  }
  return known
}

/**
 * @param head - distance from the start of `text` to `location`
 * @param exact - the file on disk is known not to be what runs: ask V8
 */
export function scriptOf(location: Location, text: string, head: number, exact = false): Script | undefined {
  const known = scripts.get(location.scriptId)
  if (known !== undefined && (known.exact || !exact)) return known
  const script =
    (exact ? undefined : scriptOnDisk(location, text, head)) ?? scriptFromEngine(location.scriptId)
  if (script !== undefined) scripts.set(location.scriptId, script)
  return script ?? known
}

function scriptFromEngine(id: string): Script | undefined {
  const answer = readScript(id, urls)
  if (answer === undefined) return undefined
  const url = fileUrl(answer.url) ?? answer.url
  return { id, url, source: answer.source, facts: factsOf(answer.source), exact: true }
}

function scriptOnDisk(location: Location, text: string, head: number): Script | undefined {
  const callers = callerFiles()
  for (const url of callers) {
    const script = scriptAt(url, location, text, head)
    if (script !== undefined) return script
  }
  for (const url of neighbours(callers)) {
    const script = scriptAt(url, location, text, head)
    if (script !== undefined) return script
  }
  return undefined
}

function scriptAt(url: string, location: Location, text: string, head: number): Script | undefined {
  const path = filePath(url)
  const source = path === undefined ? undefined : readText(path)
  if (path === undefined || source === undefined) return undefined
  const start = offsetOf(source, location.line, location.column)
  if (start === undefined || !sameText(source, start - head, text, /\.[mc]?ts$/.test(path))) return undefined
  let known = factsByPath.get(path)
  if (known?.source !== source) factsByPath.set(path, (known = { source, facts: factsOf(source) }))
  return { id: location.scriptId, url, source, facts: known.facts, exact: false }
}

/** Node replaces types by blanks, so a TypeScript file agrees wherever the text is not blank. */
function sameText(source: string, start: number, text: string, stripped: boolean): boolean {
  if (start < 0) return false
  if (source.startsWith(text, start)) return true
  if (!stripped) return false
  for (let i = 0; i < text.length; i++) if (text[i] !== source[start + i] && text[i] !== ' ') return false
  return true
}

/** Offset of a position, both counted from 0; undefined when the text has no such line. */
export function offsetOf(source: string, line: number, column: number): number | undefined {
  let offset = 0
  for (let i = 0; i < line; i++) {
    offset = source.indexOf('\n', offset) + 1
    if (offset === 0) return undefined
  }
  return offset + column
}

/** The files on the call stack, nearest first, as URLs; `atTop` when a frame is the module's own top level. */
export function callerFrames(): { url: string; line: number; atTop: boolean }[] {
  const limit = Error.stackTraceLimit
  // Not by assignment: that throws under --frozen-intrinsics.
  Reflect.set(Error, 'stackTraceLimit', 60)
  const stack = String(new Error('where').stack)
  Reflect.set(Error, 'stackTraceLimit', limit)
  const frames: { url: string; line: number; atTop: boolean }[] = []
  for (const frame of stack.split('\n')) {
    const match = /^\s*at (?:(.*) \()?((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^()\n]+?):(\d+):\d+\)?$/.exec(frame)
    if (match === null) continue
    const url = fileUrl((match[2] ?? '').replace(/^async /, ''))
    const name = match[1] ?? ''
    if (url !== undefined && !isOwnUrl(url)) {
      frames.push({ url, line: Number(match[3]) - 1, atTop: name === '' || name === 'Object.<anonymous>' })
    }
  }
  return frames
}

function callerFiles(): string[] {
  const files = new Set(callerFrames().map((frame) => frame.url))
  const entry = entryPath()
  const url = entry === undefined ? undefined : fileUrl(entry)
  if (url !== undefined) files.add(url)
  return [...files]
}

/** As `await import('./tasks.js')`. */
const DYNAMIC_IMPORT = /\bimport\(\s*["'](\.[^"'\n]+)["']/g

/** Files that the callers import by a relative specifier, and the program's own CommonJS modules. */
function neighbours(callers: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const url of callers) {
    const path = filePath(url)
    if (path === undefined) continue
    const file = readFacts(path)
    if (file === undefined) continue
    for (const binding of file.facts.imports.values()) {
      if (/^(?:\.|file:|\/)/.test(binding.specifier)) found.add(new URL(binding.specifier, url).href)
    }
    for (const match of file.source.matchAll(DYNAMIC_IMPORT)) found.add(new URL(match[1] ?? '', url).href)
  }
  for (const file of Object.keys(commonJsModules())) {
    const url = /[\\/]node_modules[\\/]/.test(file) ? undefined : fileUrl(file)
    if (url !== undefined) found.add(url)
  }
  for (const url of callers) found.delete(url)
  return found
}

/** What relative specifiers in this script start from. */
export function baseOf(script: Script | undefined): string {
  return script !== undefined && script.url.startsWith('file:') ? script.url : workingDirectoryUrl()
}
