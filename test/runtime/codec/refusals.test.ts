import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { codec, cross, encode, errors } from './built.ts'

function refusal(value: unknown): InstanceType<typeof errors.CaptureError> {
  try {
    encode(value)
  } catch (error) {
    assert.ok(error instanceof errors.CaptureError, String(error))
    return error
  }
  return assert.fail('it crossed')
}

const cases: [string, () => unknown, RegExp][] = [
  ['a function', () => function work() {}, /it is the function work, and functions cannot cross here/],
  ['an instance', () => new (class Account {})(), /an instance of the class Account/],
  ['a unique symbol', () => Symbol('mine'), /unique symbol Symbol\("mine"\).*use Symbol\.for\("mine"\)/],
  ['a false well-known symbol', () => Symbol('Symbol.iterator'), /unique symbol/],
  ['a boxed symbol', () => Object(Symbol.iterator), /send the symbol itself/],
  ['a Promise', () => Promise.resolve(1), /await it first/],
  ['a WeakMap', () => new WeakMap(), /send a Map/],
  ['a WeakSet', () => new WeakSet(), /send a Set/],
  ['a WeakRef', () => new WeakRef({}), /deref/],
  ['a FinalizationRegistry', () => new FinalizationRegistry(() => {}), /belongs to this thread/],
  ['a generator', () => (function* () {})(), /running generator/],
  ['an async generator', () => (async function* () {})(), /running generator/],
  ['an iterator', () => [].values(), /Array Iterator/],
  ['a Proxy of an object', () => new Proxy({}, {}), /it is a Proxy/],
  ['a Proxy of an array', () => new Proxy([], {}), /it is a Proxy/],
  ['a Proxy of a function', () => new Proxy(() => 1, {}), /it is a Proxy/],
  [
    'an arguments object',
    () =>
      (function () {
        return arguments
      })(),
    /send `\[\.\.\.arguments\]`/,
  ],
  ['an object of no class', () => Object.create(Object.create(null)), /prototype is no class/],
  ['a false Date', () => Object.create(Date.prototype), /class Date/],
  ['a false Map', () => Object.create(Map.prototype), /class Map/],
  ['a socket', () => new net.Socket(), /class Socket/],
]

for (const [name, make, reason] of cases) {
  test(`${name} is refused with what to do`, () => {
    assert.match(refusal(make()).message, reason)
  })
}

test('a detached buffer and its views are refused', () => {
  const buffer = new ArrayBuffer(8)
  const view = new Uint8Array(buffer)
  const data = new DataView(buffer)
  structuredClone(buffer, { transfer: [buffer] })
  for (const value of [buffer, view, data]) assert.match(refusal(value).message, /transferred away/)
})

test('a refusal names the way to the value', () => {
  const bad = new WeakMap()
  assert.equal(refusal({ conn: { sock: bad } }).path, 'value -> .conn -> .sock')
  assert.equal(refusal([1, ['x', { 'a b': bad }]]).path, 'value -> [1] -> [1] -> ["a b"]')
  assert.equal(refusal(new Map([['k', bad]])).path, 'value -> .get("k")')
  assert.equal(refusal(new Map([[bad, 1]])).path, 'value -> a key of the Map')
  assert.equal(refusal(new Set([bad])).path, 'value -> an item of the Set')
  assert.equal(
    refusal({
      a: 1,
      get made() {
        return new WeakMap()
      },
    }).path,
    'value -> .made',
  )
  assert.equal(refusal({ s: Symbol('q') }).path, 'value -> .s')
  assert.equal(
    refusal({ conn: bad }).message.startsWith('cannot send value -> .conn to another thread: it is a'),
    true,
  )
})

test('steps that the caller named come where the caller was', () => {
  const encoder = new codec.Encoder()
  encoder.begin()
  encoder.path.push('argument 0')
  assert.throws(() => encoder.value({ conn: { sock: new WeakMap() } }), {
    path: 'argument 0 -> .conn -> .sock',
  })
  encoder.begin()
  encoder.path.push('argument 1')
  assert.throws(() => encoder.value(new WeakMap()), { path: 'argument 1' })
})

test('after a refusal the encoder writes the next message, and rewind() takes back a part', () => {
  const encoder = new codec.Encoder()
  const shared = { shared: true }
  encoder.begin()
  assert.throws(() => encoder.value({ a: [{ b: new WeakMap() }] }), errors.CaptureError)
  encoder.begin()
  encoder.value(shared)
  const sent: unknown[] = []
  for (let i = 0; i < 30; i++) {
    const mark = encoder.mark()
    const many = Array.from({ length: i }, () => ({}))
    assert.throws(() => encoder.value([...many, shared, new WeakMap()]), errors.CaptureError)
    encoder.rewind(mark)
    sent.push([i, shared])
    encoder.value(sent[i])
  }
  encoder.value(sent)
  const decoder = new codec.Decoder(encoder.finish())
  const first = decoder.value()
  const arrived: unknown[] = []
  for (let i = 0; i < 30; i++) {
    const pair = decoder.value() as [number, unknown]
    assert.equal(pair[0], i)
    assert.equal(pair[1], first)
    arrived.push(pair)
  }
  const again = decoder.value() as unknown[]
  again.forEach((pair, i) => assert.equal(pair, arrived[i]))
})

test('a derived class of a built-in one is refused, not stripped, where classes cannot cross', () => {
  class Registry extends Map {}
  assert.match(refusal(new Registry()).message, /its class to another thread: it is the class Registry/)
  assert.equal(cross(new Map([[1, 2]])).get(1), 2)
})
