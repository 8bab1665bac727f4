/**
 * Which part of a class's text runs when the class is made: the `extends` clause, computed keys, static blocks and static
 * field initialisers. Names used there must have their values before the class exists; all others may come later, which is
 * what lets a class and the functions it uses refer to each other.
 *
 * Public static fields get the sender's values anyway, so their initialisers are blanked: `static pool = new Pool()` must
 * not make a second pool in every thread.
 */
import { closing, isToken } from './lexer.ts'
import type { Token } from './lexer.ts'

export interface ClassText {
  /** The text with the initialisers of replaced static fields blanked; every other character is where it was. */
  readonly text: string
  /** Names that occur in what runs at once. */
  readonly early: ReadonlySet<string>
  /** Where the expression after `extends` starts and ends in the text. */
  readonly heritage: { readonly start: number; readonly end: number } | undefined
}

/** @param replaced - static fields whose values travel separately */
export function readClass(text: string, tokens: readonly Token[], replaced: ReadonlySet<string>): ClassText {
  const early = new Set<string>()
  const blanks: [start: number, end: number][] = []
  const extending = tokens.findIndex((_, k) => k < 3 && isToken(tokens, k, 'extends'))
  let i = 1
  while (i < tokens.length && !isToken(tokens, i, '{')) {
    // The heritage may hold braces of its own, but only inside parentheses or after `=>`.
    const end = isToken(tokens, i, '(') || isToken(tokens, i, '[') ? closing(tokens, i) : i
    for (; i <= end && i < tokens.length; i++) note(tokens[i], early)
  }
  const first = tokens[extending + 1]
  const before = tokens[i - 1]
  const heritage =
    extending < 0 || first === undefined || before === undefined
      ? undefined
      : { start: first.start, end: before.start + before.text.length }
  const last = closing(tokens, i)
  const body = { executes: false }
  for (i++; i < last;) i = member(text, tokens, i, last, replaced, early, blanks, body)
  // What still runs may read the fields that would be blanked.
  if (body.executes) blanks.length = 0
  let result = text
  for (const [start, end] of blanks) {
    result = result.slice(0, start) + result.slice(start, end).replace(/[^\n]/g, ' ') + result.slice(end)
  }
  return { text: result, early, heritage }
}

function note(token: Token | undefined, names: Set<string>): void {
  if (token?.kind === 'name') names.add(token.text)
}

/** Reads the member of a class body that starts at `i`; returns the index after it. */
function member(
  text: string,
  tokens: readonly Token[],
  i: number,
  last: number,
  replaced: ReadonlySet<string>,
  early: Set<string>,
  blanks: [number, number][],
  body: { executes: boolean },
): number {
  if (isToken(tokens, i, ';')) return i + 1
  const isStatic =
    isToken(tokens, i, 'static') && !isToken(tokens, i + 1, '(') && !isToken(tokens, i + 1, '=')
  if (isStatic && isToken(tokens, i + 1, '{')) {
    const end = closing(tokens, i + 1)
    for (let k = i; k <= end; k++) note(tokens[k], early)
    body.executes = true
    return end + 1
  }
  let at = isStatic ? i + 1 : i
  let name: Token | undefined
  for (; at < last; at++) {
    const token = tokens[at]
    if (isToken(tokens, at, '[')) {
      const end = closing(tokens, at)
      for (let k = at; k <= end; k++) note(tokens[k], early)
      at = end
      name = undefined
    } else if (isToken(tokens, at, '(')) {
      const body = closing(tokens, at) + 1
      return closing(tokens, body) + 1
    } else if (isToken(tokens, at, '=') || isToken(tokens, at, ';')) break
    else if (name !== undefined && isNewField(text, name, token)) return at
    else name = token
  }
  if (!isToken(tokens, at, '=')) return at + 1
  const end = initialiserEnd(text, tokens, at, last)
  if (isStatic) {
    const first = tokens[at] as Token
    const stop = tokens[end]?.start ?? text.length
    if (name?.kind === 'name' && replaced.has(name.text)) blanks.push([first.start, stop])
    else {
      for (let k = at; k < end; k++) note(tokens[k], early)
      // More than one token besides the `=`: not a mere number or string.
      if (end - at > 2) body.executes = true
    }
  }
  return end
}

/** Fields without a value may be separated by line ends alone. */
function isNewField(text: string, name: Token, next: Token | undefined): boolean {
  if (next === undefined || /^(?:get|set|async|static|accessor)$/.test(name.text)) return false
  return next.kind !== 'punctuator' && text.slice(name.start + name.text.length, next.start).includes('\n')
}

/** Where the initialiser that starts at `equals` ends: at a `;`, at the body's brace, or at a line end before a member. */
function initialiserEnd(text: string, tokens: readonly Token[], equals: number, last: number): number {
  for (let i = equals + 1; i < last; i++) {
    const token = tokens[i] as Token
    if (isToken(tokens, i, ';')) return i
    const before = tokens[i - 1] as Token
    if (
      i > equals + 1 &&
      text.slice(before.start + before.text.length, token.start).includes('\n') &&
      endsBetween(before, token)
    ) {
      return i
    }
    if (isToken(tokens, i, '{') || isToken(tokens, i, '(') || isToken(tokens, i, '[')) i = closing(tokens, i)
  }
  return last
}

/** Whether a statement ends at the line end between these two tokens: an operand before it, a name-like token after. */
function endsBetween(before: Token, after: Token): boolean {
  const operandBefore = before.kind !== 'punctuator' || /^[)\]}]$/.test(before.text)
  const keyword =
    before.kind === 'name' && /^(?:new|typeof|void|await|in|of|instanceof|extends)$/.test(before.text)
  const startsMember = after.kind === 'name' || after.kind === 'private' || after.kind === 'string'
  return operandBefore && !keyword && startsMember && !/^(?:in|of|instanceof)$/.test(after.text)
}
