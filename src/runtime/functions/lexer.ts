/**
 * Cuts JavaScript (or TypeScript) text into tokens; comments and blanks are dropped.
 *
 * Not a parser: whether `/` divides or starts a regular expression is guessed from the token before it. A wrong guess is
 * confined to its line, because strings and regular expressions cannot span lines.
 */

export type TokenKind = 'name' | 'punctuator' | 'string' | 'template' | 'number' | 'regexp' | 'private'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
}

const TRIVIA = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/|^#![^\n]*)*/y
const NAME = /#?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y
const STRING = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y
const NUMBER = /\.?\d(?:[eE][+-]\d|[\w.])*/y
const REGEXP = /\/(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/[a-z]*/y
const PUNCTUATOR =
  /\.\.\.|=>|>>>=|>>=|<<=|\*\*=|&&=|\|\|=|\?\?=|[-+*/%&|^]=|===|!==|[=!<>]=|\+\+|--|&&|\|\||\?\?|\?\.(?!\d)|\*\*|[^]/y
/** A piece of a template: from its backtick or closing brace to the next backtick or opening `${`. */
const TEMPLATE = /[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)?/y

const BEFORE_REGEXP = new Set(
  'return typeof case in of do else void delete throw new instanceof yield await default'.split(' '),
)

export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const templateDepths: number[] = []
  let depth = 0
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0]
  }
  while (true) {
    at += match(TRIVIA)?.length ?? 0
    if (at >= source.length) return tokens
    const first = source[at] ?? ''
    let kind: TokenKind = 'punctuator'
    let text: string | undefined
    if ((text = match(NAME)) !== undefined) kind = first === '#' ? 'private' : 'name'
    else if (first === '`' || (first === '}' && templateDepths.at(-1) === depth)) {
      text = match(TEMPLATE)
      kind = 'template'
      if (first === '}') templateDepths.pop()
      if (text?.endsWith('${') === true) templateDepths.push(depth)
    } else if ((first === '"' || first === "'") && (text = match(STRING)) !== undefined) kind = 'string'
    else if ((text = match(NUMBER)) !== undefined) kind = 'number'
    else if (first === '/' && regexpMayFollow(tokens.at(-1)) && (text = match(REGEXP)) !== undefined)
      kind = 'regexp'
    else text = match(PUNCTUATOR)
    text ??= first
    if (kind === 'punctuator') {
      if (text === '{' || text === '(' || text === '[') depth++
      else if (text === '}' || text === ')' || text === ']') depth--
    }
    tokens.push({ kind, text, start: at })
    at += text.length
  }
}

function regexpMayFollow(previous: Token | undefined): boolean {
  if (previous === undefined) return true
  if (previous.kind === 'name') return BEFORE_REGEXP.has(previous.text)
  return previous.kind === 'punctuator' && !/^(?:[)\]}]|\+\+|--)$/.test(previous.text)
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** Index of the token that closes the bracket at `open`, or of the end. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i]
    if (token?.kind !== 'punctuator') continue
    if (token.text in CLOSERS) depth++
    else if ((token.text === ')' || token.text === ']' || token.text === '}') && --depth === 0) return i
  }
  return tokens.length
}

/** Whether the token at `index` is this punctuator or keyword. */
export function isToken(tokens: readonly Token[], index: number, text: string): boolean {
  const token = tokens[index]
  return token !== undefined && token.text === text && (token.kind === 'punctuator' || token.kind === 'name')
}

/** The contents of a string token. Escapes are rare in module specifiers; JSON-like ones are understood. */
export function stringValue(token: Token): string {
  const inner = token.text.slice(1, -1)
  return inner.includes('\\')
    ? inner.replace(/\\(?:u\{?([0-9a-fA-F]+)\}?|x([0-9a-fA-F]{2})|([^]))/g, unescape)
    : inner
}

function unescape(_: string, unicode?: string, hex?: string, other?: string): string {
  const code = unicode ?? hex
  return code === undefined ? (other ?? '') : String.fromCodePoint(Number.parseInt(code, 16))
}
