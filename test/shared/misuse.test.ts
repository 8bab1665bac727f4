/** What programs try on shared objects that they are not made for: each error says what to do instead, and nothing changes. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import {
  AtomicInt32,
  record,
  shared,
  SharedArray,
  SharedList,
  SharedMap,
  SharedSet,
  Value,
} from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'

type Loose = Record<string, unknown>

test('a property that no other thread would see is refused, with what to call', () => {
  const Point = record({ x: 'float64' })
  class Named extends Point {}
  const handles: readonly [object, string, RegExp][] = [
    [new SharedList([1]), '0', /`0` of this SharedList .*`set\(0, value\)`/],
    [new SharedList([1]), 'name', /elements only/],
    [new SharedMap(), 'key', /`set\('key', value\)`/],
    [new SharedSet(), 'key', /`add\(value\)`/],
    [new AtomicInt32(), 'value', /`store\(value\)`/],
    [new Value('int8'), 'number', /its number is `value`/],
    [Point.array(1), '0', /`at\(0\)`/],
    [new Point(), 'y', /`y` of this Record .*fields that threads share are `x`;/],
    [new Named(), 'y', /`y` of this Named .*declared in the class/],
  ]
  for (const [handle, key, advice] of handles) {
    const said = thrownBy(() => ((handle as Loose)[key] = 1))
    assert.match(said, /^TypeError: /)
    assert.match(said, advice)
    assert.equal(Object.hasOwn(handle, key), false)
    const sloppy = new Function('handle', 'key', 'handle[key] = 1') as (handle: object, key: string) => void
    assert.match(
      thrownBy(() => sloppy(handle, key)),
      advice,
    )
    assert.ok(handle instanceof Object)
    assert.equal((handle as Loose)['unknown'], undefined)
  }
})

test('reading an element by index is refused where there is a method for it', () => {
  for (const handle of [new SharedList([1]), record({ x: 'int8' }).array(1)])
    for (const index of [0, -1, 7])
      assert.match(
        thrownBy(() => (handle as unknown as unknown[])[index]),
        new RegExp(`^TypeError: this \\w+ has no elements by .*\`at\\(${index}\\)\``),
      )
})

test('a derived class has the fields that it declares, in each thread its own', () => {
  class Point extends record({ x: 'float64' }) {
    readonly #secret = 3
    seen = 0
    see(): number {
      return (this.seen += this.#secret)
    }
  }
  const point = new Point()
  assert.equal(point.see() + point.see(), 9)
  assert.equal(point.seen, 6)
  const thread = new Thread({
    target: (given: Point) => {
      given.x = 5
      return given.seen
    },
    args: [point],
  })
  thread.start()
  assert.deepEqual([thread.result(), point.x], [undefined, 5])
})

test('handles take the symbols of tools, and can be awaited and given another method', async () => {
  const list = new SharedList([1])
  const mark = Symbol('mark')
  ;(list as unknown as Record<symbol, unknown>)[mark] = 1
  assert.equal((list as unknown as Record<symbol, unknown>)[mark], 1)
  assert.equal(await Promise.resolve(list), list)
  list.toString = () => 'renamed'
  assert.equal(String(list), 'renamed')
})

test('an atomic operation on a record of another class is refused by the name of the field', () => {
  const Counter = record({ hits: 'int32', rate: 'float32' })
  const Other = record({ hits: 'int32' })
  const other = new Other()
  for (const [given, text] of [
    [other, 'Record'],
    [{}, '{}'],
    [undefined, 'undefined'],
    [5, '5'],
  ] as const)
    assert.match(
      thrownBy(() => Counter.atomic.hits.add(given as never, 1)),
      new RegExp(
        `^TypeError: Expected a record of the class that this \`atomic.hits\` is of.*, got \`${text}`,
      ),
    )
  assert.equal(other.hits, 0)
  assert.match(
    thrownBy(() => (Counter.atomic as Loose)['rate']),
    /^TypeError: the field `rate` is float32, which has no atomic operations/,
  )
  class Derived extends Counter {}
  const derived = new Derived()
  Counter.atomic.hits.add(derived, 2)
  assert.equal(derived.hits, 2)
  assert.match(
    thrownBy(() => Counter.array(2).move(other as never, 0)),
    /^TypeError: Expected a record that at\(\) of this array has given/,
  )
})

test('constructors name what they expect', () => {
  const bad: readonly [() => unknown, RegExp][] = [
    [() => new SharedMap(5 as never), /Expected pairs of keys and values, .*got `5` \(number\)/],
    [() => new SharedMap({ a: 1 } as never), /`Object\.entries\(object\)`.*got `{ a: 1 }` \(object\)/],
    [() => new SharedSet(5 as never), /Expected the elements, .*got `5` \(number\)/],
    [() => new SharedList({ length: 1 } as never), /Expected the elements, .*got `{ length: 1 }`/],
  ]
  for (const [make, message] of bad) {
    assert.match(thrownBy(make), /^TypeError/)
    assert.match(thrownBy(make), message)
  }
  assert.deepEqual([...new SharedMap(null), ...new SharedSet(null), ...new SharedList(null)], [])
  const call = SharedArray as unknown as { new (length: number): unknown; (length: number): unknown }
  for (const make of [() => new call(5), () => call(5)])
    assert.match(
      thrownBy(make),
      /^TypeError: SharedArray has no constructor: .*`SharedArray\.float64\(1000\)`/,
    )
})

test('what is made inside of a thread through SharedArray is shared', () => {
  const thread = new Thread({ target: () => SharedArray.int32([4, 5]) })
  thread.start()
  assert.deepEqual([...thread.result()], [4, 5])
})

test('a shared object is not frozen, sealed, closed or given another class', () => {
  class Account {
    balance = 1
  }
  for (const [handle, name] of [
    [shared(new Account()), 'the shared Account'],
    [shared([1]), 'the shared array'],
  ] as const) {
    for (const close of [Object.freeze, Object.seal, Object.preventExtensions])
      assert.match(
        thrownBy(() => close(handle)),
        new RegExp(`^TypeError: cannot freeze, seal or close ${name}: `),
      )
    assert.match(
      thrownBy(() => Object.setPrototypeOf(handle, Map.prototype) as unknown),
      new RegExp(`^TypeError: cannot change the class of ${name}: `),
    )
    assert.equal(Object.setPrototypeOf(handle, Object.getPrototypeOf(handle) as object), handle)
    assert.ok(Object.isExtensible(handle))
  }
})
