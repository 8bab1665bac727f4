import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codec, cross, encode } from './built.ts'
import { graph, seed, tree } from './random-values.ts'

test(`random trees cross as structured clone sends them (seed ${seed})`, () => {
  fc.assert(
    fc.property(tree, (value) => assert.deepStrictEqual(cross(value), structuredClone(value))),
    { seed, numRuns: 1500 },
  )
})

test(`random graphs keep every identity and cycle (seed ${seed})`, () => {
  fc.assert(
    fc.property(graph, (value) => {
      assert.deepStrictEqual(shape(cross(value)), shape(value))
    }),
    { seed, numRuns: 500 },
  )
})

/** Every object in the order it is found, with what it refers to by number: equal only for equal graphs. */
function shape(root: unknown): unknown[] {
  const numbers = new Map<unknown, number>()
  const lines: unknown[] = []
  const visit = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const known = numbers.get(value)
    if (known !== undefined) return `#${known}`
    const number = numbers.size
    numbers.set(value, number)
    const parts: unknown[] = [Object.prototype.toString.call(value)]
    lines[number] = parts
    if (value instanceof Map) for (const [k, v] of value) parts.push(visit(k), visit(v))
    else if (value instanceof Set) for (const item of value) parts.push(visit(item))
    else if (value instanceof Error) parts.push(visit(value.cause))
    else for (const [k, v] of Object.entries(value)) parts.push(k, visit(v))
    return `#${number}`
  }
  visit(root)
  return lines
}

test('bytes on shared memory, at any offset, decode to the same value', () => {
  fc.assert(
    fc.property(tree, fc.nat(9), (value, offset) => {
      const bytes = encode(value)
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 16))
      shared.set(bytes, offset)
      assert.deepStrictEqual(new codec.Decoder(shared, undefined, offset).value(), structuredClone(value))
      assert.deepStrictEqual(new codec.Decoder(shared.subarray(offset)).value(), structuredClone(value))
    }),
    { seed, numRuns: 300 },
  )
})

/** Byte arrays that are copied late, between and after other values. */
function large(): unknown {
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, n) => n % 251)
  return ['before', bytes(20_000), 'between', { of: bytes(1 << 20), small: bytes(9) }, bytes(16_384)]
}

test('large byte arrays keep their place among other values', () => {
  const value = large()
  assert.deepStrictEqual(cross(value), value)
})

test('what is taken back of a message takes its large byte arrays with it', () => {
  const encoder = new codec.Encoder()
  encoder.begin()
  encoder.value(large())
  const mark = encoder.mark()
  encoder.value(large())
  encoder.rewind(mark)
  encoder.value('end')
  const from = new codec.Decoder(encoder.finish())
  assert.deepStrictEqual([from.value(), from.value()], [large(), 'end'])
})

test('copyTo writes the bytes that finish() gives, to shared memory too', () => {
  for (const value of [1, 'x'.repeat(50), 'x'.repeat(5000), large()]) {
    const encoder = new codec.Encoder()
    encoder.begin()
    encoder.value(value)
    const target = new Uint8Array(new SharedArrayBuffer(encoder.length + 3))
    encoder.copyTo(target, 3)
    assert.deepStrictEqual([...target.subarray(3)], [...encoder.finish()])
  }
})

test('several values of one message share identity, the next message does not', () => {
  const encoder = new codec.Encoder()
  const o = { n: 1 }
  encoder.begin()
  encoder.value(o)
  encoder.value([o])
  const decoder = new codec.Decoder(encoder.finish())
  const first = decoder.value()
  assert.equal((decoder.value() as unknown[])[0], first)
  encoder.begin()
  encoder.value(o)
  assert.deepStrictEqual(new codec.Decoder(encoder.finish()).value(), { n: 1 })
})

test('identity holds in messages of more objects than the list of a small message', () => {
  const items = Array.from({ length: 5000 }, (_, i) => ({ i }))
  const arrived = cross([...items, ...items])
  for (let i = 0; i < 5000; i++) assert.equal(arrived[i], arrived[i + 5000])
  assert.equal(new Set(arrived).size, 5000)
})

test('a message larger than the kept buffer crosses, and the next small one too', () => {
  const big = new Uint8Array(3 << 20).fill(7)
  const encoder = new codec.Encoder()
  for (const value of [big, 'small', 'y'.repeat(2 << 20), [1]]) {
    encoder.begin()
    encoder.value(value)
    assert.deepStrictEqual(new codec.Decoder(encoder.finish()).value(), value)
  }
})

test('values nested 900 levels cross from a main thread, deeper ones are refused', () => {
  const nested = (levels: number): object => {
    let value: object = {}
    for (let i = 1; i < levels; i++) value = i % 2 === 0 ? { value } : [value]
    return value
  }
  assert.equal(JSON.stringify(cross(nested(900))).length, JSON.stringify(nested(900)).length)
  assert.throws(() => cross(nested(901)), /nested more than 900 levels/)
})

test('taking a second encoder while one is at work leaves both messages whole', () => {
  const outer = codec.takeEncoder()
  let inner: unknown
  outer.value({
    get started() {
      const second = codec.takeEncoder()
      second.value('from the getter')
      inner = new codec.Decoder(second.finish()).value()
      codec.giveBackEncoder(second)
      return 1
    },
    after: 2,
  })
  assert.deepStrictEqual(new codec.Decoder(outer.finish()).value(), { started: 1, after: 2 })
  assert.equal(inner, 'from the getter')
  codec.giveBackEncoder(outer)
  assert.equal(codec.takeEncoder(), outer)
})
