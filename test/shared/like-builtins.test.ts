/** Lists, maps and sets have all that an Array, a Map and a Set of this Node have, and it does the same. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock } from 'nogil'
import { SharedList, SharedMap, SharedSet } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'
import { integer, withSeed } from '../support/seed.ts'

for (const [name, own, builtin] of [
  ['Array', SharedList, Array],
  ['Map', SharedMap, Map],
  ['Set', SharedSet, Set],
] as const) {
  test(`every method of ${name} is one of ${own.name}`, () => {
    const names = Reflect.ownKeys(builtin.prototype).filter((key) => key !== Symbol.unscopables)
    const missing = names.filter((key) => key !== Symbol.toStringTag && !(key in own.prototype))
    assert.deepEqual(missing, [])
    assert.ok(names.length > 10)
  })
}

/** Calls of an Array that change nothing, or say what they have changed. */
const READING: readonly ((list: SharedList<number>) => unknown)[] = [
  (list) => list.findLast((n) => n % 2 === 0),
  (list) => list.findLastIndex((n) => n % 2 === 0),
  (list) => list.reduceRight((text, n) => `${text}${n}`, ''),
  (list) => list.reduce((sum, n) => sum + n),
  (list) => list.reduceRight((sum, n) => sum - n),
  (list) => list.reduce((sum: unknown, n) => `${String(sum)}${n}`, undefined),
  (list) => list.flatMap((n, index) => [n, index]),
  (list) => list.flatMap((n) => n),
  (list) => list.flat(),
  (list) => list.toSorted(),
  (list) => list.toSorted((one, other) => other - one),
  (list) => list.toReversed(),
  (list) => list.toSpliced(1, 2, 7, 8),
  (list) => list.toSpliced(-2),
  (list) => list.with(-1, 100),
  (list) => list.lastIndexOf(3, -2),
  (list) => list.lastIndexOf(3),
]

test('what a list says about its elements is what an Array would say', () =>
  withSeed((random) => {
    for (let round = 0; round < 50; round++) {
      const plain = Array.from({ length: integer(random, 1, 9) }, () => integer(random, 0, 5))
      const list = new SharedList(plain)
      for (const read of READING)
        assert.deepEqual(read(list), read(plain as never), `${String(read)} of ${plain}`)
      assert.deepEqual([...list], plain)
    }
    const none = new SharedList<number>()
    assert.match(
      thrownBy(() => none.reduce((sum, n) => sum + n)),
      /^TypeError/,
    )
    assert.match(
      thrownBy(() => none.with(0, 1)),
      /^RangeError/,
    )
  }))

test('fill() and copyWithin() do what they do to an Array, with values of any size', () =>
  withSeed((random) => {
    const lock = new Lock()
    const values = [1, 'short', 'a text that is too long for its slot', { deep: [1] }, lock, undefined]
    for (let round = 0; round < 100; round++) {
      const plain = Array.from(
        { length: integer(random, 0, 9) },
        () => values[integer(random, 0, values.length)],
      )
      const list = new SharedList(plain)
      const value = values[integer(random, 0, values.length)]
      const [target, start, end] = [0, 1, 2].map(() => integer(random, -10, 11)) as [number, number, number]
      assert.deepEqual(list.fill(value, start, end).toArray(), plain.fill(value, start, end))
      assert.deepEqual(list.copyWithin(target, start).toArray(), plain.copyWithin(target, start))
      assert.deepEqual(list.copyWithin(target, start, end).toArray(), plain.copyWithin(target, start, end))
      assert.deepEqual(list.fill(value, start).toArray(), plain.fill(value, start))
      assert.deepEqual(list.fill(value).toArray(), plain.fill(value))
      list[Symbol.dispose]()
    }
    const list = new SharedList<unknown>([1])
    assert.match(
      thrownBy(() => list.fill(new WeakMap())),
      /^CaptureError/,
    )
    assert.deepEqual([...list], [1])
  }))

const SETS = [[], [1], [1, 2, 3], [3, 4], [3, 2, 1, 0], [5]]

test('sets are compared as the standard says, with sets of both kinds and with maps', () => {
  for (const own of SETS) {
    for (const theirs of SETS) {
      const set = new SharedSet(own)
      for (const other of [new Set(theirs), new SharedSet(theirs), new Map(theirs.map((n) => [n, n]))]) {
        const common = own.filter((n) => theirs.includes(n))
        const smaller = own.length <= theirs.length ? common : theirs.filter((n) => own.includes(n))
        const only = own.filter((n) => !theirs.includes(n))
        const others = theirs.filter((n) => !own.includes(n))
        assert.deepEqual([...set.union(other)], [...own, ...others])
        assert.deepEqual([...set.intersection(other)], smaller)
        assert.deepEqual([...set.difference(other)], only)
        assert.deepEqual([...set.symmetricDifference(other)], [...only, ...others])
        assert.deepEqual(
          [set.isSubsetOf(other), set.isSupersetOf(other), set.isDisjointFrom(other)],
          [only.length === 0, others.length === 0, common.length === 0],
        )
      }
    }
  }
  assert.match(
    thrownBy(() => new SharedSet([1]).union([1] as never)),
    /^TypeError: Expected a set, with size, has\(\) and keys\(\), got `1`/,
  )
})

test('getOrInsert() and getOrInsertComputed() keep what is there, and make what is not', () => {
  const map = new SharedMap<string, unknown>([['is there', undefined]])
  const made: string[] = []
  const make = (key: string) => {
    made.push(key)
    return `made for ${key}`
  }
  assert.equal(map.getOrInsert('is there', 1), undefined)
  assert.equal(map.getOrInsert('is new', 1), 1)
  assert.equal(map.getOrInsertComputed('is there', make), undefined)
  assert.equal(
    map.getOrInsertComputed('a key that is new and long', make),
    'made for a key that is new and long',
  )
  assert.equal(
    map.getOrInsertComputed('a key that is new and long', make),
    'made for a key that is new and long',
  )
  assert.deepEqual(made, ['a key that is new and long'])
  assert.match(
    thrownBy(() => map.getOrInsertComputed('no', () => map.size)),
    /^ThreadError: the function given to update\(\) used the collection/,
  )
  assert.match(
    thrownBy(() => map.getOrInsertComputed('no', 1 as never)),
    /^TypeError: Expected a function that makes the value/,
  )
  assert.deepEqual([...map.keys()], ['is there', 'is new', 'a key that is new and long'])
})
