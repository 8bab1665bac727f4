/**
 * Cost of a value crossing: write and read with the codec, against `structuredClone`, in one thread.
 * Run after `npx tsc -p .`: `node bench/micro/codec.bench.ts` (Node >= 22.18), or strip the types first.
 */
import { bench, do_not_optimize as keep, group, run, summary } from 'mitata'
import { Decoder, Encoder } from '../../dist/runtime/codec/index.js'

const encoder = new Encoder()

function cross(value: unknown): unknown {
  encoder.begin()
  encoder.value(value)
  return new Decoder(encoder.finish()).value()
}

const users = Array.from({ length: 700 }, (_, id) => ({
  id,
  name: `user number ${id}`,
  email: `u${id}@example.com`,
  tags: ['a', 'b', 'c'],
  score: id * 1.5,
  ok: true,
  n: null,
  pos: { x: id, y: -id },
}))

const values: Record<string, unknown> = {
  number: 42.5,
  'string, 10 characters': 'hello wor!',
  'string, 1 KB, one-byte': 'x'.repeat(1024),
  'string, 1 KB, wide': '漢'.repeat(512),
  '{a,b,c}': { a: 1, b: 2, c: 3 },
  "[1,'task',{n:5}]": [1, 'task', { n: 5 }],
  'Map and Set': [new Map([['a', 1]]), new Set([1, 2, 3])],
  Date: new Date(0),
  Error: new TypeError('boom'),
  bigint: 123456789012345678901234567890n,
  'Float64Array, 1 MB': new Float64Array(131072).fill(1.5),
  '1000 small integers': Array.from({ length: 1000 }, (_, i) => i),
  '700 objects (100 KB of JSON)': users,
}

for (const [name, value] of Object.entries(values)) {
  group(name, () => {
    summary(() => {
      bench('codec', () => keep(cross(value)))
      bench('structuredClone', () => keep(structuredClone(value)))
    })
  })
}
group('700 objects (100 KB of JSON)', () => {
  bench('JSON text', () => keep(JSON.parse(JSON.stringify(users))))
})

await run()
