/**
 * What the text of a file says about its names: where they are imported from, under which names they are exported, and
 * which of them may change. One pass over the tokens; every doubt is resolved to "may change", which costs a look-up and
 * never a wrong value.
 */
import { closing, isToken, stringValue, tokenize } from './lexer.ts'
import type { Token } from './lexer.ts'

/** `import` (a module's namespace, `*` for all of it) or `require` (a path of properties of what it returns). */
export type ImportBinding =
  | {
      readonly kind: 'import'
      readonly specifier: string
      readonly name: string
      readonly attributes: Readonly<Record<string, string>> | undefined
    }
  | {
      readonly kind: 'require'
      readonly specifier: string
      readonly path: readonly string[]
      /** A compiler's wrapper made a namespace with `default` out of it. */
      readonly interop: boolean
    }

export interface FileFacts {
  readonly imports: ReadonlyMap<string, ImportBinding>
  /** Exported name by local name. */
  readonly exports: ReadonlyMap<string, string>
  /** Names that some assignment in the file changes. */
  readonly assigned: ReadonlySet<string>
  /** Names that `const` or `class` declares, with the offset of the first such declaration. */
  readonly constants: ReadonlyMap<string, number>
  /** Those of them that are declared at the top level. */
  readonly topConstants: ReadonlySet<string>
  /** Strict code all through: an ECMAScript module, or `use strict` at its head. */
  readonly strict: boolean
}

const ASSIGNMENT = /^(?:=|\+\+|--|[-+*/%&|^]=|\*\*=|<<=|>>>?=|&&=|\|\|=|\?\?=)$/

export function factsOf(source: string): FileFacts {
  const tokens = tokenize(source)
  const imports = new Map<string, ImportBinding>()
  const exports = new Map<string, string>()
  const assigned = new Set<string>()
  const constants = new Map<string, number>()
  const topConstants = new Set<string>()
  let isModule = false
  let depth = 0
  /** Depth of the declaration whose list of names we may still be in. */
  let declaring = -1
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    if (token.kind === 'punctuator') {
      if (token.text === '{' || token.text === '(' || token.text === '[') depth++
      else if (token.text === '}' || token.text === ')' || token.text === ']') {
        depth--
        if (depth < declaring) declaring = -1
      } else if (token.text === ';' && depth === declaring) declaring = -1
      if (token.text === '=') noteDestructuring(tokens, i, assigned)
      continue
    }
    if (token.kind !== 'name' || isMember(tokens, i)) continue
    const word = token.text
    if (word === 'const' || word === 'let' || word === 'var') declaring = depth
    if (word === 'const' || word === 'class') noteConstants(tokens, i, depth, constants, topConstants)
    if (depth === 0 && (word === 'export' || (word === 'import' && !isToken(tokens, i + 1, '('))))
      isModule = true
    if (word === 'import') readImport(tokens, i, imports)
    else if (word === 'export') readExport(tokens, i, exports)
    else if (word === 'require' || word === '__vite_ssr_import__') readRequire(tokens, i, imports)
    else if (word === 'for') noteLoop(tokens, i, assigned)
    else if (changes(tokens, i, depth === declaring)) assigned.add(word)
  }
  return { imports, exports, assigned, constants, topConstants, strict: isModule || startsStrict(tokens) }
}

function isMember(tokens: readonly Token[], i: number): boolean {
  return isToken(tokens, i - 1, '.') || isToken(tokens, i - 1, '?.')
}

function startsStrict(tokens: readonly Token[]): boolean {
  for (const token of tokens) {
    if (token.kind === 'string' && token.text.slice(1, -1) === 'use strict') return true
    if (token.kind !== 'string' && token.text !== ';') return false
  }
  return false
}

/** Whether the name at `i` is assigned to, other than by its own declaration. */
function changes(tokens: readonly Token[], i: number, inDeclaration: boolean): boolean {
  if (isToken(tokens, i - 1, '++') || isToken(tokens, i - 1, '--')) return true
  const next = tokens[i + 1]
  if (next?.kind !== 'punctuator' || !ASSIGNMENT.test(next.text)) return false
  if (next.text !== '=') return true
  const before = tokens[i - 1]
  if (before === undefined) return true
  if (before.kind === 'name' && /^(?:const|let|var)$/.test(before.text)) return false
  return !(inDeclaration && before.text === ',')
}

/** `[a, b] = ...` and `({ a } = ...)` assign to every name between the brackets, unless they declare them. */
function noteDestructuring(tokens: readonly Token[], equals: number, assigned: Set<string>): void {
  const last = tokens[equals - 1]
  if (last?.kind !== 'punctuator' || (last.text !== ']' && last.text !== '}')) return
  let depth = 0
  let open = equals - 1
  for (; open >= 0; open--) {
    const token = tokens[open] as Token
    if (token.kind !== 'punctuator') continue
    if (token.text === ')' || token.text === ']' || token.text === '}') depth++
    else if ((token.text === '(' || token.text === '[' || token.text === '{') && --depth === 0) break
  }
  const before = tokens[open - 1]
  if (before?.kind === 'name' && /^(?:const|let|var)$/.test(before.text)) return
  if (last.text === ']' && before !== undefined && (before.kind === 'name' || /^[)\]]$/.test(before.text)))
    return // a[i] = ...
  for (let i = open; i < equals; i++) {
    const token = tokens[i] as Token
    if (token.kind === 'name' && !isMember(tokens, i)) assigned.add(token.text)
  }
}

/** `for (x of ...)` assigns to x. */
function noteLoop(tokens: readonly Token[], i: number, assigned: Set<string>): void {
  const open = isToken(tokens, i + 1, 'await') ? i + 2 : i + 1
  const name = tokens[open + 1]
  if (name?.kind === 'name' && (isToken(tokens, open + 2, 'of') || isToken(tokens, open + 2, 'in'))) {
    assigned.add(name.text)
  }
}

function noteConstants(
  tokens: readonly Token[],
  i: number,
  depth: number,
  constants: Map<string, number>,
  topConstants: Set<string>,
): void {
  const first = tokens[i + 1]
  if (first === undefined) return
  const end = first.text === '{' || first.text === '[' ? closing(tokens, i + 1) : i + 1
  for (let k = i + 1; k <= end && k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind !== 'name' || isToken(tokens, k + 1, ':')) {
      if (k !== i + 1 || token.kind !== 'name') continue
    }
    if (!constants.has(token.text)) constants.set(token.text, token.start)
    if (depth === 0) topConstants.add(token.text)
  }
}

/** Reads `import a, { b as c }, * as d from 'x' with { type: 'json' }`; leaves `import('x')` and `import.meta` alone. */
function readImport(tokens: readonly Token[], at: number, imports: Map<string, ImportBinding>): void {
  let i = at + 1
  if (isToken(tokens, i, 'type') && !isToken(tokens, i + 1, 'from') && !isToken(tokens, i + 1, ',')) return
  const found: [local: string, name: string][] = []
  for (; i < tokens.length && !isToken(tokens, i, 'from'); i++) {
    const token = tokens[i] as Token
    if (token.text === '{') i = readNames(tokens, i, (name, local) => found.push([local, name]))
    else if (token.text === '*') {
      const local = tokens[i + 2]
      if (local?.kind === 'name') found.push([local.text, '*'])
      i += 2
    } else if (token.kind === 'name') found.push([token.text, 'default'])
    else if (token.text !== ',') return
  }
  const from = tokens[i + 1]
  if (from?.kind !== 'string') return
  const specifier = stringValue(from)
  const attributes = readAttributes(tokens, i + 2)
  for (const [local, name] of found) imports.set(local, { kind: 'import', specifier, name, attributes })
}

function readAttributes(tokens: readonly Token[], at: number): Record<string, string> | undefined {
  if (!(isToken(tokens, at, 'with') || isToken(tokens, at, 'assert')) || !isToken(tokens, at + 1, '{'))
    return undefined
  const attributes: Record<string, string> = {}
  const end = closing(tokens, at + 1)
  for (let i = at + 2; i < end; i++) {
    const value = tokens[i + 2]
    if (isToken(tokens, i + 1, ':') && value?.kind === 'string') {
      const key = tokens[i] as Token
      attributes[key.kind === 'string' ? stringValue(key) : key.text] = stringValue(value)
    }
  }
  return attributes
}

/** Reads `{ a, b as c }` (or `{ a: b }`) from its brace; calls `add(first, second)`; returns the index of the closing brace. */
function readNames(
  tokens: readonly Token[],
  open: number,
  add: (first: string, second: string) => void,
): number {
  const end = closing(tokens, open)
  for (let i = open + 1; i < end; i++) {
    const token = tokens[i] as Token
    if (token.kind !== 'name' && token.kind !== 'string') continue
    const first = token.kind === 'string' ? stringValue(token) : token.text
    if (first === 'type' && tokens[i + 1]?.kind === 'name' && !isToken(tokens, i + 1, 'as')) {
      while (i < end && !isToken(tokens, i, ',')) i++ // import { type T }
      continue
    }
    if (isToken(tokens, i + 1, 'as') || isToken(tokens, i + 1, ':')) {
      const second = tokens[i + 2] as Token
      add(first, second.kind === 'string' ? stringValue(second) : second.text)
      i += 2
    } else add(first, first)
    while (i < end && !isToken(tokens, i, ',')) i++
  }
  return end
}

function readExport(tokens: readonly Token[], at: number, exports: Map<string, string>): void {
  let i = at + 1
  if (isToken(tokens, i, '{')) {
    const end = closing(tokens, i)
    if (!isToken(tokens, end + 1, 'from')) readNames(tokens, i, (local, name) => exports.set(local, name))
    return
  }
  const isDefault = isToken(tokens, i, 'default')
  while (
    tokens[i]?.kind === 'name' &&
    /^(?:default|async|function|class|const|let|var|abstract)$/.test(tokens[i]?.text ?? '')
  )
    i++
  if (isToken(tokens, i, '*')) i++
  const name = tokens[i]
  if (isDefault) {
    const local =
      name?.kind === 'name' && !/^(?:extends|await|new|typeof)$/.test(name.text) ? name.text : '*default*'
    exports.set(local, 'default')
  } else if (name?.kind === 'name' && i > at + 1) exports.set(name.text, name.text)
}

/** Reads `x = require('y').z`, `{ a } = require('y')`, `x = __importStar(require('y'))` and vite's `x = await __vite_ssr_import__('y')`. */
function readRequire(tokens: readonly Token[], at: number, imports: Map<string, ImportBinding>): void {
  const specifier = tokens[at + 2]
  if (!isToken(tokens, at + 1, '(') || specifier?.kind !== 'string') return
  let i = at - 1
  let wrapper = ''
  for (; i >= 0 && !isToken(tokens, i, '='); i--) {
    const token = tokens[i] as Token
    if (token.kind === 'name') wrapper += token.text
    else if (token.text !== '(' && token.text !== '.') return
  }
  const target = tokens[i - 1]
  if (target === undefined) return
  if ((tokens[at] as Token).text === '__vite_ssr_import__') {
    imports.set(target.text, {
      kind: 'import',
      specifier: stringValue(specifier),
      name: '*',
      attributes: undefined,
    })
    return
  }
  const path: string[] = []
  let end = closing(tokens, at + 1) + 1
  while (
    wrapper !== '' &&
    (isToken(tokens, end, ')') || isToken(tokens, end, ',') || tokens[end]?.kind === 'number')
  )
    end++
  for (; isToken(tokens, end, '.') && tokens[end + 1]?.kind === 'name'; end += 2)
    path.push((tokens[end + 1] as Token).text)
  const interop = /importDefault|importStar|interop|toESM/i.test(wrapper) || /^[\w$]{1,3}$/.test(wrapper)
  if (target.kind === 'name') {
    imports.set(target.text, { kind: 'require', specifier: stringValue(specifier), path, interop })
    return
  }
  if (target.text !== '}') return
  let open = i - 1
  while (open > 0 && !isToken(tokens, open, '{')) open--
  readNames(tokens, open, (name, local) => {
    imports.set(local, {
      kind: 'require',
      specifier: stringValue(specifier),
      path: [...path, name],
      interop: false,
    })
  })
}
