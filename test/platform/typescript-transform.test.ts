import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { transformTypeScript } from '#dist/platform/typescript-transform.js'
import { ROOT } from '../support/child.ts'

const FALLBACK = '\n//# sourceMappingURL='
const transform = (text: string, format: 'module' | 'commonjs' = 'module'): string =>
  transformTypeScript(text, '/nowhere/program.ts', format)

/** Line and column, from 1, of the first place of `token`. */
function placeOf(token: string, text: string): string {
  const before = text.slice(0, text.indexOf(token)).split('\n')
  assert.ok(text.includes(token), `no ${token} in:\n${text}`)
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`
}

test('what is left after types are removed stands where it stood', () => {
  const source = [
    'interface Gone {',
    '  readonly lines: number',
    '}',
    'export function first<T extends Gone>(this: void, value: T, wide?: boolean): number {',
    '  const lines = (value as Gone).lines, other: string = `a ${ wide satisfies unknown } b',
    '    c`; return inner(lines, other)',
    '}',
    'const inner = (lines: number, text: string): number => lines + text.length',
  ].join('\n')
  const code = transform(source)
  for (const token of ['function first', 'value', 'return inner', 'const inner', 'lines + text']) {
    const [line] = placeOf(token, code).split(':')
    assert.equal(line, placeOf(token, source).split(':')[0], `${token} in\n${code}`)
  }
  assert.equal(placeOf('function first', code), '4:8')
  assert.equal(placeOf('return inner', code), placeOf('return inner', source))
  assert.ok(code.includes('`a ${ wide} b\n    c`'), code)
})

test('a line that `using` surrounds keeps its number on Node without `using`', () => {
  const source = 'function f(x) {\n  using a = x\n\n  {\n    await0()\n    using b = x\n    g()\n  }\n}\nh()'
  const code = transform(source)
  for (const token of ['await0()', 'g()', 'h()'])
    assert.equal(placeOf(token, code), placeOf(token, source), code)
})

test('no line break comes between words that it would part', () => {
  const source = [
    'function f(a) {',
    '  return (',
    '    a as number',
    '  )',
    '}',
    'function g(): never {',
    '  throw (',
    '    new Error(`x`) as Error',
    '  )',
    '}',
    'const h = async (',
    '  x: number,',
    ')',
    ': Promise<number> => x',
    'function* i() { yield (',
    '  f(1) satisfies unknown) }',
  ].join('\n')
  const code = transform(source)
  assert.doesNotMatch(code, /return\s*\n|throw\s*\n|yield\s*\n|async\s*\n|\n\s*=>/)
  assert.equal(code.includes(FALLBACK), false)
  const f = new Function(`${code}; return [f(3), [...i()], h.constructor.name]`) as () => unknown
  assert.deepEqual(f(), [3, [1], 'AsyncFunction'])
})

test('strings, templates, regular expressions and comments are not touched', () => {
  const literals = [
    '`one\n  two ${ (x as any) ? `in\n    ner ${ /}`"/.source }` : "" }\n three`',
    String.raw`'quote \' // no comment'`,
    '/[/*`]\\/ +"/g.source',
    '4 / 2 / (1 as number) /* a / b `\n */',
    '`} ${ { a: `{` }.a } {`',
  ]
  const source = `const x: boolean = true\nexport const all: unknown[] = [\n${literals.join(',\n')},\n]`
  const code = transform(source)
  assert.equal(code.includes(FALLBACK), false, code)
  const evaluate = (text: string): unknown => new Function(`${text}; return all`)()
  const wanted = evaluate(
    source
      .replace(': boolean', '')
      .replace(': unknown[]', '')
      .replaceAll(/ as (any|number)/g, '')
      .replace('export', ''),
  )
  assert.deepEqual(evaluate(code.replace('export', '')), wanted)
})

test('every source of this project keeps its layout, with no line break added or lost in its meaning', () => {
  const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  assert.ok(files.length > 20)
  for (const name of files) {
    const path = join(ROOT, 'src', name)
    const code = transformTypeScript(readFileSync(path, 'utf8'), path, 'module')
    assert.equal(code.includes(`${FALLBACK}data:`), false, `${name} fell back to a source map`)
  }
})

test('the helper of `using` is an address, so that any thread finds it without hooks', () => {
  const module = transform('{ using a = null }')
  const script = transform('{ using a = null }', 'commonjs')
  if (module.includes('using a')) return // This Node has `using` itself.
  assert.match(module, /import \w+ from "file:\/\/\/.*usingCtx\.js"/)
  assert.match(script, /require\("\/.*usingCtx\.js"\)/)
})
