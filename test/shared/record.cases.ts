/** Records: fields of fixed types, the same object everywhere, derived classes, arrays, atomic fields. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { Thread } from 'nogil'
import { AtomicBoolean, record } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'
import { Vector } from './vector.ts'

const ALL = {
  a: 'int8',
  b: 'float64',
  c: 'uint8',
  d: 'int16',
  e: 'uint64',
  f: 'uint16',
  g: 'int32',
  h: 'bool',
  i: 'uint32',
  j: 'float32',
  k: 'int64',
} as const
const integers = (bits: number, signed: boolean): fc.Arbitrary<number> =>
  fc.integer({ min: signed ? -(2 ** (bits - 1)) : 0, max: 2 ** (signed ? bits - 1 : bits) - 1 })
const values = fc.record({
  a: integers(8, true),
  b: fc.double(),
  c: integers(8, false),
  d: integers(16, true),
  e: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  f: integers(16, false),
  g: integers(32, true),
  h: fc.boolean(),
  i: integers(32, false),
  j: fc.float(),
  k: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
})
const All = record(ALL)
/** Its fields by computed names. */
type AllFields = Record<string, unknown> & Disposable & { toJSON(): unknown }

/** Runs `target` in another thread. */
function inThread<A extends unknown[], R>(target: (...args: A) => R, ...args: A): R {
  const thread = new Thread({ target, args })
  thread.start()
  return thread.result({ timeout: 10_000 }) as R
}

export const recordCases: Readonly<Record<string, () => void | Promise<void>>> = {
  'each field holds what was stored in it, whatever is stored in the others'() {
    fc.assert(
      fc.property(values, fc.shuffledSubarray(Object.keys(ALL), { minLength: 1 }), (all, order) => {
        const one = new All() as unknown as AllFields
        const expected: Record<string, unknown> = { ...(one.toJSON() as object) }
        assert.ok(Object.values(expected).every((value) => value === 0 || value === 0n || value === false))
        for (const name of order) {
          one[name] = all[name as keyof typeof all]
          expected[name] = all[name as keyof typeof all]
        }
        assert.deepEqual(one.toJSON(), expected)
        const other = new All(all) as unknown as AllFields
        assert.deepEqual(other.toJSON(), { ...all })
        one[Symbol.dispose]()
        other[Symbol.dispose]()
      }),
      { numRuns: 60 },
    )
  },

  'a value that the field’s type does not have is refused, and nothing changes'() {
    const one = new All({ a: 1, c: 2, g: 3, b: 4.5, h: true, e: 5n }) as unknown as Record<string, unknown>
    const before = inspect(one)
    for (const [name, ...bad] of [
      ['a', 128, -129, 0.5, 1n, '1', undefined, NaN],
      ['c', 256, -1],
      ['d', 32768],
      ['f', -1, 65536],
      ['g', 2 ** 31, 1.5],
      ['i', -1, 2 ** 32],
      ['e', -1n, 2n ** 64n, 1],
      ['k', 2n ** 63n, 1],
      ['b', '1', 1n, null],
      ['j', true],
      ['h', 1, 'true'],
    ] as const)
      for (const each of bad) {
        assert.match(
          thrownBy(() => (one[name] = each)),
          /^(Type|Range)Error: Expected .* for \w+, got /,
        )
        assert.match(
          thrownBy(() => each !== undefined && new All({ [name]: each } as never)),
          /^(Type|Range)Error|nothing/,
        )
      }
    assert.equal(inspect(one), before)
    assert.match(
      thrownBy(() => new All({ z: 1 } as never)),
      /^TypeError: Record has no field `z`$/,
    )
    assert.match(
      thrownBy(() => new All(1 as never)),
      /^TypeError: Expected the values/,
    )
    assert.match(
      thrownBy(() => record({})),
      /^TypeError: Expected at least one field/,
    )
    assert.match(
      thrownBy(() => record({ x: 'number' as never })),
      /^TypeError: Expected a type: one of int8/,
    )
    assert.match(
      thrownBy(() => record({ constructor: 'int8' } as never)),
      /^TypeError: .*`constructor`, which is reserved$/,
    )
    assert.match(
      thrownBy(() => record(undefined as never)),
      /^TypeError: Expected the fields/,
    )
  },

  'a record crosses as itself, its class too, and a derived one arrives as one'() {
    const Point = record({ x: 'float64', y: 'float64', 'a "name"': 'int32' })
    class Particle extends Point {
      readonly made = 'here'
      get radius(): number {
        return Math.hypot(this.x, this.y)
      }
    }
    const [point, particle] = [new Point({ x: 1, 'a "name"': 7 }), new Particle({ x: 3, y: 4 })]
    const back = inThread(
      (C: typeof Point, given: typeof point, derived: Particle) => {
        given.x += 1
        derived.y = 0
        const made = new Particle({ x: 6, y: 8 })
        const checks = [
          C === Point,
          given === point,
          derived === particle,
          derived instanceof Particle,
          given instanceof Point,
        ]
        return {
          given,
          derived,
          made,
          checks,
          radius: derived.radius,
          own: derived.made as unknown,
          name: given['a "name"'],
        }
      },
      Point,
      point,
      particle,
    )
    assert.deepEqual(back.checks, [true, true, true, true, true])
    assert.deepEqual([back.radius, back.own, back.name], [3, undefined, 7])
    assert.equal(back.given, point)
    assert.equal(back.derived, particle)
    assert.ok(back.made instanceof Particle && back.made.radius === 10)
    assert.deepEqual([point.x, particle.y, particle.made], [2, 0, 'here'])
    assert.match(String(point), /^<Record at 0x[0-9a-f]+>$/)
    assert.equal(inspect(particle), 'Particle { x: 3, y: 0, \'a "name"\': 0 }')
    assert.equal(JSON.stringify([point]), '[{"x":2,"y":0,"a \\"name\\"":7}]')
  },

  'a class of an imported module is that module’s class in every thread'() {
    const vector = new Vector({ x: 3, y: 4 })
    const [same, made, length] = inThread((given: Vector) => {
      const own = new Vector({ x: 1 })
      return [given instanceof Vector && given.constructor === Vector, own, given.length] as const
    }, vector)
    assert.deepEqual([same, length], [true, 5])
    assert.ok(made instanceof Vector)
    assert.equal(made.length, 1)
  },

  'an array has as many records as its length says, and its parts are no copies'() {
    const Point = record({ x: 'float64', n: 'int8' })
    class Counted extends Point {
      bump(): this {
        this.n += 1
        return this
      }
    }
    const array = Counted.array(5)
    assert.deepEqual(
      [...array].map(({ x, n }) => [x, n]),
      [0, 1, 2, 3, 4].map(() => [0, 0]),
    )
    const cursor = array.at(0)
    for (let index = 0; index < array.length; index++) array.move(cursor, index).x = index
    array.at(4).bump().bump()
    const back = inThread(
      (given: typeof array, part: Counted) => {
        part.x += 10
        given.at(0).bump()
        return { given, part, same: given === array && part instanceof Counted }
      },
      array,
      array.at(2),
    )
    assert.ok(back.same)
    assert.equal(back.given, array)
    back.part.x += 100
    assert.deepEqual(
      [...array].map(({ x, n }) => [x, n]),
      [
        [0, 1],
        [1, 0],
        [112, 0],
        [3, 0],
        [4, 2],
      ],
    )
    for (const bad of [-1, 5, 0.5, NaN, '1' as never])
      assert.match(
        thrownBy(() => array.at(bad)),
        /^RangeError: Expected an index from 0 to 4 of the 5 records, got /,
      )
    assert.match(
      thrownBy(() => array.move(new Counted(), 0)),
      /^TypeError/,
    )
    assert.match(
      thrownBy(() => Counted.array(-1)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => Counted.array('1' as never)),
      /^RangeError/,
    )
    assert.match(String(array), /^<RecordArray of 5 Counted at 0x[0-9a-f]+>$/)
  },

  'atomic operations on fields lose nothing, whatever lies beside them'() {
    const Counter = record({
      s: 'int8',
      u: 'uint8',
      t: 'uint16',
      w: 'uint32',
      i: 'int32',
      l: 'int64',
      m: 'uint64',
      f: 'float64',
      z: 'bool',
      y: 'float32',
    })
    const counter = new Counter({ u: 255, y: 1.5 })
    const begin = new AtomicBoolean()
    const rounds = 1001
    const work = (): void => {
      begin.wait(false)
      const { s, u, t, w, i, l, m, f, z } = Counter.atomic
      for (let n = 0; n < rounds; n++) {
        s.add(counter, 1)
        u.sub(counter, 1)
        t.add(counter, 3)
        w.sub(counter, 1)
        i.add(counter, -1)
        l.sub(counter, 2n ** 40n)
        m.sub(counter, 1n)
        f.sub(counter, 0.25)
        z.xor(counter, true)
      }
    }
    const threads = [1, 2, 3].map(() => new Thread({ target: work }))
    for (const thread of threads) thread.start()
    begin.store(true)
    begin.notify()
    for (const thread of threads) thread.result({ timeout: 20_000 })
    const sum = 3 * rounds
    const { s, u, t, w, i, l, m, f, z, y } = counter
    assert.deepEqual([s, u, t, w], [(sum << 24) >> 24, (255 - sum) & 255, (3 * sum) & 65535, 2 ** 32 - sum])
    assert.deepEqual(
      [i, l, m, f, z, y],
      [-sum, -BigInt(sum) * 2n ** 40n, 2n ** 64n - BigInt(sum), -sum / 4, true, 1.5],
    )
    const { atomic } = Counter
    assert.equal(atomic.i.compareExchange(counter, -sum, 6), -sum)
    assert.equal(atomic.i.compareExchange(counter, 5, 7), 6)
    assert.deepEqual(
      [atomic.i.or(counter, 9), atomic.i.and(counter, 12), atomic.i.xor(counter, 1)],
      [6, 15, 12],
    )
    assert.deepEqual([atomic.i.exchange(counter, -1), atomic.i.load(counter)], [13, -1])
    atomic.z.store(counter, false)
    assert.equal(counter.z, false)
    assert.match(
      thrownBy(() => atomic.f.and(counter, 1)),
      /^TypeError: `f` is float64, which has no `and`$/,
    )
    assert.match(
      thrownBy(() => atomic.z.add(counter, true)),
      /^TypeError: `z` is bool/,
    )
    assert.match(
      thrownBy(() => atomic.s.add(counter, 128)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => atomic.s.add({} as never, 1)),
      /^TypeError/,
    )
    assert.equal(Object.keys(atomic).includes('y'), false)
  },

  'a disposed record says so at each use, and another thread keeps it'() {
    const Point = record({ x: 'int32', ok: 'bool', big: 'int64' })
    const point = new Point({ x: 1 })
    const array = Point.array(2)
    const part = array.at(1)
    const go = new AtomicBoolean()
    const thread = new Thread({
      target: (given: typeof point) => {
        go.wait(false)
        given.x += 1
        return given.x
      },
      args: [point],
    })
    thread.start()
    for (const each of [point, part]) {
      each[Symbol.dispose]()
      each[Symbol.dispose]()
      for (const use of [
        () => each.x,
        () => each.ok,
        () => each.big,
        () => (each.x = 1),
        () => (each.ok = true),
        () => (each.big = 1n),
        () => Point.atomic.x.add(each, 1),
        () => JSON.stringify(each),
        () => new Thread({ target: (given: unknown) => given, args: [each] }).start(),
      ])
        assert.match(thrownBy(use), /^ThreadError: this thread has disposed of this record/)
      assert.equal(inspect(each), '<Record, disposed>')
    }
    assert.equal(array.at(1).x, 0)
    array[Symbol.dispose]()
    assert.match(
      thrownBy(() => array.at(0)),
      /^ThreadError: this thread has disposed of this RecordArray/,
    )
    assert.equal(String(array), '<RecordArray of Record, disposed>')
    go.store(true)
    go.notify()
    assert.equal(thread.result({ timeout: 10_000 }), 2)
  },
}

export function runRecordCase(title: string): void | Promise<void> {
  return recordCases[title]?.()
}
