/** What `JSON.stringify()` writes of shared objects: the data that they hold, wherever they stand. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread } from 'nogil'
import {
  AtomicBigInt64,
  AtomicBoolean,
  AtomicFloat64,
  AtomicInt32,
  AtomicUint32,
  record,
  shared,
  SharedList,
  SharedMap,
  SharedSet,
  Value,
} from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'

test('lists and sets are arrays, maps are objects, inside of each other and of shared objects', () => {
  const inner = { list: new SharedList([1, 'two', null]), set: new SharedSet(['a', 'b']) }
  const map = new SharedMap<string, unknown>(Object.entries(inner))
  map.set('plain', { list: inner.list })
  const object = shared({ map, of: [inner.set, new SharedMap()] })
  const text = '{"list":[1,"two",null],"set":["a","b"],"plain":{"list":[1,"two",null]}}'
  assert.equal(JSON.stringify(map), text)
  assert.equal(JSON.stringify(object), `{"map":${text},"of":[["a","b"],{}]}`)
  const thread = new Thread({ target: (given: object) => JSON.stringify(given), args: [[object, map]] })
  thread.start()
  assert.equal(thread.result(), `[{"map":${text},"of":[["a","b"],{}]},${text}]`)
})

test('what is written is what can be read back', () => {
  const map = new SharedMap<string, unknown>([
    ['__proto__', 1],
    ['', [2]],
    ['2', 3],
  ])
  const again = JSON.parse(JSON.stringify(map)) as object
  assert.deepEqual(new Map(Object.entries(again)), new Map(map))
  const list = new SharedList([1, 2])
  assert.deepEqual([...new SharedList(JSON.parse(JSON.stringify(list)) as number[])], [1, 2])
})

test("a map's keys become texts as those of Python's json.dumps() do", () => {
  const keys = [1, -0, 2.5, NaN, true, null, 10n ** 20n, 'text']
  const map = new SharedMap<unknown, number>(keys.map((key, index) => [key, index]))
  assert.equal(
    JSON.stringify(map),
    JSON.stringify(Object.fromEntries(keys.map((key, index) => [key, index]))),
  )
})

test('a map that would lose an entry, or has keys without a text, is refused', () => {
  const twice = new SharedMap<unknown, number>([
    [1, 1],
    ['1', 2],
  ])
  assert.match(
    thrownBy(() => JSON.stringify(twice)),
    /^TypeError: .*its keys `1` \(number\) and `1` \(string\) have one name.*\[\.\.\.map\]/,
  )
  for (const key of [undefined, new Lock(), shared({})])
    assert.match(
      thrownBy(() => JSON.stringify(new SharedMap([[key, 1]]))),
      /^TypeError: cannot write the SharedMap as JSON: its key .*\[\.\.\.map\]/,
    )
})

test('values, atomics and arrays of records are what they hold', () => {
  const Point = record({ x: 'float64', seen: 'bool' })
  const points = Point.array(2)
  points.at(1).x = 1.5
  const object = shared({
    value: new Value('int16', -7),
    flag: new Value('bool', true),
    atomics: [new AtomicInt32(-1), new AtomicUint32(2), new AtomicFloat64(0.5), new AtomicBoolean(true)],
    points,
    point: new Point({ x: 2 }),
  })
  assert.equal(
    JSON.stringify(object),
    '{"value":-7,"flag":true,"atomics":[-1,2,0.5,true],"points":[{"x":0,"seen":false},{"x":1.5,"seen":false}],"point":{"x":2,"seen":false}}',
  )
  for (const big of [new AtomicBigInt64(1n), new Value('uint64', 1n)])
    assert.match(
      thrownBy(() => JSON.stringify(big)),
      /^TypeError: .*BigInt/,
    )
})

test('a disposed one is an error', () => {
  const point = new (record({ x: 'int32' }))()
  for (const one of [
    new SharedMap(),
    new SharedList(),
    new SharedSet(),
    new Value('int8'),
    new AtomicInt32(),
    point,
  ]) {
    one[Symbol.dispose]()
    assert.match(
      thrownBy(() => JSON.stringify(one)),
      /^ThreadError: .*disposed/,
    )
  }
})
