import assert from 'node:assert/strict'
import { test } from 'node:test'
import vm from 'node:vm'
import { codec, cross, encode, sharedRegistry } from './built.ts'

test('an array keeps holes, length and properties of its own', () => {
  const array = Object.assign([1, , undefined, ,], { note: 'n', 7.5: 'not an index' })
  const arrived = cross(array)
  assert.deepStrictEqual(arrived, structuredClone(array))
  assert.equal(1 in arrived, false)
  assert.equal(2 in arrived, true)
  assert.equal(arrived.length, 4)
  assert.deepStrictEqual(cross(/a(b)/d.exec('ab')), structuredClone(/a(b)/d.exec('ab')))
})

test('as many holes as properties are told apart from neither', () => {
  const array = Object.assign([1, , 3], { extra: true })
  assert.deepStrictEqual(Object.keys(cross(array)), ['0', '2', 'extra'])
})

test('an array of a billion holes crosses at once', () => {
  const array: number[] = []
  array.length = 1e9
  array[5] = 5
  array[900_000_000] = 9
  const arrived = cross(array)
  assert.equal(arrived.length, 1e9)
  assert.deepStrictEqual(Object.keys(arrived), ['5', '900000000'])
  const empty: number[] = []
  empty.length = 1e9
  assert.equal(cross(empty).length, 1e9)
})

test('views of one buffer share one buffer after crossing', () => {
  const memory = new ArrayBuffer(16)
  const arrived = cross({ a: new Uint8Array(memory, 4, 4), memory, b: new Float64Array(memory) })
  assert.equal(arrived.a.buffer, arrived.memory)
  assert.equal(arrived.b.buffer, arrived.memory)
  assert.equal(arrived.a.byteOffset, 4)
  arrived.a[0] = 255
  assert.equal(new Uint8Array(arrived.memory)[4], 255)
})

test('every class of typed array crosses', () => {
  const names = Object.getOwnPropertyNames(globalThis).filter((name) =>
    /^(Big)?(Int|Uint|Float)\d+.*Array$/.test(name),
  )
  assert.ok(names.length >= 11)
  for (const name of names) {
    const View = (globalThis as unknown as Record<string, typeof Uint8Array>)[name] as typeof Uint8Array
    const view = new View(3)
    new Uint8Array(view.buffer).fill(1)
    const arrived = cross(view)
    assert.equal(arrived.constructor, View, name)
    assert.deepStrictEqual(arrived, view)
  }
})

test('a Buffer stays a Buffer, and one from the pool does not take the pool along', () => {
  const pooled = Buffer.from('secret neighbours stay here')
  const arrived = cross(pooled)
  assert.ok(Buffer.isBuffer(arrived))
  assert.equal(arrived.toString(), 'secret neighbours stay here')
  assert.equal(arrived.buffer.byteLength, arrived.length)
  const own = Buffer.from(new ArrayBuffer(8), 2, 4)
  assert.ok(Buffer.isBuffer(cross(own)))
  assert.equal(cross(own).buffer.byteLength, 8)
  const twice = cross([pooled, pooled])
  assert.equal(twice[0], twice[1])
})

type Resizable = ArrayBuffer & { resize(n: number): void; maxByteLength: number }
const Resizable = ArrayBuffer as unknown as new (
  size: number,
  options: { maxByteLength: number },
) => Resizable

test('resizable buffers stay resizable; views that follow them are told from fixed ones', () => {
  for (const max of [8, 32]) {
    const memory = new Resizable(8, { maxByteLength: max })
    new Uint8Array(memory).set([1, 2, 3, 4, 5, 6, 7, 8])
    const sent = {
      memory,
      follows: new Uint8Array(memory),
      fixed: new Uint8Array(memory, 0, 8),
      wide: new Float64Array(memory),
      wideFixed: new Float64Array(memory, 0, 1),
      data: new DataView(memory),
      dataFixed: new DataView(memory, 0, 8),
    }
    const arrived = cross(sent)
    assert.deepStrictEqual([...new Uint8Array(memory)], [1, 2, 3, 4, 5, 6, 7, 8])
    assert.deepStrictEqual([...arrived.follows], [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(arrived.memory.maxByteLength, max)
    arrived.memory.resize(0)
    arrived.memory.resize(8)
    if (max > 8) arrived.memory.resize(16)
    const size = Math.min(max, 16)
    assert.equal(arrived.follows.length, size)
    assert.equal(arrived.fixed.length, 8)
    assert.equal(arrived.wide.length, size / 8)
    assert.equal(arrived.wideFixed.length, 1)
    assert.equal(arrived.data.byteLength, size)
    arrived.memory.resize(7)
    assert.equal(arrived.data.byteLength, 7)
    assert.throws(() => arrived.dataFixed.byteLength, TypeError)
  }
})

test('plain objects keep order, own __proto__ and names that objects inherit', () => {
  const object = JSON.parse('{"b":1,"__proto__":{"x":1},"constructor":2,"a":3,"toString":4,"10":5}') as object
  const arrived = cross(object)
  assert.deepStrictEqual(Object.entries(arrived), Object.entries(object))
  assert.equal(Object.getPrototypeOf(arrived), Object.prototype)
  assert.equal((arrived as { x?: number }).x, undefined)
})

test('an object without a prototype arrives without one', () => {
  const object = Object.assign(Object.create(null) as object, { a: 1, ['__proto__']: 2 })
  assert.deepStrictEqual(cross(object), object)
})

test('a getter is called once, its error is the error, what it deletes does not cross', () => {
  let calls = 0
  assert.deepStrictEqual(
    cross({
      get n() {
        return ++calls
      },
    }),
    { n: 1 },
  )
  assert.throws(
    () =>
      cross({
        get n(): number {
          throw new RangeError('mine')
        },
      }),
    new RangeError('mine'),
  )
  const object: { a: number; b?: number; c: number } = {
    get a() {
      delete object.b
      return 1
    },
    b: 2,
    c: 3,
  }
  assert.deepStrictEqual(cross(object), { a: 1, c: 3 })
})

test('symbol keys and non-enumerable properties stay behind, as in structured clone', () => {
  const object = Object.defineProperty({ a: 1, [Symbol.for('s')]: 2 }, 'hidden', { value: 3 })
  assert.deepStrictEqual(cross(object), { a: 1 })
})

test('registered and well-known symbols are the same symbol', () => {
  assert.equal(cross(Symbol.for('registered')), Symbol.for('registered'))
  assert.equal(cross(Symbol.iterator), Symbol.iterator)
})

test('URL, URLSearchParams, RegExp, boxed primitives and invalid dates cross', () => {
  assert.equal(cross(new URL('http://u:p@h:1/p?q#f')).href, 'http://u:p@h:1/p?q#f')
  assert.equal(cross(new URLSearchParams('a=1&a=2')).getAll('a').join(), '1,2')
  const pattern = /x/gy
  pattern.lastIndex = 3
  assert.equal(cross(pattern).lastIndex, 0)
  assert.equal(cross(pattern).flags, 'gy')
  assert.ok(Number.isNaN(cross(new Date(NaN)).getTime()))
  assert.deepStrictEqual(cross(Object(-0)), Object(-0))
})

test('a Map changed while it is written crosses as it was', () => {
  const map: Map<string, unknown> = new Map()
  map.set('a', {
    get n() {
      map.set('late', 1)
      return 1
    },
  })
  assert.deepStrictEqual([...cross(map).keys()], ['a'])
})

test('values of another realm arrive as values of this one', () => {
  const value: unknown = vm.runInNewContext(
    '({ a: [1, , 2], m: new Map([[1, new Set([2])]]), d: new Date(0), r: /x/g, e: new TypeError("t"), u: new Uint8Array(2), o: Object(1) })',
  )
  assert.deepStrictEqual(cross(value), structuredClone(value))
})

test('a shared object crosses as itself, with one identity per message', () => {
  const handles = new Map<number, object>()
  sharedRegistry.registerShared(9001, (address) => {
    const known = handles.get(address) ?? { address }
    handles.set(address, known)
    return known
  })
  class Handle {
    [sharedRegistry.SHARED]() {
      return { tag: 9001, address: 2 ** 33 + 64 }
    }
  }
  const handle = new Handle()
  const [a, b] = cross([handle, { handle }]) as unknown as [object, { handle: object }]
  assert.equal(a, b.handle)
  assert.deepStrictEqual(a, { address: 2 ** 33 + 64 })
})

test('memory outside the arena becomes an attachment; without attachments the reader says so', () => {
  const encoder = new codec.Encoder()
  const memory = new SharedArrayBuffer(8)
  encoder.begin()
  encoder.value([memory, new Int32Array(memory, 4, 1)])
  assert.deepStrictEqual(encoder.attachments, [memory])
  const bytes = encoder.finish()
  const [same, view] = new codec.Decoder(bytes, encoder.attachments).value() as [unknown, Int32Array]
  assert.equal(same, memory)
  assert.equal(view.buffer, memory)
  assert.equal(view.byteOffset, 4)
  assert.throws(() => new codec.Decoder(bytes).value(), /Attachment 0 of the message is missing/)
  encoder.begin()
  assert.deepStrictEqual(encoder.attachments, [])
})

test('ports, keys, blobs and compiled modules become attachments', async () => {
  const { createSecretKey } = await import('node:crypto')
  const { port1, port2 } = new MessageChannel()
  const key = createSecretKey(Buffer.alloc(16))
  const blob = new Blob(['x'])
  const encoder = new codec.Encoder()
  encoder.begin()
  encoder.value([port1, key, blob])
  assert.deepStrictEqual(encoder.attachments, [port1, key, blob])
  port1.close()
  port2.close()
})

test('a view of the arena crosses as a view of the arena', () => {
  const arena = new SharedArrayBuffer(64)
  codec.useArenaBuffer(arena)
  const view = new Int32Array(arena, 8, 2)
  assert.equal(cross(view).buffer, arena)
  assert.equal(cross(view).byteOffset, 8)
})

test('small values are small on the wire', () => {
  assert.equal(encode(5).length, 2)
  assert.ok(encode([1, 'task', { n: 5 }]).length <= 16)
})
