/**
 * Arrow functions that take nothing from around them. `submit((n) => n * n, 3)` in a loop makes a new function each time, and
 * to ask V8 about each takes 0.1 ms; but what such a function does, its text says, wherever that stands. Only stack traces
 * ask for the place. So a text is known after the first function with it, if it stands once in its file; and the next
 * function is taken to be from there if that file has called us, in this turn of the event loop.
 */
import { isOnStack } from '../../platform/stack.ts'
import type { Closure } from './describe.ts'
import type { Draft } from './make-unit.ts'

/** A program that makes its functions from ever new texts must not fill the memory with them. */
const MOST_TEXTS = 1000
const MOST_CHARACTERS = 2000
/** Frames of the library on top of the program's, and some of that. */
const DEPTH = 24

let known = new Map<string, Closure>()
/** Those whose file was found on the stack in this turn: to look takes longer than all the rest. */
const present = new Set<Closure>()
const settled = Promise.resolve()

/** @returns what is known of the function by its text. Never looks into it. */
export function loneClosure(f: Function): Closure | undefined {
  if (known.size === 0) return undefined
  const closure = known.get(Function.prototype.toString.call(f))
  if (closure === undefined || present.has(closure)) return closure
  if (!isOnStack(closure.unit.file, DEPTH)) return undefined
  if (present.size === 0) void settled.then(() => present.clear())
  present.add(closure)
  return closure
}

/** A function was described for the first time: the next one with its text may be known by that. */
export function noteText(f: Function, { unit, script, analysis, shape }: Draft): void {
  const text = Function.prototype.toString.call(f)
  const isLone = shape.kind === 'arrow' && analysis.free.length === 0 && !analysis.outerThis
  if (!isLone || unit.metaUrl !== undefined || text.length > MOST_CHARACTERS || known.size === MOST_TEXTS)
    return
  // what it imports is found from its file; what it evaluates may be anything
  if (/\b(?:import|eval)\b/.test(text)) return
  if (script !== undefined && standsOnce(text, script.source))
    known.set(text, { form: 'closure', unit, values: [] })
}

export function forgetTexts(): void {
  known = new Map()
  present.clear()
}

/** Where types were blanked out of the running text, the part behind the parameters tells. */
function standsOnce(text: string, source: string): boolean {
  const part = source.includes(text) ? text : text.slice(text.indexOf('=>'))
  const at = source.indexOf(part)
  return at >= 0 && !source.includes(part, at + 1)
}
