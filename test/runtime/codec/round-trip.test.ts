import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decoder, Encoder } from '../../../../dist/runtime/codec/index.js'

const encoder = new Encoder()
function cross<T>(value: T): T {
  encoder.begin()
  encoder.value(value)
  return new Decoder(encoder.finish()).value() as T
}

test('smoke', () => {
  const o: Record<string, unknown> = { a: 1, b: [1, , 3], m: new Map([[1, new Set([2])]]), d: new Date(0), r: /a/gi, n: null }
  o['self'] = o
  assert.deepStrictEqual(cross(o), structuredClone(o))
})
