/** What kind of function a piece of source text is, and where V8's position of it lies within the text. */
import { closing, isToken, tokenize } from './lexer.ts'
import type { Token } from './lexer.ts'

export type FunctionKind = 'arrow' | 'function' | 'method' | 'class'

export interface TextShape {
  readonly kind: FunctionKind
  readonly tokens: readonly Token[]
  /** Distance from the start of the text to what `[[FunctionLocation]]` names: 0, or up to the parameters' parenthesis. */
  readonly head: number
}

export function shapeOf(text: string): TextShape {
  const tokens = tokenize(text)
  const kind = kindOf(tokens)
  return { kind, tokens, head: kind === 'arrow' || kind === 'class' ? 0 : parameters(tokens) }
}

function kindOf(tokens: readonly Token[]): FunctionKind {
  if (isToken(tokens, 0, 'class') && !isToken(tokens, 1, '(')) return 'class'
  const start = isToken(tokens, 0, 'async') ? 1 : 0
  // A method called `function` has the same text as a function expression, and the same meaning.
  if (isToken(tokens, start, 'function')) return 'function'
  if (isToken(tokens, start, '(') && isToken(tokens, closing(tokens, start) + 1, '=>')) return 'arrow'
  if (isToken(tokens, start + 1, '=>') || isToken(tokens, 1, '=>')) return 'arrow'
  return 'method'
}

function parameters(tokens: readonly Token[]): number {
  let i = 0
  while (i < tokens.length && !isToken(tokens, i, '('))
    i = isToken(tokens, i, '[') ? closing(tokens, i) + 1 : i + 1
  return tokens[i]?.start ?? 0
}
