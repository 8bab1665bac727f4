/** Arrays in shared memory: what an Array does, they do. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { Thread } from 'nogil'
import { dispose, shared } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'
import { KEYS } from './plain-values.ts'

type Step = readonly [name: string, ...args: unknown[]]

const element = fc.constantFrom(...KEYS)
const index = fc.integer({ min: -3, max: 8 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('push'), element, element),
  fc.tuple(fc.constant('unshift'), element, element),
  fc.tuple(fc.constantFrom('pop', 'shift', 'reverse', 'sort')),
  fc.tuple(fc.constant('splice'), index),
  fc.tuple(fc.constant('splice'), index, index, element),
  fc.tuple(fc.constant('fill'), element, index, index),
  fc.tuple(fc.constant('copyWithin'), index, index),
  fc.tuple(fc.constant('set'), fc.nat(10), element),
  fc.tuple(fc.constant('delete'), fc.nat(10)),
  fc.tuple(fc.constant('length'), fc.nat(12)),
)

function run(array: unknown[], [name, ...args]: Step): unknown {
  const [first, second] = args
  switch (name) {
    case 'set':
      array[first as number] = second
      return undefined
    case 'delete':
      return delete array[first as number]
    case 'length':
      array.length = first as number
      return undefined
    default: {
      const result = (array as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args)
      return result === array ? 'itself' : result
    }
  }
}

export const arrayCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'any row of steps leaves what it leaves of an Array'() {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), fc.array(step, { maxLength: 30 }), (values, steps) => {
        const model = [...values]
        const array = shared(values)
        for (const each of steps) {
          assert.deepStrictEqual(run(array, each), run(model, each))
          assert.equal(array.length, model.length)
        }
        assert.deepStrictEqual(array, model)
        assert.deepEqual(Object.keys(array), Object.keys(model))
        assert.deepStrictEqual([...array], [...model])
        dispose(array)
      }),
      { numRuns: 150 },
    )
  },

  'it is an Array for all that asks'() {
    const array = shared([3, 1, 2])
    assert.ok(Array.isArray(array) && array instanceof Array && array.constructor === Array)
    assert.deepEqual(
      [
        array.map((n) => n * 2),
        array.filter((n) => n > 1),
        array.slice(1),
        array.concat([4]),
        [...array.entries()],
      ],
      [
        [6, 2, 4],
        [3, 2],
        [1, 2],
        [3, 1, 2, 4],
        [
          [0, 3],
          [1, 1],
          [2, 2],
        ],
      ],
    )
    assert.deepEqual(
      [
        array.indexOf(2),
        array.includes(9),
        array.join('-'),
        array.at(-1),
        Math.max(...array),
        JSON.stringify(array),
      ],
      [2, false, '3-1-2', 2, 3, '[3,1,2]'],
    )
    assert.deepEqual(array.toSorted(), [1, 2, 3])
    assert.equal(array.sort(), array)
    assert.deepEqual(array.toReversed(), [3, 2, 1])
    assert.equal(inspect(array), '[ 1, 2, 3 ]')
    assert.equal(inspect(shared([1, , 2])), inspect([1, , 2]))
    const [first, ...rest] = array
    assert.deepEqual([first, rest, 1 in array, 5 in array, '01' in array], [1, [2, 3], true, false, false])
    let sum = 0
    for (const each of array) sum += each
    assert.equal(sum, 6)
    assert.deepEqual(Array.prototype.push.call({ length: 1 }, 2), 2)
  },

  'growing keeps all elements, and threads that add at once lose none'() {
    const array = shared<number[]>([])
    const add = (given: number[], from: number): void => {
      for (let n = 0; n < 1500; n++) given.push(from + n)
    }
    const threads = [1, 2].map((n) => new Thread({ target: add, args: [array, n * 10_000] }))
    for (const thread of threads) thread.start()
    add(array, 0)
    for (const thread of threads) thread.join()
    assert.equal(array.length, 4500)
    assert.equal(new Set(array).size, 4500)
    for (const from of [0, 10_000, 20_000]) {
      const own = array.filter((n) => n >= from && n < from + 10_000)
      assert.deepEqual(
        own,
        own.toSorted((one, other) => one - other),
      )
    }
    const taken: number[] = []
    const take = (given: number[]): number[] => {
      const mine: number[] = []
      for (let next = given.shift(); next !== undefined; next = given.pop()) mine.push(next)
      return mine
    }
    const taker = new Thread({ target: take, args: [array] })
    taker.start()
    taken.push(...take(array), ...taker.result())
    assert.equal(new Set(taken).size, 4500)
    assert.equal(array.length, 0)
  },

  'what an array can’t have is refused, and nothing changes'() {
    const array = shared<unknown[]>([1, 2])
    for (const [use, message] of [
      [
        () => array.push(3, () => 1),
        /^TypeError: cannot share element 1 to be added to the array: it is the function/,
      ],
      [() => (array[0] = Symbol('s')), /^TypeError: cannot share element 0 of the array/],
      [
        () => ((array as unknown as { name: string }).name = 'x'),
        /^TypeError: cannot share the field `name` of an array/,
      ],
      [() => (array.length = -1), /^RangeError: Invalid array length/],
      [() => array.sort('x' as never), /^TypeError: Expected a function that compares/],
      [() => Object.defineProperty(array, 0, { get: () => 1 }), /^TypeError: cannot define element 0/],
      [() => Object.freeze(array), /^TypeError/],
      [() => array.sort(() => array.length && array.push(1)), /^ThreadError/],
    ] as const)
      assert.match(thrownBy(use), message)
    assert.deepStrictEqual(array, [1, 2])
  },
}

export function runArrayCase(title: string): void | Promise<void> {
  return arrayCases[title]?.()
}
