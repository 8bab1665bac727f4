/**
 * Where in the program a record was logged: file, line and function of the caller of `info()` and its like.
 *
 * Looking costs microseconds, so it happens only when a format asks (`%(lineno)d`) or the record goes to code of the
 * user, and while the logging call is still on the stack.
 */
import { sourceMapsEnabled } from '../platform/process-facts.ts'
import { urlToPath } from '../platform/files.ts'
import { OWN_FOLDER } from './own-folder.ts'
import { framesOfSites, framesOfText } from './stack-frames.ts'
import type { Frame } from './stack-frames.ts'

export interface CallSite {
  /** Path of the file; `(unknown file)` when the stack does not tell. */
  readonly pathname: string
  readonly lineno: number
  /** Bare name as Python gives it: `<module>` at top level, `<anonymous>` for a function without name. */
  readonly funcName: string
}

export const UNKNOWN_CALL_SITE: CallSite = {
  pathname: '(unknown file)',
  lineno: 0,
  funcName: '(unknown function)',
}

/** Frames of ours between a caller and {@link PendingSite}'s `from`, one more than usual; each costs about 1 µs. */
const OUR_FRAMES = 4
/** When that was not enough (adapters around adapters), and for stacks that people read. */
const DEEP = 100

/** The folder of this library, as stack frames show it (with source maps they show `src`). */
const folders: readonly string[] = [OWN_FOLDER, OWN_FOLDER.replace(/\/dist\/$/, '/src/')].flatMap(
  (folder) => [folder, urlToPath(folder)],
)
/** The functions through which a program logs, numbered where a bundler had to: what lies between caller and record. */
const entries =
  /(?:^|[ .])(?:debug|info|warning|warn|error|exception|critical|fatal|log|logArgs|logCall)[$\d]*$/

/** The place of a record: found when somebody asks, and only while the logging call runs or after {@link keep}. */
export class PendingSite {
  readonly #from: (...args: never[]) => unknown
  readonly #stackLevel: number
  #frames: readonly Frame[] | null = null
  #found: CallSite | null = null
  #open = true

  /**
   * @param from - A function that is running, below which the caller is.
   * @param stackLevel - Which caller: 1 is the one that logged, the last one if the stack is less deep, as in Python.
   */
  constructor(from: (...args: never[]) => unknown, stackLevel: number) {
    this.#from = from
    this.#stackLevel = stackLevel
  }

  /** The place may be asked for after the call has ended. */
  keep(): void {
    if (!this.#open || this.#frames !== null) return
    const depth = OUR_FRAMES + this.#stackLevel + 1
    const frames = collect(this.#from, depth)
    const enough = frames.length < depth || frames.length - countEntries(frames) > this.#stackLevel
    this.#frames = enough ? frames : collect(this.#from, DEEP)
  }

  find(): CallSite {
    if (this.#found !== null) return this.#found
    this.keep()
    if (this.#frames === null) return UNKNOWN_CALL_SITE
    return (this.#found = siteIn(this.#frames, this.#stackLevel))
  }

  /** The caller and what called it, one frame per line, as a JavaScript stack; empty when the call has ended. */
  stackText(): string {
    if (!this.#open) return ''
    const frames = framesOfText(capture(this.#from, DEEP).stack)
    return frames
      .slice(countEntries(frames))
      .map((frame) => frame.text)
      .join('\n')
  }

  /** The logging call ends: from now on the stack is another one. */
  close(): void {
    this.#open = false
  }
}

function capture(from: (...args: never[]) => unknown, depth: number): { readonly stack?: unknown } {
  const captured = {}
  const limit = Error.stackTraceLimit
  Reflect.set(Error, 'stackTraceLimit', depth)
  Error.captureStackTrace(captured, from)
  Reflect.set(Error, 'stackTraceLimit', limit)
  return captured
}

/**
 * The frames below `from`. Twice as fast without making the text of a stack, but then nobody applies source maps:
 * where those are on, or a tool has its own idea of stacks, the text is what tells the truth.
 */
function collect(from: (...args: never[]) => unknown, depth: number): readonly Frame[] {
  const standard = Error.prepareStackTrace
  // Node's own function has this name; a tool that maps stacks puts its own there.
  const isNodes = standard === undefined || standard.name === 'ErrorPrepareStackTrace'
  if (!isNodes || sourceMapsEnabled()) return framesOfText(capture(from, depth).stack)
  Reflect.set(Error, 'prepareStackTrace', framesOfSites)
  try {
    const frames = capture(from, depth).stack
    return Array.isArray(frames) ? (frames as Frame[]) : framesOfText(frames)
  } finally {
    Reflect.set(Error, 'prepareStackTrace', standard)
  }
}

function siteIn(frames: readonly Frame[], stackLevel: number): CallSite {
  const user = frames.slice(countEntries(frames))
  const at = Math.min(stackLevel, user.length) - 1
  const frame = user[at]
  if (frame === undefined || frame.file === '') return UNKNOWN_CALL_SITE
  return {
    pathname: urlToPath(frame.file),
    lineno: frame.line,
    funcName: functionName(frame.name, user[at + 1]),
  }
}

/** How many frames at the top are ours; in a bundle our file is the user's too, hence the names. */
function countEntries(frames: readonly Frame[]): number {
  const first = frames.findIndex(
    ({ file, name }) => !folders.some((folder) => file.startsWith(folder)) || !entries.test(name),
  )
  return first < 0 ? frames.length : first
}

function functionName(name: string, next: Frame | undefined): string {
  if (name !== '') return name.slice(name.lastIndexOf('.') + 1).replace(/^[gs]et /, '')
  // The code of a module has no name either; what tells it is that Node's loader called it.
  return next === undefined || /^node:(?:internal\/modules|vm|internal\/vm)/.test(next.file)
    ? '<module>'
    : '<anonymous>'
}
