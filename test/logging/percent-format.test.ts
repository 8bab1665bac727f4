/** `format % values` against Python's own, for generated pairs; and the rules that are easy to state. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import * as logging from 'nogil/logging'
import { askPython, hasPython } from './python-child.ts'

/** What a record with this message and these arguments says. */
function format(message: string, ...args: unknown[]): string {
  return new logging.LogRecord({ name: 'x', level: 20, msg: message, args }).getMessage()
}

type Value = { float: string } | { int: string } | string

function decoded(value: Value): unknown {
  if (typeof value === 'string') return value
  if ('float' in value) return Number(value.float.replace('inf', 'Infinity'))
  const int = BigInt(value.int)
  return int >= -9007199254740991n && int <= 9007199254740991n ? Number(int) : int
}

function encodedFloat(value: number): Value {
  const text = Object.is(value, -0) ? '-0.0' : String(value).replace('Infinity', 'inf')
  return { float: text.replace('NaN', 'nan') }
}

const flags = fc
  .array(fc.constantFrom('-', '+', ' ', '#', '0'), { maxLength: 3 })
  .map((list) => list.join(''))
const width = fc.option(fc.nat({ max: 24 }), { nil: '' }).map(String)
const precision = fc.option(fc.nat({ max: 30 }), { nil: null }).map((p) => (p === null ? '' : `.${p}`))

function conversion(types: string): fc.Arbitrary<string> {
  return fc
    .tuple(flags, width, precision, fc.constantFrom(...types.split('')))
    .map(([f, w, p, type]) => `%${f}${w}${p}${type}`)
}

const ties = fc
  .tuple(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: 0, max: 6 }))
  .map(([n, k]) => n / 2 ** k)
const doubles = fc.oneof(fc.double(), ties, fc.double({ min: -1e6, max: 1e6, noNaN: true })).map(encodedFloat)
const integers = fc
  .oneof(fc.integer(), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }))
  .map((n): Value => ({ int: String(n) }))
/** Not all of Unicode: which characters print depends on its version, and Node's and Python's differ. */
const characters = fc.oneof(
  fc.integer({ min: 1, max: 0x2ff }),
  fc.constantFrom(0x1f600, 0x20ac, 0x2028, 0xfeff),
)
const unit = characters.map((code) => String.fromCodePoint(code))
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit }),
  fc.constantFrom("it's", '"', `'"`, 'a\n\\t', 'é€😀\u2028\u00ad'),
)
const cases = fc.oneof(
  fc.tuple(conversion('eEfFgG'), doubles),
  fc.tuple(conversion('diuxXo'), integers),
  fc.tuple(conversion('eEfFgG'), integers),
  fc.tuple(conversion('srac'), texts),
  fc.tuple(conversion('diuxXoc'), texts),
)
const around = fc.string({ unit: fc.constantFrom('a', '%%', ' ', 'ü') })

const kinds: Readonly<Record<string, string>> = {
  TypeError: 'TypeError',
  ValueError: 'RangeError',
  OverflowError: 'RangeError',
}

function answer(message: string, args: readonly Value[]): [string, string] {
  try {
    return ['ok', format(message, ...args.map(decoded))]
  } catch (error) {
    assert.ok(error instanceof Error)
    return [error.constructor.name, error.message]
  }
}

test('formatting agrees with Python for generated conversions and values', { skip: !hasPython() }, () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)
  const pairs = fc
    .sample(fc.tuple(around, cases, around), { numRuns: 6000, seed })
    .map(([before, [spec, value], after]) => [before + spec + after, [value]] as const)
  const answers = askPython('percent.py', pairs) as [string, string][]
  for (const [index, [message, args]] of pairs.entries()) {
    const [kind, text] = answers[index] ?? ['', '']
    const expected = [kind === 'ok' ? 'ok' : (kinds[kind] ?? kind), text.replace(/\bstr$/, 'string')]
    assert.deepEqual(answer(message, args), expected, `seed ${seed}: ${JSON.stringify([message, args])}`)
  }
})

test(
  'broken formats and wrong counts of values are told as Python tells them',
  { skip: !hasPython() },
  () => {
    const list: [string, Value[]][] = [
      ['%', ['a']],
      ['%5', ['a']],
      ['%(x', ['a']],
      ['%(x)s', ['a']],
      ['%y', ['a']],
      ['%y %y', ['a', 'b']],
      ['%5%', ['a']],
      ['%s %s', ['a']],
      ['%s', ['a', 'b']],
      ['none', ['a']],
      ['%*d', [{ int: '5' }, { int: '42' }]],
      ['%-*d|', [{ int: '5' }, { int: '42' }]],
      ['%*d|', [{ int: '-5' }, { int: '42' }]],
      ['%.*f', [{ int: '2' }, { float: '3.14159' }]],
      ['%.*f', [{ int: '-2' }, { float: '2.5' }]],
      ['%*d', ['a', { int: '42' }]],
      ['%99999999999999999999d', ['a']],
      ['%.99999999999999999999d', ['a']],
      ['%ld %hd', [{ int: '1' }, { int: '2' }]],
      ['%é', ['a']],
    ]
    const answers = askPython('percent.py', list) as [string, string][]
    for (const [index, [message, args]] of list.entries()) {
      const [kind, text] = answers[index] ?? ['', '']
      const expected = kind === 'ok' ? ['ok', text] : [kinds[kind], text.replace(/\bstr$/, 'string')]
      assert.deepEqual(answer(message, args), expected, JSON.stringify([message, args]))
    }
  },
)

test('one object as the only argument gives its fields to %(name)s', () => {
  assert.equal(format('%(a)s and %(b)5.2f', { a: 'x', b: 1.25 }), 'x and  1.25')
  assert.equal(format('%(a)s', new Map([['a', 1]])), '1')
  assert.equal(format('no field', { a: 1 }), 'no field')
  assert.equal(format('%s', { a: 1 }), '{ a: 1 }')
  assert.throws(() => format('%(b)s', { a: 1 }), /RangeError: no value for the key 'b'/)
  assert.throws(() => format('empty', {}), /not all arguments converted/)
})

test('%s shows every kind of value readably', () => {
  class Point {
    x = 1
  }
  class Named {
    toString(): string {
      return 'me'
    }
  }
  const shown: [unknown, string][] = [
    [1, '1'],
    [1.5, '1.5'],
    [10n, '10'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, [2]], '[ 1, [ 2 ] ]'],
    [{ a: { b: 1 }, c: 'd' }, "{ a: { b: 1 }, c: 'd' }"],
    [new Map([[1, 2]]), 'Map(1) { 1 => 2 }'],
    [new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [/a/g, '/a/g'],
    [new RangeError('no'), 'RangeError: no'],
    [new Point(), 'Point { x: 1 }'],
    [new Named(), 'me'],
    [Symbol.for('s'), 'Symbol(s)'],
  ]
  for (const [value, text] of shown) assert.equal(format('%s|%s', value, 0), `${text}|0`)
})

test('an object does not pass as a number', () => {
  assert.throws(
    () => format('%d', new Date(0)),
    /^TypeError: %d format: a real number is required, not Date$/,
  )
  assert.throws(() => format('%x', 1.5), /^TypeError: %x format: an integer is required, not number$/)
  assert.throws(() => format('%.2f', null), /^TypeError: must be real number, not null$/)
})
