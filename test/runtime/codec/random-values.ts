/**
 * Random values that structured clone accepts, with shared parts and cycles.
 */
import fc from 'fast-check'

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 127, 128, -128, -129),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
  fc.boolean(),
  fc.constantFrom(undefined, null),
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({ minLength: 10, maxLength: 100 }).map((text) => text + 'é'),
  // Valid ones: deepStrictEqual of Node 20 and 22 holds no invalid date equal to another (kinds.test.ts has that case).
  fc.date({ noInvalidDate: true }),
  fc.constantFrom('a', 'a+|b', '[\\n/]').map((source) => new RegExp(source, 'giu')),
  fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.bigInt()).map((value) => Object(value) as unknown),
  fc.uint8Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.uint8ClampedArray().map((bytes) => bytes.buffer),
  fc.uint8Array({ minLength: 4 }).map((bytes) => new DataView(bytes.buffer, 1, 2)),
  fc
    .uint8Array({ minLength: 8 })
    .map((bytes) => [new Uint8Array(bytes.buffer, 1, 3), new Int8Array(bytes.buffer)]),
  fc.string().map((message) => new RangeError(message)),
)

const key: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '0', '17', '-1', '4294967295', 'é', '漢'),
)

/** An array with holes and properties of its own. */
function sparse([items, holes, extra]: [unknown[], number[], [string, unknown][]]): unknown[] {
  const array = [...items]
  for (const hole of holes) if (hole < array.length) delete array[hole]
  for (const [name, value] of extra) if (!(name in array)) define(array, name, value)
  return array
}

function define(on: object, name: string, value: unknown): void {
  Object.defineProperty(on, name, { value, writable: true, enumerable: true, configurable: true })
}

function record(entries: [string, unknown][]): object {
  const object = {}
  for (const [name, value] of entries) define(object, name, value)
  return object
}

export const tree: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 6 }),
    fc
      .tuple(
        fc.array(tie('node'), { maxLength: 6 }),
        fc.array(fc.nat(8), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie('node')), { maxLength: 2 }),
      )
      .map(sparse),
    fc.array(fc.tuple(key, tie('node')), { maxLength: 6 }).map(record),
    fc.array(fc.tuple(tie('node'), tie('node')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('node'), { maxLength: 4 }).map((items) => new Set(items)),
  ),
})).node

/** Objects of one graph, each referring to some of the others (or itself) by the numbers drawn. */
export const graph: fc.Arbitrary<unknown> = fc
  .array(
    fc.tuple(
      fc.constantFrom('object', 'array', 'map', 'set', 'error'),
      fc.array(fc.nat(40), { maxLength: 5 }),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((nodes) => {
    const made: object[] = nodes.map(([kind]) => {
      if (kind === 'array') return []
      if (kind === 'map') return new Map()
      if (kind === 'set') return new Set()
      return kind === 'error' ? new Error('node') : {}
    })
    nodes.forEach(([, links], i) => {
      links.forEach((link, n) => connect(made[i] as object, made[link % made.length] as object, n))
    })
    return made
  })

function connect(from: object, to: object, n: number): void {
  if (Array.isArray(from)) from.push(to)
  else if (from instanceof Map) from.set(n % 2 === 0 ? to : n, n % 2 === 0 ? n : to)
  else if (from instanceof Set) from.add(to)
  else if (from instanceof Error) define(from, 'cause', to)
  else define(from, `k${n}`, to)
}

export const seed: number = Number(process.env['NOGIL_SEED'] ?? Date.now() % 2 ** 31)
