import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codec, cross, encode, errors } from './built.ts'
import { seed, tree } from './random-values.ts'

const names = fc.uniqueArray(
  fc.constantFrom('id', 'name', 'x', 'y', 'constructor', '__proto__', '7', 'é', '漢'),
  {
    minLength: 1,
    maxLength: 4,
  },
)

test(`records of a few repeating shapes cross as structured clone sends them (seed ${seed})`, () => {
  const records = fc
    .array(names, { minLength: 1, maxLength: 4 })
    .chain((shapes) =>
      fc.array(fc.tuple(fc.constantFrom(...shapes), fc.array(tree, { minLength: 4, maxLength: 4 })), {
        maxLength: 12,
      }),
    )
    .map((rows) =>
      rows.map(([keys, values]) => {
        const record = {}
        keys.forEach((name, i) => {
          Object.defineProperty(record, name, {
            value: values[i],
            enumerable: true,
            configurable: true,
            writable: true,
          })
        })
        return record
      }),
    )
  fc.assert(
    fc.property(records, (value) => assert.deepStrictEqual(cross(value), structuredClone(value))),
    { seed, numRuns: 300 },
  )
})

test('the names of a thousand records are sent twice', () => {
  const records = Array.from({ length: 1000 }, (_, i) => ({ aVeryLongName: i % 100 }))
  const text = Buffer.from(encode(records)).toString('latin1')
  assert.equal(text.split('aVeryLongName').length - 1, 2)
})

test('a record whose getter removes a later property crosses without it', () => {
  const record = (): object => {
    const made: { a: number; b?: number; c: number } = {
      get a() {
        delete made.b
        return 1
      },
      b: 2,
      c: 3,
    }
    return made
  }
  const arrived = cross([record(), record(), record()])
  for (const one of arrived)
    assert.deepStrictEqual(Object.entries(one), [
      ['a', 1],
      ['c', 3],
    ])
})

test('a list of names that was taken back is defined again', () => {
  const encoder = new codec.Encoder()
  encoder.begin()
  encoder.value([{ p: 1 }, { p: 2 }])
  const mark = encoder.mark()
  assert.throws(() => encoder.value([{ q: 1 }, { q: 2 }, { p: 1 }, new WeakMap()]), errors.CaptureError)
  encoder.rewind(mark)
  const value = [{ q: 3 }, { r: 1 }, { r: 2 }, { q: 4 }, { p: 5 }, { q: 6 }]
  encoder.value(value)
  const decoder = new codec.Decoder(encoder.finish())
  decoder.value()
  assert.deepStrictEqual(decoder.value(), value)
})

test('an error field lost among records leaves the records whole', () => {
  const records = (): object[] => [{ u: 1 }, { u: 2 }]
  const error = Object.assign(new Error('m'), { bad: [...records(), new WeakMap()], good: records() })
  const arrived = cross([error, records(), records()])
  assert.deepStrictEqual((arrived[0] as { good?: unknown }).good, records())
  assert.deepStrictEqual(arrived.slice(1), [records(), records()])
})
