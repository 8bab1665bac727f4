/**
 * Which names a function's text takes from around it, answered by V8 itself: the text is compiled inside a function that
 * declares every word of it, and the variables that V8 keeps alive for it are exactly the free ones. Nothing of it runs.
 */
import { compileBody } from '../../platform/compile.ts'
import { viewFunction } from '../../platform/inspector.ts'
import { closing, isToken } from './lexer.ts'
import { Refusal } from './refusal.ts'
import type { TextShape } from './text-shape.ts'

export interface Analysis {
  /** The text as an expression; `import.meta` is spelled `import$meta` (the same length: columns stay true). */
  readonly text: string
  /** The text is a method: it must stand in an object literal, from which it is taken. */
  readonly inObject: boolean
  readonly strict: boolean
  /** An arrow function that uses the `this` of the function around it. */
  readonly outerThis: boolean
  readonly free: readonly string[]
}

export const IMPORT_META = 'import$meta'

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu
const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function ' +
    'if import in instanceof new null return super switch this throw true try typeof var void while with yield let static ' +
    'await implements interface package private protected public eval arguments async'
  ).split(' '),
)

/**
 * @param sloppy - try the rules of sloppy mode first: nothing around the function says `use strict`
 * @throws {@link Refusal} the text cannot stand alone
 */
export function analyse(source: string, shape: TextShape, sloppy: boolean): Analysis {
  const text = plainKey(spellImportMeta(source, shape), shape)
  const words = [...new Set(text.match(WORD))].filter((word) => !RESERVED.has(word) || word === 'async')
  const expression = shape.kind === 'method' ? `({${text}\n})` : `(${text}\n)`
  if (
    shape.kind === 'method' &&
    shape.tokens.some((token) => token.text === 'super' && token.kind === 'name')
  ) {
    throw new Refusal('it uses "super" and cannot run outside its class; pass the object instead')
  }
  let failure: unknown
  for (const strict of sloppy ? [false, true] : [true, false]) {
    const head = `${strict ? "'use strict';" : ''}var ${words.join(',') || '$'};`
    try {
      const probe = compileBody(`${head}return()=>${expression}`) as () => () => unknown
      if (shape.kind === 'arrow') refuseOuterArguments(text, shape)
      const variables = viewFunction(probe()).scopes[0]?.variables ?? {}
      const outerThis =
        shape.kind === 'arrow' && shape.tokens.some((token) => token.text === 'this' && token.kind === 'name')
      const free = words.filter((word) => Object.hasOwn(variables, word))
      return { text, inObject: shape.kind === 'method', strict, outerThis, free }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      failure ??= error
    }
  }
  const hint = shape.tokens.some((token) => token.kind === 'private')
    ? ' (it uses a #private name of its class)'
    : ''
  throw new Refusal(`it cannot be rebuilt from its source: ${(failure as SyntaxError).message}${hint}`)
}

function spellImportMeta(source: string, shape: TextShape): string {
  let text = source
  shape.tokens.forEach((token, i) => {
    const dot = token.start + 6
    if (!isToken(shape.tokens, i, 'import') || !isToken(shape.tokens, i + 2, 'meta')) return
    if (text.startsWith('import.meta', token.start)) text = `${text.slice(0, dot)}$${text.slice(dot + 1)}`
  })
  return text
}

/**
 * A method's computed key was evaluated by the code around the method, whose variables are gone. The key does not matter to the
 * function (its name is set afterwards), so `[key](n) {}` becomes `[0]  (n) {}`.
 */
function plainKey(text: string, shape: TextShape): string {
  if (shape.kind !== 'method') return text
  const open = shape.tokens.findIndex(
    (_, i) => isToken(shape.tokens, i, '[') || isToken(shape.tokens, i, '('),
  )
  if (!isToken(shape.tokens, open, '[')) return text
  const start = shape.tokens[open]?.start ?? 0
  const end = shape.tokens[closing(shape.tokens, open)]?.start ?? start
  return `${text.slice(0, start)}[0${text.slice(start + 2, end).replace(/[^\n]/g, ' ')}]${text.slice(end + 1)}`
}

/** A static block forbids `arguments` of its own, so V8 tells whether the arrow means those of the function around it. */
function refuseOuterArguments(text: string, shape: TextShape): void {
  if (!shape.tokens.some((token) => token.text === 'arguments' && token.kind === 'name')) return
  try {
    compileBody(`class $ {static{(${text}\n)}}`)
  } catch (error) {
    if (error instanceof SyntaxError && error.message.includes('arguments')) {
      throw new Refusal(
        'it is an arrow function that uses "arguments" of the function around it; use a rest parameter (...args) there',
      )
    }
  }
}
