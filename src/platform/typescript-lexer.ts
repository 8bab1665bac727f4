/**
 * Finds the parts of JavaScript text whose white space means something: strings, templates, regular expressions, comments.
 *
 * Restriction: for well-formed code as a code generator prints it. Whether a slash divides or starts a regular expression
 * is told by the token before it, which is right except after `)` of an `if (…)` and `}` of a block; the caller checks
 * the result and does without it then.
 */

/** [start, end) offsets in the text, ascending, not overlapping. A line comment includes its line break. */
export type Literal = readonly [start: number, end: number]

/** After these words a slash starts a regular expression. */
const BEFORE_EXPRESSION =
  /(?:^|[^\w$.])(?:return|throw|typeof|case|do|else|in|of|instanceof|new|void|delete|await|yield)$/

const LINE_COMMENT = /[^\n]*\n?/y
const BLOCK_COMMENT = /\/\*[^]*?\*\//y
const STRING = /(['"])(?:\\[^]|(?!\1)[^\\])*\1/y
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
/** From a back tick, or from the brace that ends an expression in a template, to the next expression or the end. */
const TEMPLATE = /[`}](?:\\[^]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y
/** Everything that starts nothing of the above. */
const PLAIN = /[^'"`/{}]+/y

export function literals(code: string): Literal[] {
  const found: Literal[] = []
  /** For each open brace: whether it belongs to an expression in a template. */
  const braces: boolean[] = []
  let at = code.startsWith('#!') ? skip(LINE_COMMENT, code, 0) : 0
  if (at > 0) found.push([0, at])
  while (at < code.length) {
    const plainEnd = skip(PLAIN, code, at)
    if (plainEnd > at) {
      at = plainEnd
      continue
    }
    const char = code[at]
    const pattern = patternAt(code, at, char === '}' && braces.pop() === true)
    if (pattern === undefined) {
      if (char === '{') braces.push(false)
      at += 1
      continue
    }
    const end = skip(pattern, code, at)
    if (end === at) {
      at += 1
      continue
    }
    if (pattern === TEMPLATE && code[end - 1] === '{') braces.push(true)
    found.push([at, end])
    at = end
  }
  return found
}

/** The code with a space for each comment, and a line break where a line comment was. */
export function withoutComments(code: string): string {
  let text = ''
  let from = 0
  for (const [start, end] of literals(code)) {
    const opening = code.slice(start, start + 2)
    if (opening !== '//' && opening !== '/*') continue
    text += code.slice(from, start) + (opening === '//' ? '\n' : ' ')
    from = end
  }
  return text + code.slice(from)
}

function patternAt(code: string, at: number, endsExpression: boolean): RegExp | undefined {
  const char = code[at]
  if (char === '"' || char === "'") return STRING
  if (char === '`' || endsExpression) return TEMPLATE
  if (char !== '/') return undefined
  if (code[at + 1] === '/') return LINE_COMMENT
  if (code[at + 1] === '*') return BLOCK_COMMENT
  const before = code.slice(Math.max(0, at - 20), at).trimEnd()
  const operand = /[\w$)\]}'"`]$/.test(before) && !BEFORE_EXPRESSION.test(before)
  return operand ? undefined : REGULAR_EXPRESSION
}

/** Where the match of the sticky `pattern` at `from` ends; `from` when there is none. */
function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}
