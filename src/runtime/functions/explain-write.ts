/**
 * Names the captured variable in V8's own errors about writes to constants and frozen objects.
 *
 * The stack says where in the user's file the write stands; the text of the function there says what is written to.
 */
import { tokenize, isToken } from './lexer.ts'
import type { Token } from './lexer.ts'
import type { CodeUnit } from './code-unit.ts'
import { travels } from './code-unit.ts'
import { offsetOf } from './scripts.ts'
import { readOnlyText } from './read-only.ts'
import { arrivedUnits } from './unit-store.ts'

const ABOUT_WRITES =
  /^(?:Assignment to constant variable\.|Cannot assign to read only property |Cannot add property .* object is not extensible|Cannot delete property |Cannot redefine property|Cannot define property .* object is not extensible|.*object is not extensible)/

/** Errors that were explained already: one may pass several hands. */
const explained = new WeakSet<object>()

/**
 * If `error` is V8's complaint about a write to something that a thread captured, says so in its message; V8's text is kept.
 * Call it on an error that nobody caught in the thread. @returns `error` itself
 */
export function explainWrite(error: unknown): unknown {
  if (!(error instanceof TypeError) || explained.has(error) || !ABOUT_WRITES.test(error.message)) return error
  explained.add(error)
  const place = firstPlace(error)
  const unit = place === undefined ? undefined : unitAtPlace(place)
  if (place === undefined || unit === undefined) return error
  const captured = unit.bindings.filter(travels).map((binding) => binding.name)
  const name = error.message.startsWith('Assignment')
    ? assignedName(unit, place, captured)
    : writtenName(unit, place)
  const hint = hintFor(name, captured)
  const before = error.message
  error.message = `${before} (${hint})`
  if (typeof error.stack === 'string') error.stack = error.stack.replace(before, () => error.message)
  return error
}

function hintFor(name: string | undefined, captured: readonly string[]): string {
  if (name !== undefined && captured.includes(name)) return readOnlyText(name)
  const only = captured[0]
  if (name === undefined && captured.length === 1 && only !== undefined) return readOnlyText(only)
  if (name === 'this' || captured.length === 0) return readOnlyText(name ?? 'it')
  const subject = name === undefined ? 'what is written to' : `\`${name}\``
  const list = captured.map((entry) => `\`${entry}\``).join(', ')
  return `${subject} is, or is part of, a copy that this thread captured (${list}) and read-only; use a shared object or return the value`
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The first frame that lies in a function which arrived in this thread. */
function firstPlace(error: Error): Place | undefined {
  for (const frame of String(error.stack).split('\n')) {
    const match = /\(?([^()\s]+):(\d+):(\d+)\)?$/.exec(frame)
    if (match !== null)
      return { file: match[1] ?? '', line: Number(match[2]) - 1, column: Number(match[3]) - 1 }
  }
  return undefined
}

/** Position of `place` in the text of `unit`, or undefined when it lies outside. */
function offsetIn(unit: CodeUnit, { file, line, column }: Place): number | undefined {
  if (unit.file !== file && !unit.file.endsWith(file)) return undefined
  const row = line - unit.line
  if (row < 0) return undefined
  const offset = offsetOf(unit.text, row, row === 0 ? column - unit.column : column)
  return offset === undefined || offset < 0 || offset >= unit.text.length ? undefined : offset
}

/** The innermost function that arrived and covers `place`. */
function unitAtPlace(place: Place): CodeUnit | undefined {
  let found: CodeUnit | undefined
  for (const unit of arrivedUnits()) {
    if (offsetIn(unit, place) === undefined) continue
    if (found === undefined || unit.text.length < found.text.length) found = unit
  }
  return found
}

/** How far from an assignment V8's position of it may lie: it is that of the name, the operator or what follows. */
const NEAR = 3

/** The captured variable that is assigned to nearest to `place`. */
function assignedName(unit: CodeUnit, place: Place, captured: readonly string[]): string | undefined {
  const offset = offsetIn(unit, place) ?? 0
  const tokens = tokenize(unit.text)
  const at = tokens.findIndex((token) => token.start + token.text.length > offset)
  for (let distance = 0; distance <= NEAR; distance++) {
    for (const i of [at - distance, at + distance]) {
      const token = tokens[i]
      if (token?.kind === 'name' && captured.includes(token.text) && !isToken(tokens, i - 1, '.'))
        return token.text
    }
  }
  return undefined
}

/** The variable at the root of the expression that V8 points at: `a` for `a.b[0].c = 1`, at the `c`. */
function writtenName(unit: CodeUnit, place: Place): string | undefined {
  const offset = offsetIn(unit, place) ?? 0
  const tokens = tokenize(unit.text)
  let i = tokens.findIndex((token) => token.start + token.text.length > offset)
  if (i < 0) return undefined
  // V8 points at the name, at the `=` behind an index, or at the operator before.
  if (isToken(tokens, i, 'delete') || isToken(tokens, i, '++') || isToken(tokens, i, '--'))
    return nextName(tokens, i)
  if (tokens[i]?.kind === 'punctuator' && !isToken(tokens, i, '[') && !isToken(tokens, i, '(')) i--
  if (tokens[i]?.kind !== 'name' && !isToken(tokens, i, ']') && !isToken(tokens, i - 1, '['))
    return nextName(tokens, i)
  return rootName(tokens, i)
}

function nextName(tokens: readonly Token[], from: number): string | undefined {
  return tokens.slice(from + 1).find((token) => token.kind === 'name')?.text
}

function rootName(tokens: readonly Token[], at: number): string | undefined {
  let i = at
  while (i >= 0) {
    const token = tokens[i]
    if (isToken(tokens, i, ']')) {
      i = opening(tokens, i) - 1
      continue
    }
    if (isToken(tokens, i - 1, '[') && (tokens[i]?.kind !== 'name' || isIndexed(tokens, i - 1))) {
      i -= 2
      continue
    }
    if (token?.kind !== 'name') return undefined
    if (!isToken(tokens, i - 1, '.') && !isToken(tokens, i - 1, '?.')) {
      // `Object.assign(copy, ...)`, `Reflect.set(copy, ...)`: what is written to is the argument.
      const call = token.text === 'Object' || token.text === 'Reflect'
      return call ? nextName(tokens, at + 1) : token.text
    }
    i -= 2
  }
  return undefined
}

/** Whether the bracket at `open` follows something that it indexes. */
function isIndexed(tokens: readonly Token[], open: number): boolean {
  const before = tokens[open - 1]
  return before !== undefined && (before.kind === 'name' || before.text === ']' || before.text === ')')
}

function opening(tokens: readonly Token[], close: number): number {
  let depth = 0
  for (let i = close; i >= 0; i--) {
    if (isToken(tokens, i, ']')) depth++
    else if (isToken(tokens, i, '[') && --depth === 0) return i
  }
  return 0
}
