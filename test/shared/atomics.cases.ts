/** What the atomic values promise, as cases that run in main, in a thread, and on both cores. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Thread } from 'nogil'
import { AtomicBigInt64, AtomicBoolean, AtomicFloat64, AtomicInt32, AtomicUint32 } from 'nogil/shared'
import { thrownBy } from '../support/elsewhere.ts'

type Value = number | bigint | boolean
type Operation = 'load' | 'store' | 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange' | 'compareExchange'
type Anything = Record<Operation, (...args: Value[]) => Value>
interface Step {
  readonly operation: Operation
  readonly first: Value
  readonly second: Value
  /** Whether a compareExchange expects what is there. */
  readonly fits: boolean
}
/** The language's own memory of the type: `at[0]` through `Atomics`. */
type Model = (step: Step, found: () => Value) => Value | undefined

const LOGIC = ['and', 'or', 'xor'] as const
const SUMS = ['add', 'sub'] as const
const REST = ['load', 'store', 'exchange', 'compareExchange'] as const

/** A model of integers: the operation of the same name. */
function integers(array: Int32Array | Uint32Array | BigInt64Array): Model {
  const atomics = Atomics as unknown as Record<
    string,
    (array: unknown, index: number, ...args: Value[]) => Value
  >
  return ({ operation, first, second, fits }, found) => {
    const args =
      operation === 'load' ? [] : operation === 'compareExchange' ? [fits ? found() : first, second] : [first]
    const result = atomics[operation]?.(array, 0, ...args)
    return operation === 'store' ? undefined : result
  }
}

/** A model of what `Atomics` does not have: plain variables of one thread. */
function plain(first: Value, next: (operation: Operation, value: Value, given: Value) => Value): Model {
  let value = first
  return ({ operation, first: given, second, fits }, found) => {
    const before = value
    if (operation === 'compareExchange') {
      if (Object.is(fits ? found() : given, value)) value = second
    } else if (operation === 'store' || operation === 'exchange') value = given
    else if (operation !== 'load') value = next(operation, value, given)
    return operation === 'store' ? undefined : before
  }
}

interface Type {
  readonly name: string
  readonly make: () => object
  readonly model: () => Model
  readonly values: fc.Arbitrary<Value>
  readonly operations: readonly Operation[]
}

const TYPES: readonly Type[] = [
  {
    name: 'AtomicInt32',
    make: () => new AtomicInt32(),
    model: () => integers(new Int32Array(new SharedArrayBuffer(4))),
    values: fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0, -0)),
    operations: [...REST, ...SUMS, ...LOGIC],
  },
  {
    name: 'AtomicUint32',
    make: () => new AtomicUint32(),
    model: () => integers(new Uint32Array(new SharedArrayBuffer(4))),
    values: fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(2 ** 31, 2 ** 32 - 1, 0, 1)),
    operations: [...REST, ...SUMS, ...LOGIC],
  },
  {
    name: 'AtomicBigInt64',
    make: () => new AtomicBigInt64(),
    model: () => integers(new BigInt64Array(new SharedArrayBuffer(8))),
    values: fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n),
    ),
    operations: [...REST, ...SUMS, ...LOGIC],
  },
  {
    name: 'AtomicFloat64',
    make: () => new AtomicFloat64(),
    model: () =>
      plain(0, (operation, value, given) =>
        operation === 'add' ? (value as number) + (given as number) : (value as number) - (given as number),
      ),
    values: fc.oneof(fc.double(), fc.constantFrom(NaN, 0, -0, Infinity, -Infinity, 0.1)),
    operations: [...REST, ...SUMS],
  },
  {
    name: 'AtomicBoolean',
    make: () => new AtomicBoolean(),
    model: () =>
      plain(false, (operation, value, given) =>
        operation === 'and'
          ? value === true && given === true
          : operation === 'or'
            ? value === true || given === true
            : value !== given,
      ),
    values: fc.boolean(),
    operations: [...REST, ...LOGIC],
  },
]

function stepsOf({ values, operations }: Type): fc.Arbitrary<Step[]> {
  const step = fc.record({
    operation: fc.constantFrom(...operations),
    first: values,
    second: values,
    fits: fc.boolean(),
  })
  return fc.array(step, { minLength: 1, maxLength: 20 })
}

const modelled = Object.fromEntries(
  TYPES.map((type) => [
    `${type.name}: every operation does what the language's own does`,
    () =>
      fc.assert(
        fc.property(stepsOf(type), (steps) => {
          const atomic = type.make() as Anything & Disposable
          const model = type.model()
          for (const each of steps) {
            const { operation, first, second, fits } = each
            const there = atomic.load()
            const expected = model(each, () => there)
            const result =
              operation === 'compareExchange'
                ? atomic.compareExchange(fits ? there : first, second)
                : atomic[operation](...(operation === 'load' ? [] : [first]))
            assert.ok(
              Object.is(result, expected),
              `${operation}: ${String(result)}, expected ${String(expected)}`,
            )
          }
          assert.ok(
            Object.is(
              atomic.load(),
              model({ operation: 'load', first: 0, second: 0, fits: false }, () => 0),
            ),
          )
          atomic[Symbol.dispose]()
        }),
        { numRuns: 150 },
      ),
  ]),
)

export const atomicCases: Readonly<Record<string, () => void | Promise<void>>> = {
  ...modelled,

  'a value that the type does not have is refused with what was expected, and nothing changes'() {
    const int32 = new AtomicInt32(7)
    for (const operation of ['store', 'add', 'sub', 'and', 'or', 'xor', 'exchange'] as const) {
      for (const [bad, error] of [
        [1.5, /^RangeError: Expected an integer from -2147483648 to 2147483647 for AtomicInt32, got 1.5$/],
        [2 ** 31, /^RangeError: /],
        [NaN, /^RangeError: /],
        ['1', /^TypeError: Expected a number for AtomicInt32, got 1 \(string\)$/],
        [1n, /^TypeError: .*got 1n$/],
        [undefined, /^TypeError: /],
      ] as const)
        assert.match(
          thrownBy(() => int32[operation](bad as never)),
          error,
        )
    }
    assert.match(
      thrownBy(() => int32.compareExchange(7, 0.5)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => int32.compareExchange(0.5, 7)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => int32.wait(0.5)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => void int32.waitAsync(0.5)),
      /^RangeError/,
    )
    assert.match(
      thrownBy(() => int32.notify(-1)),
      /^RangeError: Expected `count` to be an integer ≥ 0, got `-1`$/,
    )
    assert.match(
      thrownBy(() => int32.notify('1' as never)),
      /^TypeError/,
    )
    assert.match(
      thrownBy(() => int32.wait(7, { timeout: -1 })),
      /^RangeError/,
    )
    assert.equal(int32.load(), 7)
    assert.match(
      thrownBy(() => new AtomicUint32(-1)),
      /^RangeError: .*from 0 to 4294967295 for AtomicUint32, got -1$/,
    )
    assert.match(
      thrownBy(() => new AtomicBigInt64(2n ** 63n)),
      /^RangeError: .*AtomicBigInt64, got 9223372036854775808n$/,
    )
    assert.match(
      thrownBy(() => new AtomicBigInt64(1 as never)),
      /^TypeError: Expected a bigint for AtomicBigInt64/,
    )
    assert.match(
      thrownBy(() => new AtomicFloat64('x' as never)),
      /^TypeError: Expected a number for AtomicFloat64/,
    )
    assert.match(
      thrownBy(() => new AtomicBoolean(1 as never)),
      /^TypeError: Expected true or false for AtomicBoolean/,
    )
  },

  'a value crosses as itself, by identity, as an argument, a captured variable and a result'() {
    const all = [
      new AtomicInt32(1),
      new AtomicUint32(2),
      new AtomicBigInt64(3n),
      new AtomicFloat64(4.5),
      new AtomicBoolean(true),
    ]
    const [count] = all as [AtomicInt32]
    const thread = new Thread({
      target: (given: typeof all) => {
        count.add(10)
        return { given, same: given[0] === count, texts: given.map((each) => String(each.load())) }
      },
      args: [all],
    })
    thread.start()
    const { given, same, texts } = thread.result()
    assert.ok(given.every((each, index) => each === all[index]))
    assert.equal(same, true)
    assert.deepEqual(texts, ['11', '2', '3', '4.5', 'true'])
    assert.equal(count.load(), 11)
    assert.match(String(count), /^<AtomicInt32 at 0x[0-9a-f]+: 11>$/)
  },

  'what several threads add is all there, in each type'() {
    const [int32, uint32, big, float] = [
      new AtomicInt32(),
      new AtomicUint32(),
      new AtomicBigInt64(),
      new AtomicFloat64(),
    ]
    const turned = new AtomicBoolean()
    const tripled = new AtomicInt32()
    const begin = new AtomicBoolean()
    const rounds = 5000
    const work = (): void => {
      begin.wait(false)
      for (let n = 0; n < rounds; n++) {
        int32.add(1)
        uint32.sub(1)
        big.add(2n ** 33n)
        float.add(0.5)
        turned.xor(true)
        for (let seen = tripled.load(); ;) {
          const found = tripled.compareExchange(seen, seen + 3)
          if (found === seen) break
          seen = found
        }
      }
    }
    const threads = [1, 2, 3].map(() => new Thread({ target: work }))
    for (const thread of threads) thread.start()
    begin.store(true)
    begin.notify()
    for (const thread of threads) thread.result({ timeout: 20_000 })
    const sum = rounds * threads.length
    assert.deepEqual(
      [int32.load(), uint32.load(), big.load(), float.load(), turned.load(), tripled.load()],
      [sum, 2 ** 32 - sum, BigInt(sum) * 2n ** 33n, sum / 2, sum % 2 === 1, sum * 3],
    )
  },

  async 'a wait says whether it was notified, the value was another, or the time is up'() {
    const value = new AtomicFloat64(NaN)
    assert.equal(value.wait(1), 'not-equal')
    assert.equal(value.wait(NaN, { timeout: 1 }), 'timed-out')
    assert.equal(value.wait(NaN, { timeout: 0 }), 'timed-out')
    assert.equal(await value.waitAsync(1), 'not-equal')
    assert.equal(await value.waitAsync(NaN, { timeout: 1 }), 'timed-out')
    await assert.rejects(value.waitAsync(NaN, { signal: AbortSignal.abort(new Error('no more')) }), /no more/)
    const controller = new AbortController()
    const aborted = value.waitAsync(NaN, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await assert.rejects(aborted, /enough/)
    const waiting = value.waitAsync(NaN)
    assert.equal(value.notify(), 1)
    assert.equal(await waiting, 'ok')
    assert.equal(value.notify(), 0)
  },

  async 'who came first is woken first, and no more are woken than were to be'() {
    const value = new AtomicInt32()
    const order: number[] = []
    const waits = [0, 1, 2, 3].map((n) => value.waitAsync(0).then((outcome) => order.push(n) && outcome))
    assert.equal(value.notify(1), 1)
    await waits[0]
    assert.equal(value.notify(2), 2)
    await Promise.all(waits.slice(0, 3))
    assert.deepEqual(order, [0, 1, 2])
    assert.equal(value.notify(0), 0)
    assert.equal(value.notify(5), 1)
    assert.deepEqual(await Promise.all(waits), ['ok', 'ok', 'ok', 'ok'])
  },

  'threads hand a turn round by wait and notify, and no wake-up is lost'() {
    const turn = new AtomicInt32()
    const rounds = 300
    const threads = [0, 1, 2].map(
      (me) =>
        new Thread({
          target: (mine: number) => {
            for (let n = 0; n < rounds; n++) {
              for (let seen = turn.load(); seen !== mine; seen = turn.load()) turn.wait(seen)
              turn.store((mine + 1) % 3)
              turn.notify()
            }
          },
          args: [me],
        }),
    )
    for (const thread of threads) thread.start()
    for (const thread of threads) thread.result({ timeout: 15_000 })
    assert.equal(turn.load(), 0)
  },

  async 'a disposed handle says so, another thread keeps the value, and a promise may outlive the handle'() {
    const value = new AtomicInt32(5)
    const go = new AtomicBoolean()
    const thread = new Thread({
      target: (given: AtomicInt32) => {
        go.wait(false)
        given.add(1)
        const seen = given.notify()
        return [seen, given]
      },
      args: [value],
    })
    thread.start()
    const waiting = value.waitAsync(5, { timeout: 10_000 })
    value[Symbol.dispose]()
    value[Symbol.dispose]()
    for (const use of [
      () => value.load(),
      () => value.store(1),
      () => value.add(1),
      () => value.compareExchange(1, 2),
      () => value.wait(5),
      () => value.notify(),
      () => void value.waitAsync(5),
      () => new Thread({ target: (given: AtomicInt32) => given, args: [value] }).start(),
    ])
      assert.match(thrownBy(use), /^ThreadError: this thread has disposed of this AtomicInt32/)
    assert.equal(String(value), '<AtomicInt32, disposed>')
    go.store(true)
    go.notify()
    assert.equal(await waiting, 'ok')
    const [seen, again] = (await thread.resultAsync()) as [number, AtomicInt32]
    assert.deepEqual([seen, again.load(), again === value], [1, 6, false])
    assert.throws(() => value.load())
  },
}

export function runAtomicCase(title: string): void | Promise<void> {
  return atomicCases[title]?.()
}
